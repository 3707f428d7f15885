"""How an input position ended: the record of the outcomes topic, from and to what the stages know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dateline.encode import instants
from dateline.encode.rows import Row
from dateline.records import DeadLetter, Document, Duplicate, Position

OutcomeKind = Literal["event", "duplicate", "revision", "retraction", "dead_letter", "gap"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one input position ended; offsets from ``gap_from`` up to the position's held no record.

    ``original`` identifies the original of a duplicate, so that a deduplication which starts with nothing but the
    outcomes knows it even before the original's own outcome is there.
    """

    position: Position
    gap_from: int
    starts: bool
    outcome: OutcomeKind
    record_time: int
    id: str | None = None
    article_id: str | None = None
    event_id: str | None = None
    original_event_id: str | None = None
    cluster_id: str | None = None
    fingerprint: str | None = None
    published_micros: int | None = None
    signature: bytes = b""
    original: OriginalRef | None = None


@dataclass(frozen=True, slots=True)
class OriginalRef:
    """The original that a duplicate repeats: its ids, its input position, its record time in microseconds."""

    id: str | None
    article_id: str
    event_id: str
    position: Position
    record_time: int

    @classmethod
    def of(cls, duplicate: Duplicate) -> OriginalRef | None:
        """The original of ``duplicate``, null when its position is not known."""
        if duplicate.original_position is None or duplicate.original_record_time is None:
            return None
        return cls(
            duplicate.duplicate_of,
            duplicate.original_article_id,
            duplicate.original_event_id,
            duplicate.original_position,
            duplicate.original_record_time,
        )


def outcome_of(item: Document | Duplicate | DeadLetter) -> Outcome:
    """The outcome of what reached the end of the pipeline."""
    if isinstance(item, DeadLetter):
        raw = item.record
        return Outcome(raw.position, raw.gap_from, raw.starts, "dead_letter", raw.record_time)
    duplicate = item if isinstance(item, Duplicate) else None
    document = item.document if isinstance(item, Duplicate) else item
    kind: OutcomeKind = "event"
    if duplicate:
        kind = "duplicate"
    elif document.dedup.kind != "original":
        kind = document.dedup.kind
    article = document.article
    raw = article.source_record
    return Outcome(
        position=raw.position,
        gap_from=raw.gap_from,
        starts=raw.starts,
        outcome=kind,
        record_time=raw.record_time,
        id=article.id,
        article_id=article.article_id,
        event_id=article.event_id,
        original_event_id=duplicate.original_event_id if duplicate else None,
        cluster_id=duplicate.cluster_id if duplicate else document.dedup.cluster_id,
        fingerprint=document.fingerprint or None,
        published_micros=article.published_at.instant_micros if article.published_at else None,
        original=OriginalRef.of(duplicate) if duplicate else None,
    )


def outcome_from_record(row: Row) -> Outcome:
    """The outcome that a decoded record of the outcomes topic says; a record time that it lacks is 0."""
    record_time, published = row["record_time"], row["published_instant"]
    return Outcome(
        position=Position(row["topic"], row["partition"], row["offset"]),
        gap_from=row["gap_from"],
        starts=row["starts"],
        outcome=row["outcome"],
        record_time=0 if record_time is None else instants.to_micros(record_time),
        id=row["id"],
        article_id=row["article_id"],
        event_id=row["event_id"],
        original_event_id=row["original_event_id"],
        cluster_id=row["cluster_id"],
        fingerprint=row["fingerprint"],
        published_micros=None if published is None else instants.to_micros(published),
        signature=row["signature"],
        original=_original_from(row),
    )


def _original_from(row: Row) -> OriginalRef | None:
    if row["original_topic"] is None:
        return None
    return OriginalRef(
        row["original_id"],
        row["original_article_id"],
        row["original_event_id"],
        Position(row["original_topic"], row["original_partition"], row["original_offset"]),
        instants.to_micros(row["original_record_time"]),
    )


def gap_outcome(topic: str, partition: int, first: int, last: int, record_time: int) -> Outcome:
    """The outcome of offsets ``first`` to ``last`` (inclusive) of which none held a record."""
    return Outcome(Position(topic, partition, last), first, False, "gap", record_time)


def outcome_record(outcome: Outcome) -> Row:
    """The outcome as it is published."""
    published = outcome.published_micros
    original = outcome.original
    original_time = instants.from_micros(original.record_time) if original else None
    original_position = original.position if original and original_time else None
    return {
        "topic": outcome.position.topic,
        "partition": outcome.position.partition,
        "offset": outcome.position.offset,
        "gap_from": outcome.gap_from,
        "starts": outcome.starts,
        "outcome": outcome.outcome,
        "id": outcome.id,
        "article_id": outcome.article_id,
        "event_id": outcome.event_id,
        "original_event_id": outcome.original_event_id,
        "original_id": original.id if original else None,
        "original_article_id": original.article_id if original else None,
        "original_topic": original_position.topic if original_position else None,
        "original_partition": original_position.partition if original_position else None,
        "original_offset": original_position.offset if original_position else None,
        "original_record_time": original_time,
        "cluster_id": outcome.cluster_id,
        "fingerprint": outcome.fingerprint,
        "signature": outcome.signature,
        "published_instant": None if published is None else instants.from_micros(published),
        "event_time": instants.from_micros(instants.event_time(published, outcome.record_time)),
        "record_time": instants.from_micros(outcome.record_time),
    }
