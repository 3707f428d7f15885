"""What leaves the pipeline: one output record for each input position."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from dateline.encode import instants, outcomes, rows, wire
from dateline.encode.outcomes import Outcome
from dateline.encode.provenance import Provenance
from dateline.errors import EncodeError
from dateline.records import DeadLetter, Document, Duplicate, Position, RawRecord

OutputKind = Literal["event", "duplicate", "dead_letter"]

SCHEMA_HEADER = "dateline-schema"
"""Name of the header with subject and version of the writer schema: ``event/v1``."""

FINGERPRINT_HEADER = "dateline-schema-fingerprint"
"""Name of the header with the writer schema's CRC-64-AVRO fingerprint, 16 hexadecimal digits as in the value."""

EVENT_ID_HEADER = "dateline-event-id"
"""Name of the header with the event id; dead letters have none."""

POSITION_HEADER = "dateline-position"
"""Name of the header with the input position: ``topic/partition/offset``."""

KEY_BYTES = 1_024
"""A longer key of an unreadable record is not used as the key of its dead letter."""

DEAD_LETTER_MARGIN = 50_000
"""What a dead letter may hold besides the bytes of its record: message and trace, up to four bytes a character."""


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """One record to publish and archive, with the outcome of the input position that it came from.

    ``value`` and ``outcome`` are single-object Avro. ``gap_from`` and ``starts`` are those of the input record.
    ``event_time`` and ``record_time`` are microseconds; the first one only partitions files. ``unexpected`` marks
    the dead letter of an error that no stage foresaw. ``awaits`` is the input position of a duplicate's original
    that was not yet known to be published; ``known`` is that of :class:`~dateline.records.Dedup`.
    """

    kind: OutputKind
    position: Position
    gap_from: int
    starts: bool
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    event_time: int
    record_time: int
    outcome: bytes
    unexpected: bool = False
    awaits: Position | None = None
    known: int | None = None


@dataclass(frozen=True, slots=True)
class EncodeSettings:
    """How records are encoded. ``max_value_bytes`` is what the output topics take; None for no limit.

    ``from_file`` makes dead letters name a line in place of topic, partition and offset.
    """

    provenance: Provenance
    max_value_bytes: int | None = None
    from_file: bool = False


def output_of(item: Document | Duplicate | DeadLetter, settings: EncodeSettings) -> OutputRecord:
    """The output record of one input position; the same item gives the same bytes.

    Raises :class:`EncodeError` naming the field when an event or duplicate does not fit its schema or is larger
    than ``max_value_bytes``. A dead letter always fits.
    """
    outcome = outcomes.outcome_of(item)
    if isinstance(item, DeadLetter):
        limit = settings.max_value_bytes
        whole = None if limit is None else limit - DEAD_LETTER_MARGIN
        row = rows.dead_letter_record(item, from_file=settings.from_file, whole_bytes=whole)
        value = wire.encode("dead_letter", row)
        return _output("dead_letter", _dead_key(item.record), value, outcome, unexpected=not item.expected)
    if isinstance(item, Duplicate):
        value = wire.encode("duplicate", rows.duplicate_record(item, settings.provenance))
        subject: OutputKind = "duplicate"
        article_id = item.document.article.article_id
        awaits, known = None if item.original_published else item.original_position, item.known
    else:
        value = wire.encode("event", rows.event_record(item, settings.provenance))
        subject = "event"
        article_id = item.article.article_id
        awaits, known = None, item.dedup.known
    if settings.max_value_bytes is not None and len(value) > settings.max_value_bytes:
        raise EncodeError(
            f"The encoded {subject} has {len(value)} bytes; the limit is {settings.max_value_bytes}.",
            "Raise max.message.bytes of the output topics and the limit together, or lower the article limit.",
        )
    output = _output(subject, article_id.encode("utf-8"), value, outcome)
    return replace(output, awaits=awaits, known=known)


def raw_record_of(item: Document | Duplicate | DeadLetter) -> RawRecord:
    """The input record that an item came from."""
    if isinstance(item, DeadLetter):
        return item.record
    document = item.document if isinstance(item, Duplicate) else item
    return document.article.source_record


def position_text(position: Position) -> str:
    """A position as the header and a dead letter's key have it.

    >>> position_text(Position("articles", 2, 17))
    'articles/2/17'
    """
    return f"{position.topic}/{position.partition}/{position.offset}"


def parse_position(text: str) -> Position:
    """The position that :func:`position_text` wrote; ``ValueError`` if it is none.

    >>> parse_position("a/b/2/17")
    Position(topic='a/b', partition=2, offset=17)
    """
    topic, partition, offset = text.rsplit("/", 2)
    return Position(topic, int(partition), int(offset))


def _output(kind: OutputKind, key: bytes, value: bytes, outcome: Outcome, *, unexpected: bool = False) -> OutputRecord:
    schema = wire.schema_of(value)
    headers = [
        (SCHEMA_HEADER, schema.name.encode()),
        (FINGERPRINT_HEADER, schema.fingerprint.hex().encode()),
        (POSITION_HEADER, position_text(outcome.position).encode("utf-8", "backslashreplace")),
    ]
    if outcome.event_id is not None:
        headers.append((EVENT_ID_HEADER, outcome.event_id.encode()))
    return OutputRecord(
        kind=kind,
        position=outcome.position,
        gap_from=outcome.gap_from,
        starts=outcome.starts,
        key=key,
        value=value,
        headers=tuple(headers),
        event_time=instants.event_time(outcome.published_micros, outcome.record_time),
        record_time=outcome.record_time,
        outcome=wire.encode("outcome", outcomes.outcome_record(outcome)),
        unexpected=unexpected,
    )


def _dead_key(record: RawRecord) -> bytes:
    if record.key and len(record.key) <= KEY_BYTES:
        return record.key
    return position_text(record.position).encode("utf-8", "backslashreplace")
