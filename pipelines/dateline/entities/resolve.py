"""From the spans a model found in one article to its entities: the order of the corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.entities.acronyms import Definition, definitions, with_definitions
from dateline.entities.joins import Join, clusters_of, name_of
from dateline.entities.linking import LinkedCluster, linked_clusters
from dateline.entities.lookup import corrected
from dateline.entities.model import Found
from dateline.entities.names import Span, plain
from dateline.entities.repeats import settled, with_halves_joined, with_repeats
from dateline.entities.trimming import trimmed
from dateline.records import Document, Entity, EntityIds, FieldName, MappedText, Mention

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
    spans = without_overlaps(_names("title", texts["title"], in_title) + _names("body", texts["body"], in_body))
    spans = with_halves_joined(texts, corrected(texts, spans))
    defined = definitions(texts, spans)
    spans = settled(texts, with_definitions(spans, defined), defined)
    spans = without_overlaps(with_repeats(texts, spans))
    originals: dict[FieldName, str] = {"title": document.article.title or "", "body": document.article.body}
    spans = [span for span in spans if _is_unbroken(fields[span.field], originals[span.field], span)]
    notes: tuple[str, ...] = ()
    if len(spans) > MOST_MENTIONS:
        notes = (f"entities: {len(spans) - MOST_MENTIONS} mentions after the first {MOST_MENTIONS} were left out",)
        spans = spans[:MOST_MENTIONS]
    clusters = clusters_of(texts, spans, [_bond(texts, definition) for definition in defined])
    entities = tuple(_entity(linked, fields, originals) for linked in linked_clusters(texts, clusters))
    return Resolved(entities, notes)


def _bond(texts: Mapping[FieldName, str], definition: Definition) -> Join:
    short, long = (name_of(texts, part) for part in (definition.short, definition.long))
    return Join(short, long, definition.reason, definition.confidence)


def _is_unbroken(field: MappedText, original: str, span: Span) -> bool:
    """False for a name that cleaning put together from both sides of something that it removed."""
    start, end = field.original_span(span.start, span.end)
    return plain(original[start:end]) == plain(field.text[span.start : span.end])


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


def _entity(
    linked: LinkedCluster, fields: Mapping[FieldName, MappedText], originals: Mapping[FieldName, str]
) -> Entity:
    mentions = []
    for span, role in zip(linked.cluster.spans, linked.roles, strict=True):
        start, end = fields[span.field].original_span(span.start, span.end)
        mentions.append(Mention(span.field, start, end, originals[span.field][start:end], span.type, role))
    place = linked.place
    stands_there = linked.cluster.type != "NORP"  # a nation's people stand nowhere
    given = {role for role in linked.roles if role}
    return Entity(
        name=linked.cluster.name,
        type=linked.cluster.type,
        mentions=tuple(mentions),
        role=given.pop() if len(given) == 1 else None,
        aliases=linked.cluster.aliases,
        ids=place.ids if place else EntityIds(),
        latitude=place.latitude if place and stands_there else None,
        longitude=place.longitude if place and stands_there else None,
        confidence=linked.cluster.confidence,
        reason=linked.cluster.reason,
    )
