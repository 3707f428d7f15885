"""The times stage: documents in, the same documents with their time expressions out.

:func:`with_times` is the logic, without Beam; :class:`NormaliseTimes` its transform.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics

from dateline import deadletter
from dateline.records import ASSUMED_LANGUAGE, Document, MappedText, TimeMention, TimeRange
from dateline.times.anchoring import Basis
from dateline.times.languages import language_of
from dateline.times.normalise import MAX_MENTIONS, normalise
from dateline.times.placezones import zone_of_place
from dateline.times.zones import PlaceSpan

STAGE = "times"
PLACE_TYPES = frozenset({"GPE", "LOC", "FAC"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def with_times(document: Document) -> Document:
    """The document with ``times``: those of the title, then those of the body, in reading order.

    The cleaned text is read, and the dateline; offsets and ``text`` are those of the original fields. The anchor
    is the article's publication time, else its record time (``anchor_basis`` says ``record_time``); the dateline's
    place, else the article's, gives the zone of times that state none. At most 1,000 mentions are kept. An article
    in a language without a grammar gets none, and a note.
    """
    article = document.article
    language = article.language or ASSUMED_LANGUAGE
    if article.language is None:
        note = f"times: the language is not known, read as {language}"
        document = replace(document, notes=(*document.notes, note))
    if language_of(language) is None:
        note = f"times: no grammar for language {language}"
        return replace(document, times=(), notes=(*document.notes, note))
    published, basis = _anchor(document)
    place = (document.dateline.place if document.dateline else None) or article.place
    times: list[TimeMention] = []
    for mapped, original in ((document.title, article.title or ""), (document.body_with_dateline, article.body)):
        if not mapped.text:
            continue
        found = normalise(
            mapped.text,
            published,
            place=place,
            places=_places(document, mapped),
            language=language,
            anchor_basis=basis,
        )
        times += _in_original(found, mapped, original, len(times))
    return replace(document, times=_limited(times))


def _anchor(document: Document) -> tuple[datetime | date, Basis]:
    published = document.article.published_at
    if published is not None:
        return published.moment(), "publication"
    return EPOCH + timedelta(microseconds=document.article.source_record.record_time), "record_time"


def _places(document: Document, mapped: MappedText) -> list[PlaceSpan]:
    """The places that the entity stage found in a field, with zones, at their spans in the cleaned text.

    Its ids and position tell places of one name apart; a country in several zones still says which country it is.
    """
    places = []
    for entity in document.entities:
        if entity.type not in PLACE_TYPES:
            continue
        country = entity.ids.iso3166
        zone = zone_of_place(entity.name, country, entity.longitude)
        for mention in entity.mentions:
            span = _in_cleaned(mapped, mention.start, mention.end) if mention.field == mapped.field else None
            if span and (zone or country):
                places.append(PlaceSpan(*span, entity.name, zone, country))
    return sorted(places, key=lambda place: (place.start, place.end))


def _in_cleaned(mapped: MappedText, start: int, end: int) -> tuple[int, int] | None:
    """The span of the cleaned text that an original span was copied to, if it was, unbroken."""
    at = bisect.bisect_right(mapped.segments, start, key=lambda segment: segment.original) - 1
    if at < 0 or end > mapped.segments[at].original + mapped.segments[at].length:
        return None
    moved = mapped.segments[at].start - mapped.segments[at].original
    return start + moved, end + moved


def _in_original(found: Sequence[TimeMention], mapped: MappedText, original: str, before: int) -> list[TimeMention]:
    """Mentions of the cleaned text as mentions of the original field; indexes count on from ``before``."""
    result = []
    for mention in found:
        start, end = mapped.original_span(mention.start, mention.end)
        other = mention.same_instant_as
        result.append(
            replace(
                mention,
                field=mapped.field,
                start=start,
                end=end,
                text=original[start:end],
                range=_range_in_original(mention.range, mapped),
                same_instant_as=None if other is None else other + before,
            )
        )
    return result


def _range_in_original(written: TimeRange | None, mapped: MappedText) -> TimeRange | None:
    if written is None:
        return None
    start, end = mapped.original_span(written.start, written.end)
    return replace(written, start=start, end=end)


def _limited(times: Sequence[TimeMention]) -> tuple[TimeMention, ...]:
    """At most the limit; no index points past the end."""
    kept = times[:MAX_MENTIONS]
    return tuple(
        replace(time, same_instant_as=None)
        if time.same_instant_as is not None and time.same_instant_as >= len(kept)
        else time
        for time in kept
    )


class NormaliseTimesFn(beam.DoFn):
    """Gives a document its times; one that fails becomes its dead letter."""

    def setup(self) -> None:
        """Compile the grammar before the first document."""
        language_of(ASSUMED_LANGUAGE)

    def process(self, document: Document) -> Iterator[Any]:
        """The document with its times, or its dead letter."""
        try:
            dated = with_times(document)
        except Exception as error:  # noqa: BLE001  # any error becomes a dead letter of its document
            letter = deadletter.of(document.article.source_record, STAGE, error)
            yield beam.pvalue.TaggedOutput(deadletter.TAG, letter)
            return
        Metrics.counter(f"dateline.{STAGE}", "mentions").inc(len(dated.times))
        yield dated


class NormaliseTimes(beam.PTransform):
    """Document to document with its time expressions; the dead letters are the output tagged ``dead``."""

    def expand(self, documents: Any) -> Any:
        """A result with the outputs ``documents`` (the main one) and ``dead``."""
        return documents | "NormaliseTimes" >> beam.ParDo(NormaliseTimesFn()).with_output_types(Document).with_outputs(
            deadletter.TAG, main="documents"
        )
