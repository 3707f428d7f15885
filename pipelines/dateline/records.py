"""What flows between the stages: frozen dataclasses, nothing else.

Instants are whole microseconds since 1970-01-01T00:00:00Z (``…_micros`` or ``record_time``) or aware UTC
``datetime`` objects; ``start``/``end`` are code-point offsets, end exclusive, into the *original* field.
The names are those of the published records (see ``schemas/``).
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

FieldName = Literal["title", "body"]

ASSUMED_LANGUAGE = "en"
"""What an article is read as whose language is neither given nor identified, which each stage then notes: of
5,000 wire stories of 1987, nearly all such were tables of figures and one-line alerts, in English.
"""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a record stands in the input: Kafka topic, partition and offset (or a file's path, 0, line)."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One input record as read.

    ``gap_from`` is the first offset since the record before it: equal to ``position.offset`` when there is no
    gap (compaction, retention and transaction markers leave gaps). ``starts`` marks the first record of a read
    that resumed from no checkpoint, so that a sink knows where its contiguous prefix begins.
    """

    position: Position
    record_time: int
    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    gap_from: int = -1
    starts: bool = False

    def __post_init__(self) -> None:
        if self.gap_from < 0:
            object.__setattr__(self, "gap_from", self.position.offset)


@dataclass(frozen=True, slots=True)
class PublishedAt:
    """A publication time as well as it is known.

    ``text`` is its canonical ISO 8601 form: ``2019-09-24`` (``granularity`` ``day``), ``2019-09-24T19:05:00``
    (a local time whose zone is unknown) or ``2019-09-24T23:05:00Z`` / ``…+02:00``. ``instant_micros`` is UTC,
    null unless the zone is known and the time is.
    """

    text: str
    granularity: Literal["day", "minute", "second", "microsecond"]
    instant_micros: int | None

    def moment(self) -> datetime | date:
        """The date, naive local datetime or aware datetime that ``text`` says."""
        if self.granularity == "day":
            return date.fromisoformat(self.text)
        return datetime.fromisoformat(self.text)


@dataclass(frozen=True, slots=True)
class Article:
    """A decoded, validated article. ``raw`` keeps the bytes it came from, for dead letters."""

    source_record: RawRecord
    body: str
    body_source: Literal["body", "html"] = "body"
    id: str | None = None
    url: str | None = None
    source: str | None = None
    title: str | None = None
    published_at: PublishedAt | None = None
    retrieved_at: PublishedAt | None = None
    language: str | None = None
    language_basis: Literal["given", "identified", "unknown"] = "unknown"
    language_confidence: float | None = None
    place: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    withdrawn: bool = False
    article_id: str = ""
    event_id: str = ""

    @property
    def position(self) -> Position:
        """Where the article stands in the input."""
        return self.source_record.position


@dataclass(frozen=True, slots=True)
class Segment:
    """``length`` characters copied unchanged: they start at ``start`` in the cleaned text, ``original`` before."""

    start: int
    original: int
    length: int


@dataclass(frozen=True, slots=True)
class MappedText:
    """Cleaned text of one field with the way back: a monotone list of segments of characters that were copied."""

    field: FieldName
    text: str
    segments: tuple[Segment, ...]

    @classmethod
    def identity(cls, name: FieldName, text: str) -> MappedText:
        """The text of a field that nothing was removed from."""
        return cls(name, text, (Segment(0, 0, len(text)),) if text else ())

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original field that a non-empty span of the cleaned text came from.

        >>> MappedText("body", "ad", (Segment(0, 0, 1), Segment(1, 3, 1))).original_span(0, 2)
        (0, 4)
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no span of the cleaned text: {start}:{end} of {len(self.text)}")
        first = self._segment_at(start)
        last = self._segment_at(end - 1)
        return first.original + start - first.start, last.original + end - last.start

    def restored(self, original: str, start: int, end: int) -> MappedText:
        """The same text with ``original[start:end]``, which cleaning had removed, back in its place.

        >>> MappedText("body", "ad", (Segment(0, 0, 1), Segment(1, 3, 1))).restored("abcd", 1, 3).text
        'abcd'
        """
        at = self.position_of(start)
        before = tuple(segment for segment in self.segments if segment.original < start)
        behind = self.segments[len(before) :]
        shifted = (Segment(s.start + end - start, s.original, s.length) for s in behind)
        text = self.text[:at] + original[start:end] + self.text[at:]
        return MappedText(self.field, text, (*before, Segment(at, start, end - start), *shifted))

    def position_of(self, original: int) -> int:
        """Where the first character kept from ``original`` on stands in the cleaned text."""
        kept = [segment for segment in self.segments if segment.original + segment.length > original]
        if not kept:
            return len(self.text)
        return kept[0].start + max(0, original - kept[0].original)

    def _segment_at(self, index: int) -> Segment:
        return self.segments[bisect.bisect_right(self.segments, index, key=lambda s: s.start) - 1]


