"""From the records between the stages to the records that are published: plain dicts in schema order.

Each function gives every field of its schema, null or empty where there is nothing to say. An instant is an
aware UTC ``datetime``, bytes are ``bytes``.
"""

from __future__ import annotations

import hashlib
from typing import Any

from dateline.encode import instants
from dateline.encode.provenance import Provenance
from dateline.encode.schemas import latest
from dateline.errors import EncodeError, OversizedError
from dateline.records import (
    Article,
    DeadLetter,
    Document,
    Duplicate,
    Entity,
    Mention,
    RawRecord,
    TimeMention,
    TimeRange,
)

Row = dict[str, Any]
"""A record as fastavro and ``json`` see it."""

TRUNCATED_BYTES = 65_536
"""How much is kept of the value of an oversized record."""

TRUNCATED_HEADERS = 32
TRUNCATED_HEADER_BYTES = 1_024


def event_record(document: Document, provenance: Provenance) -> Row:
    """The event record of a document; :class:`EncodeError` if its record time is no instant."""
    article = document.article
    published = _published(article)
    return {
        "id": article.id,
        "article_id": article.article_id,
        "event_id": article.event_id,
        "url": article.url,
        "source": article.source,
        "title": article.title,
        "body": article.body,
        "body_source": article.body_source,
        "text": document.body.text,
        "removed": [_removed(span) for span in document.removed],
        "language": article.language,
        "language_basis": article.language_basis,
        "language_confidence": article.language_confidence,
        **published,
        "retrieved_at": article.retrieved_at.text if article.retrieved_at else None,
        "place": article.place,
        "metadata": dict(article.metadata),
        "dateline": _dateline(document),
        "dedup": {
            "kind": document.dedup.kind,
            "revises": document.dedup.revises,
            "revision": document.dedup.revision,
            "cluster_id": document.dedup.cluster_id,
        },
        "entities": [_entity(entity) for entity in document.entities],
        "times": [_time(mention) for mention in document.times],
        "notes": list(document.notes),
        "provenance": _provenance(provenance, latest("event").name, article.source_record),
    }


def duplicate_record(duplicate: Duplicate, provenance: Provenance) -> Row:
    """The record of a duplicate: its metadata and the link to its original, none of its text."""
    article = duplicate.document.article
    return {
        "id": article.id,
        "article_id": article.article_id,
        "event_id": article.event_id,
        "url": article.url,
        "source": article.source,
        "title": article.title,
        "language": article.language,
        **_published(article),
        "duplicate_of": duplicate.duplicate_of,
        "original_article_id": duplicate.original_article_id,
        "original_event_id": duplicate.original_event_id,
        "kind": duplicate.kind,
        "similarity": float(duplicate.similarity),
        "containment": float(duplicate.containment),
        "cluster_id": duplicate.cluster_id,
        "differs": {
            "added_count": len(duplicate.sentences_added),
            "removed_count": len(duplicate.sentences_removed),
            "added": list(duplicate.sentences_added),
            "removed": list(duplicate.sentences_removed),
        },
        "provenance": _provenance(provenance, latest("duplicate").name, article.source_record),
    }


def dead_letter_record(dead: DeadLetter, *, from_file: bool = False, whole_bytes: int | None = None) -> Row:
    """The record of a dead letter; never fails, whatever the input record held.

    Bytes, key and headers are kept whole up to ``whole_bytes`` together (null for no limit); above that, and for
    a record that was refused as oversized, the first 64 KiB of the value are kept with the size and SHA-256 of
    all of it. ``from_file`` gives ``line`` in place of topic, partition
    and offset.
    """
    record = dead.record
    value = record.value or b""
    carried = len(value) + len(record.key or b"") + sum(len(k) + len(v) for k, v in record.headers)
    limit = TRUNCATED_BYTES if dead.error == OversizedError.__name__ else whole_bytes
    whole = limit is None or carried <= limit
    position = record.position
    return {
        "line": position.offset if from_file else None,
        "topic": None if from_file else _safe(position.topic),
        "partition": None if from_file else position.partition,
        "offset": None if from_file else position.offset,
        "stage": _safe(dead.stage),
        "error": _safe(dead.error),
        "message": _safe(dead.message),
        "expected": dead.expected,
        "trace": _safe(dead.trace),
        "bytes": record.value if whole else value[:TRUNCATED_BYTES],
        "size": len(value),
        "sha256": hashlib.sha256(value).hexdigest(),
        "truncated": not whole,
        "key": record.key if whole or record.key is None else record.key[:TRUNCATED_HEADER_BYTES],
        "headers": _headers(record, whole=whole),
        "record_time": instants.from_micros(record.record_time),
        "attempts": dead.attempts,
    }


