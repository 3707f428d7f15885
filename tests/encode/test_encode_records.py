"""What the records between the stages become."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import time
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest

from dateline.encode import (
    EncodeSettings,
    Provenance,
    dead_letter_record,
    decode_dead_letter,
    decode_duplicate,
    decode_event,
    decode_outcome,
    duplicate_record,
    event_record,
    gap_outcome,
    json_schema,
    outcome_record,
    output_of,
    schemas,
    to_json_line,
    wire,
)
from dateline.encode.output import EVENT_ID_HEADER, FINGERPRINT_HEADER, POSITION_HEADER, SCHEMA_HEADER
from dateline.encode.schemas import Subject
from dateline.encode.stage import encode_or_bury
from dateline.errors import EncodeError, UndecodableError, UnknownSchemaError
from dateline.records import (
    Article,
    Dateline,
    DeadLetter,
    Dedup,
    Document,
    Duplicate,
    Entity,
    EntityIds,
    Mention,
    Position,
    PublishedAt,
    RawRecord,
    Removed,
    TimeMention,
    TimeRange,
)

RECORD_TIME = 1_569_366_400_000_000
RAW = RawRecord(Position("articles", 2, 17), RECORD_TIME, b'{"id": "a"}', b"k", (("h", b"v"),), gap_from=15)
PROVENANCE = Provenance.of(("clean", "times"), model_name="m", model_version="1", model_sha256="ab", version="0.1")
SETTINGS = EncodeSettings(PROVENANCE)
BEGIN, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def document(**article: Any) -> Document:
    given: dict[str, Any] = {
        "id": "a",
        "title": "Malmö 🙂",
        "published_at": PublishedAt("2019-09-24T23:05:00Z", "second", 1_569_366_300_000_000),
        "language": "en",
        "language_basis": "identified",
        "language_confidence": 0.9,
        "metadata": (("z", "1"), ("a", "2")),
        "article_id": "article",
        "event_id": "event",
    }
    made = Document.of(Article(RAW, "LONDON (X) - From 2020-2025.", **(given | article)))
    span = TimeRange(17, 26, "2020/2025", BEGIN, END)
    return dataclasses.replace(
        made,
        removed=(Removed("body", 0, 6, "LONDON", "dateline"),),
        dateline=Dateline("LONDON", None, "X", 0, 12),
        fingerprint="f00d",
        entities=(
            Entity(
                "London",
                "GPE",
                (Mention("body", 0, 6, "LONDON", "GPE", "location"),),
                ids=EntityIds("2643743", "GB", "Q84"),
                latitude=51,
            ),
        ),
        times=(TimeMention("body", 17, 21, "2020", "DATE", "2020", begin=BEGIN, range=span, same_instant_as=0),),
        notes=("a note",),
    )


def duplicate() -> Duplicate:
    return Duplicate(document(), "o", "original-article", "original-event", "exact", 1, 1, "c", ("New.",))


def dead(**changes: Any) -> DeadLetter:
    given: dict[str, Any] = {
        "record": RAW,
        "stage": "decode",
        "error": "FieldError",
        "message": "body: missing",
        "expected": True,
    }
    return DeadLetter(**(given | changes))


def validate(subject: Subject, row: dict[str, Any]) -> dict[str, Any]:
    wire.check(subject, row)
    line: dict[str, Any] = json.loads(to_json_line(row))
    schema = json_schema.json_schema(schemas.latest(subject))
    jsonschema.validate(line, schema, format_checker=jsonschema.FormatChecker())
    assert list(line) == list(schema["properties"]), "the order of the keys is that of the schema"
    return line


def test_event_line_says_all_that_is_known() -> None:
    line = validate("event", event_record(document(), PROVENANCE))
    assert line["published_at"] == line["published_instant"] == "2019-09-24T23:05:00Z"
    assert line["published_basis"] == "given"
    assert line["metadata"] == {"z": "1", "a": "2"}
    assert line["times"][0]["begin"] == "2020-01-01T00:00:00Z"
    assert line["times"][0]["range"]["end_exclusive"] == "2026-01-01T00:00:00Z"
    assert line["entities"][0]["ids"] == {"geonames": "2643743", "iso3166": "GB", "wikidata": "Q84"}
    assert line["entities"][0]["latitude"] == 51.0
    assert line["provenance"] | {"topic": "articles", "partition": 2, "offset": 17} == line["provenance"]
    assert line["provenance"]["processing_version"] == PROVENANCE.processing_version


def test_bare_article_has_every_key() -> None:
    bare = Document.of(Article(RAW, "Text.", article_id="a", event_id="e"))
    line = validate("event", event_record(bare, PROVENANCE))
    assert (line["title"], line["entities"], line["times"], line["removed"]) == (None, [], [], [])
    assert line["text"] == line["body"]
    assert line["dedup"]["kind"] == "original"


def test_calendar_date_stays_one() -> None:
    line = validate("event", event_record(document(published_at=PublishedAt("2019-09-24", "day", None)), PROVENANCE))
    assert (line["published_at"], line["published_granularity"]) == ("2019-09-24", "day")
    assert line["published_instant"] is None


def test_record_time_stands_in_for_no_publication_and_says_so() -> None:
    line = validate("event", event_record(document(published_at=None), PROVENANCE))
    assert line["published_basis"] == "record_time"
    assert line["published_at"] == line["published_instant"] == line["provenance"]["record_time"]


def test_duplicate_line_links_to_its_original_and_has_no_text() -> None:
    line = validate("duplicate", duplicate_record(duplicate(), PROVENANCE))
    assert (line["duplicate_of"], line["original_event_id"]) == ("o", "original-event")
    assert (line["differs"]["added_count"], line["differs"]["removed_count"]) == (1, 0)
    assert "body" not in line
    assert "text" not in line


def test_dead_letter_line_names_position_or_line() -> None:
    line = validate("dead_letter", dead_letter_record(dead()))
    assert (line["line"], line["topic"], line["partition"], line["offset"]) == (None, "articles", 2, 17)
    line = validate("dead_letter", dead_letter_record(dead(), from_file=True))
    assert (line["line"], line["topic"], line["partition"], line["offset"]) == (17, None, None, None)
    assert line["bytes"] == "eyJpZCI6ICJhIn0="


def test_oversized_dead_letter_keeps_the_beginning_and_the_digest() -> None:
    value = os.urandom(100_000)
    row = dead_letter_record(dead(record=dataclasses.replace(RAW, value=value), error="OversizedError"))
    assert (row["bytes"], row["size"], row["truncated"]) == (value[:65_536], 100_000, True)
    assert row["sha256"] == hashlib.sha256(value).hexdigest()
    assert not dead_letter_record(dead(record=dataclasses.replace(RAW, value=value)))["truncated"]


def test_dead_letter_fits_a_kafka_message_whatever_key_and_headers_hold() -> None:
    huge = RawRecord(Position("t", 0, 1), 0, b"v", b"k" * 900_000, tuple((f"h{n}", b"x" * 9_999) for n in range(99)))
    output = output_of(dead(record=huge), EncodeSettings(PROVENANCE, max_value_bytes=1_000_000))
    assert len(output.value) < 200_000
    assert output.key == b"t/0/1"


def test_dead_letter_survives_anything_in_the_record() -> None:
    hostile = RawRecord(Position("t", 0, 1), 2**62, None, None, (("\ud800", b"\xff"),))
    output = output_of(dead(record=hostile, message="\ud800", trace="\udfff"), SETTINGS)
    row = decode_dead_letter(output.value)
    assert (row["bytes"], row["size"], row["record_time"], row["message"]) == (None, 0, None, "\\ud800")
    assert decode_outcome(output.outcome)["outcome"] == "dead_letter"
    validate("dead_letter", row)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"begin": datetime(2020, 1, 1)}, "times[0].begin"),  # noqa: DTZ001 (the point of the test)
        ({"range": TimeRange(0, 1, "x", None, datetime(2020, 1, 1))}, "times[0].range.end_exclusive"),  # noqa: DTZ001
        ({"confidence": float("nan")}, "times[0].confidence"),
        ({"start": 2**31}, "times[0].start"),
        ({"text": "a\ud800"}, "times[0].text"),
        ({"zone_basis": "guess"}, "times[0].zone_basis"),
        ({"rule": None}, "times[0].rule"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_name_of_the_field(change: dict[str, Any], field: str) -> None:
    made = document()
    broken = dataclasses.replace(made, times=(dataclasses.replace(made.times[0], **change),))
    with pytest.raises(EncodeError) as caught:
        output_of(broken, SETTINGS)
    assert str(caught.value).startswith(field)
    output = encode_or_bury(broken, SETTINGS)
    assert (output.kind, output.position, output.gap_from) == ("dead_letter", RAW.position, 15)
    assert decode_dead_letter(output.value)["stage"] == "encode"
    assert not output.unexpected


def test_unforeseen_error_in_encode_is_a_dead_letter_too() -> None:
    broken = dataclasses.replace(document(), entities=(None,))  # type: ignore[arg-type]  # the fault itself
    output = encode_or_bury(broken, SETTINGS)
    row = decode_dead_letter(output.value)
    assert output.unexpected
    assert not row["expected"]
    assert "AttributeError" in row["trace"]


def test_naive_datetime_is_refused_in_json_as_well() -> None:
    with pytest.raises(EncodeError, match="has no zone"):
        to_json_line({"at": datetime(2020, 1, 1)})  # noqa: DTZ001 (the point of the test)
    with pytest.raises(EncodeError, match="surrogate"):
        to_json_line({"text": "\ud800"})
    with pytest.raises(EncodeError):
        to_json_line({"number": float("inf")})


def test_instants_do_not_depend_on_the_machines_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    there = output_of(document(), SETTINGS)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    try:
        assert output_of(document(), SETTINGS) == there
        assert decode_event(there.value)["times"][0]["begin"] == BEGIN
    finally:
        monkeypatch.undo()
        time.tzset()


def test_output_carries_what_sink_archive_and_audit_need() -> None:
    output = output_of(document(), SETTINGS)
    assert (output.kind, output.key, output.position, output.gap_from) == ("event", b"article", RAW.position, 15)
    assert dict(output.headers) == {
        SCHEMA_HEADER: b"event/v1",
        FINGERPRINT_HEADER: output.value[2:10].hex().encode(),
        POSITION_HEADER: b"articles/2/17",
        EVENT_ID_HEADER: b"event",
    }
    outcome = decode_outcome(output.outcome)
    assert (outcome["outcome"], outcome["gap_from"], outcome["fingerprint"]) == ("event", 15, "f00d")
    assert output_of(document(), SETTINGS) == output


def test_event_time_is_clamped() -> None:
    tomorrow = PublishedAt("2099-01-01T00:00:00Z", "second", 4_070_908_800_000_000)
    output = output_of(document(published_at=tomorrow), SETTINGS)
    assert output.event_time == RECORD_TIME + 3_600_000_000
    assert decode_event(output.value)["published_at"] == "2099-01-01T00:00:00Z"
    assert output_of(document(published_at=None), SETTINGS).event_time == RECORD_TIME


def test_outcome_kinds() -> None:
    revision = dataclasses.replace(document(), dedup=Dedup("revision", "a", 1))
    assert decode_outcome(output_of(revision, SETTINGS).outcome)["outcome"] == "revision"
    copy = output_of(duplicate(), SETTINGS)
    outcome = decode_outcome(copy.outcome)
    assert (outcome["outcome"], outcome["original_event_id"]) == ("duplicate", "original-event")
    assert decode_duplicate(copy.value)["event_id"] == "event"
    gap = outcome_record(gap_outcome("t", 0, 5, 9, 0))
    assert (gap["gap_from"], gap["offset"], gap["outcome"]) == (5, 9, "gap")
    validate("outcome", gap)


def test_larger_than_the_topic_takes_is_a_dead_letter() -> None:
    limited = EncodeSettings(PROVENANCE, max_value_bytes=100)
    output = encode_or_bury(document(), limited)
    assert "the limit is 100" in decode_dead_letter(output.value)["message"]


def test_wrong_schema_is_named() -> None:
    value = output_of(document(), SETTINGS).value
    with pytest.raises(UndecodableError, match="event/v1, not of duplicate"):
        decode_duplicate(value)
    with pytest.raises(UnknownSchemaError, match="0000000000000000"):
        decode_event(value[:2] + bytes(8) + value[10:])
    with pytest.raises(UndecodableError, match="event/v1"):
        decode_event(value[:-1])
    with pytest.raises(UndecodableError, match="after its end"):
        decode_event(value + b"x")


def test_processing_version_follows_everything_that_has_a_say() -> None:
    base: dict[str, Any] = {"model_name": "m", "model_version": "1", "model_sha256": "s", "version": "1"}
    versions = [
        Provenance.of(("clean",), **base),
        Provenance.of(("clean", "times"), **base),
        Provenance.of(("clean",), **base | {"version": "2"}),
        Provenance.of(("clean",), **base | {"model_sha256": "t"}),
        Provenance.of(("clean",), **base, options={"zone": "UTC"}),
    ]
    assert len({one.processing_version for one in versions}) == len(versions)