@dataclass(frozen=True, slots=True)
class Removed:
    """A span that cleaning took out, with the reason (``repeated_line``, ``photo_credit``, …)."""

    field: FieldName
    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dateline:
    """The dateline of the copy, kept as data: ``LONDON, Sept 24 (Reuters) -``. ``start``/``end`` in the body."""

    place: str | None
    date_text: str | None
    agency: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dedup:
    """What the deduplication decided for an article that is published.

    ``known`` is how many input positions had been acknowledged when the decider last read the outcomes (null:
    it never does); the sink refuses decisions that were made on less than it finds acknowledged.
    """

    kind: Literal["original", "revision", "retraction"] = "original"
    revises: str | None = None
    revision: int = 0
    cluster_id: str | None = None
    known: int | None = None


@dataclass(frozen=True, slots=True)
class EntityIds:
    """Ids in the outside world, as strings or null."""

    geonames: str | None = None
    iso3166: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the original field where an entity is named; ``text`` is that slice of the field."""

    field: FieldName
    start: int
    end: int
    text: str
    type: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, organisation, place or other thing with all its mentions and why they were joined."""

    name: str
    type: str
    mentions: tuple[Mention, ...]
    role: str | None = None
    aliases: tuple[str, ...] = ()
    ids: EntityIds = field(default_factory=EntityIds)
    latitude: float | None = None
    longitude: float | None = None
    confidence: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """The whole of a written range, shared by the mentions of its two ends. ``start``/``end`` are offsets."""

    start: int
    end: int
    value: str
    begin: datetime | None
    end_exclusive: datetime | None


@dataclass(frozen=True, slots=True)
class TimeMention:
    """One time expression: where it stands, its TIMEX3 reading and its UTC interval.

    ``begin``/``end_exclusive`` are aware UTC datetimes, null where the expression denotes no single interval or
    one outside the years 1-9999. ``anchor`` is the ISO value that a relative expression was resolved against,
    ``anchor_basis`` says what that is. ``same_instant_as`` is an index into the article's list of times.
    """

    field: FieldName
    start: int
    end: int
    text: str
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    mod: str | None = None
    quant: str | None = None
    freq: str | None = None
    begin: datetime | None = None
    end_exclusive: datetime | None = None
    granularity: str | None = None
    zone: str | None = None
    zone_basis: Literal["stated", "place", "dateline", "publication", "assumed"] | None = None
    anchor: str | None = None
    anchor_basis: Literal["publication", "record_time", "dateline", "narrative", "mention"] | None = None
    direction: Literal["past", "present", "future"] | None = None
    direction_basis: str | None = None
    range: TimeRange | None = None
    same_instant_as: int | None = None
    conflict: str | None = None
    rule: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Document:
    """An article on its way through the stages; each stage returns a copy with its own fields filled."""

    article: Article
    body: MappedText
    title: MappedText
    removed: tuple[Removed, ...] = ()
    dateline: Dateline | None = None
    fingerprint: str = ""
    dedup: Dedup = field(default_factory=Dedup)
    entities: tuple[Entity, ...] = ()
    times: tuple[TimeMention, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, article: Article) -> Document:
        """The document of an article that no stage has touched."""
        return cls(
            article=article,
            body=MappedText.identity("body", article.body),
            title=MappedText.identity("title", article.title or ""),
        )

    @property
    def dateline_span(self) -> tuple[int, int] | None:
        """The span of the original body that cleaning removed as the dateline, blanks behind it included."""
        spans = ((cut.start, cut.end) for cut in self.removed if cut.reason == "dateline" and cut.field == "body")
        return next(spans, None)

    @property
    def body_with_dateline(self) -> MappedText:
        """The cleaned body with its dateline back: it is no prose, but says where and when."""
        span = self.dateline_span
        return self.body if span is None else self.body.restored(self.article.body, *span)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article that says what a published one has said; only metadata, linked to the original.

    ``original_position`` and ``original_record_time`` (microseconds) are those of the original's input record, null
    where they are not known. ``original_published`` is true when the original was found on the outcomes topic.
    ``known`` as in :class:`Dedup`.
    """

    document: Document
    duplicate_of: str | None
    original_article_id: str
    original_event_id: str
    kind: Literal["exact", "near", "syndicated", "excerpt"]
    similarity: float
    containment: float
    cluster_id: str
    sentences_added: tuple[str, ...] = ()
    sentences_removed: tuple[str, ...] = ()
    original_position: Position | None = None
    original_record_time: int | None = None
    original_published: bool = False
    known: int | None = None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record that could not be processed: its bytes, where it stood, which stage, why. ``expected`` is false
    for errors that no stage foresaw. ``trace`` is the Python traceback, shortened.
    """

    record: RawRecord
    stage: str
    error: str
    message: str
    expected: bool
    trace: str = ""
    attempts: int = 1
