"""The article schema and the writer schemas that articles may come in."""

from __future__ import annotations

import io
import json
import pickle
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fastavro
import pytest

from dateline import resources
from dateline.decode import ArticleSchemas, DecodeSettings, decode, encode_confluent, encode_single_object
from dateline.decode.avro import fingerprint
from dateline.errors import EncodeError, OptionError
from dateline.records import Article, Position, RawRecord

ARTICLE = json.loads((resources.schemas() / "article" / "v1.avsc").read_text(encoding="utf-8"))


def written_with(schema: dict[str, Any], record: dict[str, Any], tmp_path: Path) -> Article:
    """The article that a Confluent frame with a producer's own schema decodes to."""
    path = tmp_path / "own.avsc"
    path.write_text(json.dumps(schema), encoding="utf-8")
    stream = io.BytesIO()
    fastavro.schemaless_writer(stream, fastavro.parse_schema(schema), record)
    value = b"\x00\x00\x00\x00\x05" + stream.getvalue()
    return decode(RawRecord(Position("raw", 0, 0), 0, value), DecodeSettings(), ArticleSchemas.load({5: path}))


def test_every_field_is_documented_and_optional() -> None:
    for field in ARTICLE["fields"]:
        assert field["doc"]
        assert field["default"] is None
        assert field["type"][0] == "null"


def test_no_union_of_records() -> None:
    for field in ARTICLE["fields"]:
        assert not [branch for branch in field["type"] if isinstance(branch, dict) and branch["type"] == "record"]


def test_the_fingerprint_of_version_1_is_for_ever() -> None:
    assert fingerprint(ARTICLE).hex() == "b4346ccd9705329e"
    assert encode_single_object({"body": "x"}).startswith(b"\xc3\x01" + fingerprint(ARTICLE))


def test_all_versions_are_known_by_fingerprint() -> None:
    schemas = ArticleSchemas.load()
    for path in (resources.schemas() / "article").glob("v*.avsc"):
        assert schemas.by_fingerprint(fingerprint(json.loads(path.read_text(encoding="utf-8"))))["type"] == "record"


def test_a_schema_of_another_name_with_logical_types(tmp_path: Path) -> None:
    schema = {
        "type": "record",
        "name": "com.acme.Story",
        "fields": [
            {"name": "published_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
            {"name": "retrieved_at", "type": ["null", {"type": "int", "logicalType": "date"}]},
            {"name": "body", "type": "string"},
            {"name": "desk", "type": {"type": "enum", "name": "Desk", "symbols": ["WORLD", "SPORT"]}},
        ],
    }
    published = datetime(2019, 9, 24, 23, 5, tzinfo=UTC)
    record = {"published_at": published, "retrieved_at": date(2019, 9, 25), "body": "Oil rose.", "desk": "WORLD"}
    result = written_with(schema, record, tmp_path)
    assert result.body == "Oil rose."
    assert result.published_at is not None
    assert (result.published_at.text, result.published_at.instant_micros) == (
        "2019-09-24T23:05:00Z",
        1_569_366_300_000_000,
    )
    assert result.retrieved_at is not None
    assert (result.retrieved_at.text, result.retrieved_at.granularity) == ("2019-09-25", "day")


@pytest.mark.parametrize("unit", ["millis", "micros"])
def test_local_timestamps_have_no_instant(unit: str, tmp_path: Path) -> None:
    schema = {
        "type": "record",
        "name": "Article",
        "fields": [
            {"name": "published_at", "type": {"type": "long", "logicalType": f"local-timestamp-{unit}"}},
            {"name": "body", "type": "string"},
        ],
    }
    local = datetime(2019, 9, 24, 19, 5)  # noqa: DTZ001 - a local time, zone unknown
    result = written_with(schema, {"published_at": local, "body": "Oil rose."}, tmp_path)
    assert result.published_at is not None
    assert (result.published_at.text, result.published_at.instant_micros) == ("2019-09-24T19:05:00", None)


def test_a_schema_given_by_id_is_known_by_fingerprint(tmp_path: Path) -> None:
    schema = {"type": "record", "name": "Story", "fields": [{"name": "body", "type": "string"}]}
    path = tmp_path / "story.avsc"
    path.write_text(json.dumps(schema), encoding="utf-8")
    value = b"\xc3\x01" + fingerprint(schema) + b"\x12Oil rose."
    schemas = pickle.loads(pickle.dumps(ArticleSchemas.load({1: path})))  # noqa: S301 - how Beam ships it
    assert decode(RawRecord(Position("raw", 0, 0), 0, value), DecodeSettings(), schemas).body == "Oil rose."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is no Avro schema"),
        ('"string"', "is no Avro schema"),
        ("[]", "is no Avro schema"),
        ('{"type": "record", "name": "A", "fields": [{"name": "body", "type": "strang"}]}', "is no Avro schema"),
        (
            '{"type": "record", "name": "A", "fields": [{"name": "x", "type": "string"}]}',
            "not the schema of an article",
        ),
    ],
)
def test_an_unfit_schema_file_is_an_option_error(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.avsc"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OptionError, match=f"--schema-id: .*{reason}"):
        ArticleSchemas.load({1: path})


def test_a_missing_schema_file_and_a_wrong_id(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="cannot read"):
        ArticleSchemas.load({1: tmp_path / "none.avsc"})
    with pytest.raises(OptionError, match="no schema id"):
        ArticleSchemas.load({-1: tmp_path / "none.avsc"})


@pytest.mark.parametrize(
    ("article", "field"),
    [
        ({"body": "x", "titel": "y"}, "titel"),
        ({"body": 5}, "body"),
        ({"body": "x", "published_at": True}, "published_at"),
        ({"body": "x", "metadata": {"a": 1}}, "metadata"),
        ({"body": "x", "withdrawn": "no"}, "withdrawn"),
    ],
)
def test_producers_are_told_which_field_does_not_fit(article: dict[str, object], field: str) -> None:
    with pytest.raises(EncodeError, match=f"^{field}: "):
        encode_single_object(article)
    with pytest.raises(EncodeError, match=f"^{field}: "):
        encode_confluent(article, 1)


def test_producers_cannot_send_half_a_character_or_a_wrong_id() -> None:
    with pytest.raises(EncodeError, match="lone surrogate"):
        encode_single_object({"body": "\ud800"})
    with pytest.raises(EncodeError, match="no schema id"):
        encode_confluent({"body": "x"}, -1)
