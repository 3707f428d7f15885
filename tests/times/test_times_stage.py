"""The stage on documents: original offsets, anchors, zones, notes, limits, and its transform."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline as BeamPipeline
from apache_beam.testing.util import assert_that, equal_to

from dateline import deadletter
from dateline.records import (
    Article,
    Dateline,
    Document,
    Entity,
    EntityIds,
    MappedText,
    Mention,
    Position,
    PublishedAt,
    RawRecord,
    Segment,
)
from dateline.times.normalise import MAX_MENTIONS
from dateline.times.stage import NormaliseTimes, NormaliseTimesFn, with_times

RECORD_TIME = int(datetime(2019, 9, 25, 12, 0, tzinfo=UTC).timestamp() * 1_000_000)
DAY: Literal["day"] = "day"


def document(body: str, title: str | None = None, published: str | None = "2019-09-24") -> Document:
    article = Article(
        source_record=RawRecord(Position("articles", 0, 7), RECORD_TIME, b"{}"),
        body=body,
        title=title,
        language="en",
        published_at=PublishedAt(published, DAY, None) if published else None,
    )
    return Document.of(article)


def test_title_then_body() -> None:
    found = with_times(document("They met on Monday.", "Talks last week")).times
    assert [(time.field, time.text, time.value) for time in found] == [
        ("title", "last week", "2019-W38"),
        ("body", "Monday", "2019-09-23"),
    ]


def test_indexes_of_the_same_instant_count_over_both_fields() -> None:
    body = "He spoke at 6:30 p.m. (Caracas time) there (11:30 p.m. in Lisbon)."
    found = with_times(document(body, "Talks last week")).times
    assert [time.same_instant_as for time in found] == [None, 2, 1]


def test_offsets_and_text_are_those_of_the_original() -> None:
    body = "Read more\n\nThey met on 9-11\u00ad June 2010."
    cleaned = body[11:].replace("\u00ad", "")
    cut = body.index("\u00ad")
    segments = (Segment(0, 11, cut - 11), Segment(cut - 11, cut + 1, len(body) - cut - 1))
    source = replace(document(body), body=MappedText("body", cleaned, segments))
    one, other = with_times(source).times
    assert [body[time.start : time.end] for time in (one, other)] == [one.text, other.text]
    assert (one.text, other.text) == ("9", "11\u00ad June 2010")
    assert one.range is not None
    assert body[one.range.start : one.range.end] == "9-11\u00ad June 2010"


def test_record_time_anchors_without_publication_time() -> None:
    (time,) = with_times(document("It opened today.", published=None)).times
    assert (time.value, time.anchor, time.anchor_basis) == ("2019-09-25", "2019-09-25", "record_time")


def test_place_of_the_dateline_gives_the_zone() -> None:
    source = replace(document("It opened at 9 a.m. local time."), dateline=Dateline("LISBON", None, None, 0, 0))
    (time,) = with_times(source).times
    assert (time.zone, time.zone_basis) == ("Europe/Lisbon", "dateline")


def test_place_entities_give_the_zone_of_local_time() -> None:
    mention = Mention("body", 3, 8, "Tokyo", "GPE")
    source = replace(
        document("In Tokyo it opened at 9 a.m. local time."), entities=(Entity("Tokyo", "GPE", (mention,)),)
    )
    (time,) = with_times(source).times
    assert (time.zone, time.zone_basis) == ("Asia/Tokyo", "place")


def test_ids_and_position_of_an_entity_tell_places_of_one_name_apart() -> None:
    mention = Mention("body", 3, 11, "Portland", "GPE")
    ids = EntityIds(iso3166="US")
    entity = Entity("Portland", "GPE", (mention,), ids=ids, latitude=43.7, longitude=-70.3)
    source = replace(document("In Portland it opened at 9 a.m. local time."), entities=(entity,))
    (time,) = with_times(source).times
    assert (time.zone, time.zone_basis) == ("America/New_York", "place")


def test_a_country_in_several_zones_is_evidence_for_shared_letters() -> None:
    mention = Mention("body", 3, 12, "Australia", "GPE")
    entity = Entity("Australia", "GPE", (mention,), ids=EntityIds(iso3166="AU"))
    (time,) = with_times(replace(document("In Australia it opened at 9 a.m. EST."), entities=(entity,))).times
    assert (time.value, time.zone_basis) == ("2019-09-24T09:00+10:00", "place")


def test_letters_are_resolved_by_the_dateline() -> None:
    source = replace(document("It opened at 9 a.m. IST."), dateline=Dateline("JERUSALEM", None, None, 0, 0))
    (time,) = with_times(source).times
    assert (time.zone, time.zone_basis) == ("+02:00", "dateline")


def test_other_languages_get_a_note() -> None:
    source = document("He tapasivat maanantaina.")
    found = with_times(replace(source, article=replace(source.article, language="fi")))
    assert found.times == ()
    assert found.notes == ("times: no grammar for language fi",)


def test_a_table_of_dates_is_cut() -> None:
    assert len(with_times(document("2019-09-24, " * (MAX_MENTIONS + 50), "on Monday")).times) == MAX_MENTIONS


def test_transform() -> None:
    sources = [document("They met on Monday."), document("")]
    with BeamPipeline() as pipeline:
        outputs = pipeline | beam.Create(sources) | NormaliseTimes()
        assert_that(outputs["documents"], equal_to([with_times(source) for source in sources]))
        assert_that(outputs[deadletter.TAG], equal_to([]), label="no dead letters")


def test_a_document_that_fails_is_a_dead_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Document) -> Document:
        raise RuntimeError("no such day")

    monkeypatch.setattr("dateline.times.stage.with_times", fail)
    (output,) = NormaliseTimesFn().process(document("They met on Monday."))
    assert output.tag == deadletter.TAG
    assert (output.value.stage, output.value.error) == ("times", "RuntimeError")
