"""From the spans a model found in one article to its entities: the order of the corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.entities.joins import Cluster, clusters_of
from dateline.entities.model import Found
from dateline.entities.names import Span
from dateline.entities.trimming import trimmed
from dateline.records import Document, Entity, FieldName, MappedText, Mention

MOST_MENTIONS = 2_000
"""Mentions of one article; what follows in reading order is left out, and noted."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The entities of an article in the order of their first mentions, and notes on what was left out."""

    entities: tuple[Entity, ...]
    notes: tuple[str, ...] = ()


def entities_of(document: Document, in_title: Sequence[Found], in_body: Sequence[Found]) -> Resolved:
    """The entities of a document from what a model found in the cleaned title and body."""
    fields: dict[FieldName, MappedText] = {"title": document.title, "body": document.body}
    texts: dict[FieldName, str] = {name: field.text for name, field in fields.items()}
    spans = without_overlaps(
        _names("title", document.title.text, in_title) + _names("body", document.body.text, in_body)
    )
    notes: tuple[str, ...] = ()
    if len(spans) > MOST_MENTIONS:
        notes = (f"entities: {len(spans) - MOST_MENTIONS} mentions after the first {MOST_MENTIONS} were left out",)
        spans = spans[:MOST_MENTIONS]
    originals: dict[FieldName, str] = {"title": document.article.title or "", "body": document.article.body}
    entities = tuple(_entity(cluster, fields, originals) for cluster in clusters_of(texts, spans))
    return Resolved(entities, notes)


def _names(field: FieldName, text: str, found: Sequence[Found]) -> list[Span]:
    raw = (Span(field, f.start, f.end, f.type) for f in found if 0 <= f.start < f.end <= len(text))
    return [name for span in raw if (name := trimmed(text, span)) is not None]


def without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """The spans in reading order; of two that overlap, the one that starts first, then the longer one stays.

    >>> [(s.start, s.end) for s in without_overlaps([Span("body", 4, 6, "ORG"), Span("body", 0, 5, "ORG")])]
    [(0, 5)]
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.order[0], s.start, -s.end, s.type)):
        if not kept or kept[-1].field != span.field or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _entity(cluster: Cluster, fields: Mapping[FieldName, MappedText], originals: Mapping[FieldName, str]) -> Entity:
    mentions = []
    for span in cluster.spans:
        start, end = fields[span.field].original_span(span.start, span.end)
        mentions.append(Mention(span.field, start, end, originals[span.field][start:end], span.type))
    return Entity(
        name=cluster.name,
        type=cluster.type,
        mentions=tuple(mentions),
        aliases=cluster.aliases,
        confidence=cluster.confidence,
        reason=cluster.reason,
    )