def _published(article: Article) -> Row:
    given = article.published_at
    if given is not None:
        instant = None if given.instant_micros is None else instants.from_micros(given.instant_micros)
        text, granularity, basis = given.text, str(given.granularity), "given"
    else:
        instant = _record_time(article.source_record)
        text, basis = instants.rfc3339(instant), "record_time"
        granularity = "microsecond" if instant.microsecond else "second"
    return {
        "published_at": text,
        "published_granularity": granularity,
        "published_instant": instant,
        "published_basis": basis,
    }


def _record_time(record: RawRecord) -> Any:
    instant = instants.from_micros(record.record_time)
    if instant is None:
        raise EncodeError(
            f"record_time: {record.record_time} microseconds is outside the years 1 to 9999.",
            "Produce the record again with a sound timestamp.",
        )
    return instant


def _provenance(provenance: Provenance, schema: str, record: RawRecord) -> Row:
    return {
        "dateline": provenance.dateline,
        "processing_version": provenance.processing_version,
        "schema": schema,
        "stages": list(provenance.stages),
        "model_name": provenance.model_name,
        "model_version": provenance.model_version,
        "model_sha256": provenance.model_sha256,
        "topic": record.position.topic,
        "partition": record.position.partition,
        "offset": record.position.offset,
        "record_time": _record_time(record),
    }


def _removed(span: Any) -> Row:
    return {"field": span.field, "start": span.start, "end": span.end, "text": span.text, "reason": span.reason}


def _dateline(document: Document) -> Row | None:
    line = document.dateline
    if line is None:
        return None
    return {
        "place": line.place,
        "date_text": line.date_text,
        "agency": line.agency,
        "start": line.start,
        "end": line.end,
    }


def _entity(entity: Entity) -> Row:
    return {
        "name": entity.name,
        "type": entity.type,
        "role": entity.role,
        "aliases": list(entity.aliases),
        "ids": {
            "geonames": entity.ids.geonames,
            "iso3166": entity.ids.iso3166,
            "wikidata": entity.ids.wikidata,
        },
        "latitude": _real(entity.latitude),
        "longitude": _real(entity.longitude),
        "confidence": float(entity.confidence),
        "reason": entity.reason,
        "mentions": [_mention(mention) for mention in entity.mentions],
    }


def _mention(mention: Mention) -> Row:
    return {
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "type": mention.type,
        "role": mention.role,
    }


def _time(time: TimeMention) -> Row:
    return {
        "field": time.field,
        "start": time.start,
        "end": time.end,
        "text": time.text,
        "type": time.type,
        "value": time.value,
        "mod": time.mod,
        "quant": time.quant,
        "freq": time.freq,
        "begin": time.begin,
        "end_exclusive": time.end_exclusive,
        "granularity": time.granularity,
        "zone": time.zone,
        "zone_basis": time.zone_basis,
        "anchor": time.anchor,
        "anchor_basis": time.anchor_basis,
        "direction": time.direction,
        "direction_basis": time.direction_basis,
        "range": _range(time.range),
        "same_instant_as": time.same_instant_as,
        "conflict": time.conflict,
        "rule": time.rule,
        "confidence": float(time.confidence),
    }


def _range(span: TimeRange | None) -> Row | None:
    if span is None:
        return None
    return {
        "start": span.start,
        "end": span.end,
        "value": span.value,
        "begin": span.begin,
        "end_exclusive": span.end_exclusive,
    }


def _headers(record: RawRecord, *, whole: bool) -> list[Row]:
    headers = record.headers if whole else record.headers[:TRUNCATED_HEADERS]
    end = None if whole else TRUNCATED_HEADER_BYTES
    return [{"name": _safe(name[:end]), "value": value[:end]} for name, value in headers]


def _real(value: float | None) -> float | None:
    return None if value is None else float(value)


def _safe(text: str) -> str:
    """``text`` without lone surrogates."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
