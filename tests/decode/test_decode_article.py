"""Decode as a whole: what a good record becomes, what each bad one is refused with, and nothing else ever raised."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dateline.decode import (
    ArticleSchemas,
    DecodeSettings,
    article_from_line,
    decode,
    encode_confluent,
    encode_single_object,
)
from dateline.errors import (
    ArticleError,
    EmptyRecordError,
    FieldError,
    OptionError,
    OversizedError,
    UndecodableError,
    UnknownSchemaError,
)
from dateline.records import Article, Position, RawRecord

ROOT = Path(__file__).resolve().parents[2]
SCHEMA_ID = 7
SCHEMAS = ArticleSchemas.load({SCHEMA_ID: ROOT / "schemas" / "article" / "v1.avsc"})
STORY = "Oil prices rose on Monday as ministers met in Vienna to talk about output, traders said."


def raw(value: bytes | None) -> RawRecord:
    return RawRecord(Position("raw", 2, 41), 1_700_000_000_000_000, value)


def article(fields: Mapping[str, object] | bytes, limits: DecodeSettings | None = None) -> Article:
    value = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    return decode(raw(value), limits or DecodeSettings(), SCHEMAS)


def test_every_field() -> None:
    result = article(
        {
            "id": "nw-1",
            "url": "https://news.example/1",
            "source": "newswire",
            "title": "Oil rises",
            "body": STORY,
            "published_at": "2019-09-24T19:05:00-04:00",
            "retrieved_at": 1569366300,
            "language": "en-GB",
            "place": "Vienna",
            "metadata": {"b": "2", "a": "1", "none": None, "empty": ""},
            "withdrawn": True,
            "unheard_of": [1, 2],
        }
    )
    assert (result.id, result.url, result.source) == ("nw-1", "https://news.example/1", "newswire")
    assert (result.title, result.body, result.body_source, result.place) == ("Oil rises", STORY, "body", "Vienna")
    assert result.published_at is not None
    assert result.published_at.text == "2019-09-24T19:05:00-04:00"
    assert result.retrieved_at is not None
    assert result.retrieved_at.text == "2019-09-24T23:05:00Z"
    assert (result.language, result.language_basis, result.language_confidence) == ("en", "given", None)
    assert result.metadata == (("a", "1"), ("b", "2"))
    assert result.withdrawn
    assert result.source_record == raw(result.source_record.value)
    assert len(result.article_id) == len(result.event_id) == 32


@pytest.mark.parametrize("empty", [None, "", " \n"])
def test_absent_null_and_empty_are_one(empty: str | None) -> None:
    names = ("id", "url", "source", "title", "html", "published_at", "retrieved_at", "language", "place")
    with_empty = article({"body": STORY} | dict.fromkeys(names, empty))
    without = article({"body": STORY})
    assert replace(with_empty, source_record=without.source_record) == without


@pytest.mark.parametrize("empty", [None, ""])
def test_empty_metadata_and_flag(empty: str | None) -> None:
    result = article({"body": STORY, "metadata": empty, "withdrawn": empty})
    assert (result.metadata, result.withdrawn) == ((), False)


def test_text_is_kept_as_given() -> None:
    body = "  First line\r\n\r\nSecond\tline \u2028 \ufeff e\u0301 \U0001f600  \n"
    result = article({"body": body, "title": " Two  spaces "})
    assert (result.body, result.title) == (body, " Two  spaces ")


def test_byte_order_mark_and_white_space_before_json() -> None:
    assert article(b"\xef\xbb\xbf \r\n\t" + json.dumps({"body": STORY}).encode() + b"\n").body == STORY


def test_body_wins_over_html() -> None:
    result = article({"body": STORY, "html": "<p>Other.</p>"})
    assert (result.body, result.body_source) == (STORY, "body")


@pytest.mark.parametrize("value", [b"", b" ", b"\n\t \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_empty_record(value: bytes) -> None:
    with pytest.raises(EmptyRecordError):
        article(value)


def test_tombstone() -> None:
    with pytest.raises(EmptyRecordError, match="tombstone"):
        decode(raw(None))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"plain text", "not JSON: Expecting value at line 1, column 1"),
        (b'{"body": "cut', "not JSON: Unterminated string"),
        (b'{"body": "x"} {"body": "y"}', "not JSON: Extra data"),
        (b'{"body": "raw\x00nul"}', "not JSON: Invalid control character"),
        (b'{"body": "raw\nline"}', "not JSON: Invalid control character"),
        (b"{'body': 'x'}", "not JSON"),
        (b'{"body": "x", "n": NaN}', "NaN is no JSON number"),
        (b'{"body": "x", "n": -Infinity}', "-Infinity is no JSON number"),
        (b'{"body": "x", "n": ' + b"1" * 10_000 + b"}", "unreadable number"),
        (b'["x"]', "it is a list"),
        (b'"x"', "it is text"),
        (b"null", "it is null"),
        (b"12", "a number (12)"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"[" * 1_000_000, "nested too deeply"),
        (b'{"body": "caf\xe9"}', "not UTF-8: byte 0xe9 at offset 13"),
        (b'{"body": "\xed\xa0\x80"}', "not UTF-8: byte 0xed at offset 10"),
        ('{"body": "x"}'.encode("utf-16"), "UTF-16"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"Obj\x01\x02", "Avro container file"),
        (b"\x00", "NUL byte"),
        (b"\x00\x00\x00\x00", "NUL byte"),
        (b"\xc3\x01\x00", "only 3 bytes"),
        (b"\x00\x00\x00\x00\x07", "does not fit its schema"),
        (b"\x00\x00\x00\x00\x07" + b"\xff" * 64, "does not fit its schema"),
        (encode_confluent({"body": STORY}, SCHEMA_ID)[:-10], "does not fit its schema"),
        (encode_confluent({"body": STORY}, SCHEMA_ID) + b"\x00", "1 bytes are left"),
        (encode_single_object({"body": STORY}) + b"\x00\x00", "2 bytes are left"),
        (encode_single_object({"body": "caf\u00e9"}).replace(b"\xc3\xa9", b"\xe9x"), "does not fit its schema"),
    ],
)
def test_undecodable(value: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError) as caught:
        article(value)
    assert reason in caught.value.message
    assert caught.value.remedy
    assert len(str(caught.value)) < 600


def test_unknown_schemas() -> None:
    with pytest.raises(UnknownSchemaError, match=r"id 999999 .*known ids: 7.*--schema-id 999999=FILE"):
        article(b"\x00\x00\x0f\x42\x3frest")
    with pytest.raises(UnknownSchemaError, match="fingerprint 0123456789abcdef"):
        article(b"\xc3\x01" + bytes.fromhex("0123456789abcdef") + b"rest")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "body"),
        ({"title": "no body"}, "body"),
        ({"body": None, "html": ""}, "body"),
        ({"body": " \n "}, "body"),
        ({"body": 5}, "body"),
        ({"body": ["x"]}, "body"),
        ({"body": STORY, "html": {}}, "html"),
        ({"body": STORY, "id": 5}, "id"),
        ({"body": STORY, "url": False}, "url"),
        ({"body": STORY, "source": 1.5}, "source"),
        ({"body": STORY, "title": {"en": "x"}}, "title"),
        ({"body": STORY, "place": []}, "place"),
        ({"body": STORY, "language": 1}, "language"),
        ({"body": STORY, "language": "english!"}, "language"),
        ({"body": STORY, "language": "English"}, "language"),
        ({"body": STORY, "language": "xx"}, "language"),
        ({"body": STORY, "published_at": []}, "published_at"),
        ({"body": STORY, "published_at": "2019-02-30"}, "published_at"),
        ({"body": STORY, "published_at": "2019\x00"}, "published_at"),
        ({"body": STORY, "retrieved_at": "soon"}, "retrieved_at"),
        ({"body": STORY, "withdrawn": "true"}, "withdrawn"),
        ({"body": STORY, "withdrawn": 1}, "withdrawn"),
        ({"body": STORY, "metadata": "a=b"}, "metadata"),
        ({"body": STORY, "metadata": {"a": 1}}, "metadata"),
        ({"body": STORY, "metadata": {"a": "\x00"}}, "metadata"),
        ({"body": STORY, "metadata": {"\ud800": "a"}}, "metadata"),
        ({"body": "nul \x00 inside"}, "body"),
        ({"body": "half \ud83d of it"}, "body"),
        ({"body": "other half \ude00"}, "body"),
        ({"body": STORY, "title": "\udfff"}, "title"),
        ({"html": "<p>nul \x00</p>"}, "html"),
        ({"html": "<html><body></body></html>"}, "html"),
        ({"html": "no markup at all"}, "html"),
    ],
)
def test_the_field_is_named(fields: dict[str, object], field: str) -> None:
    with pytest.raises(FieldError) as caught:
        article(fields)
    assert caught.value.field == field
    assert caught.value.message.startswith(f"{field}: ")
    assert caught.value.remedy


def test_a_missing_body_says_what_is_there_instead() -> None:
    with pytest.raises(FieldError, match=r"body: is missing.*other fields: 'text', 'headline'"):
        article({"text": STORY, "headline": "x"})


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (b'{"body": "x", "body": "y"}', "body"),
        (b'{"body": "x", "id": "1", "id": "1"}', "id"),
        (b'{"body": "x", "metadata": {"k": "1", "k": "2"}}', "metadata"),
    ],
)
def test_a_key_given_twice(value: bytes, field: str) -> None:
    with pytest.raises(FieldError, match="given twice") as caught:
        article(value)
    assert caught.value.field == field


@pytest.mark.parametrize("value", [b'{"a":' * 100_000, b"[" * 1_000_000, b'{"a":' * 300 + b"1" + b"}" * 300])
def test_depth_does_not_kill_a_thread_with_a_small_stack(value: bytes) -> None:
    def refuse() -> None:
        with pytest.raises(UndecodableError, match="nested too deeply"):
            article(value)
        refused.set()

    article({"body": STORY})
    refused = threading.Event()
    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=refuse)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert refused.is_set()


@pytest.mark.parametrize(
    "value",
    [
        json.dumps({"body": "[" * 10_000}),
        json.dumps({"body": '\\"[{' * 10_000}),
        json.dumps({"body": STORY, "other": [[], {}, [{}]] * 10_000}),
        '{"body": "x", "other": ' + "[" * 60 + "]" * 60 + "}",
    ],
)
def test_many_brackets_are_not_depth(value: str) -> None:
    assert article(value.encode()).body == json.loads(value)["body"]


@pytest.mark.parametrize("value", ["[]" * 2_000_000, '"\\"' * 2_000_000, '[{"' * 2_000_000, "[}" * 2_000_000])
def test_hostile_json_takes_linear_time(value: str) -> None:
    with pytest.raises(UndecodableError):
        article(value.encode())


def test_a_key_given_twice_in_an_unknown_field_is_no_matter() -> None:
    assert article(b'{"body": "x", "other": {"k": 1, "k": 2}}').body == "x"


@pytest.mark.parametrize(
    ("fields", "option"),
    [
        ({"body": "x" * 20_000_000}, "--max-record-bytes"),
        ({"body": "x" * 2_000_001}, "--max-body-characters"),
        ({"body": "x\n" * 100_000}, "--max-body-lines"),
        ({"html": "x" * 2_000_001}, "--max-html-characters"),
        ({"html": "<p>" * 50_001}, "--max-html-tags"),
        ({"body": STORY, "title": "x" * 10_001}, "--max-field-characters"),
        ({"body": STORY, "metadata": {"k": "x" * 10_001}}, "--max-field-characters"),
        ({"body": STORY, "metadata": {str(n): "x" for n in range(257)}}, "--max-metadata-entries"),
    ],
)
def test_oversized_says_the_limit_and_its_option(fields: dict[str, object], option: str) -> None:
    with pytest.raises(OversizedError, match="limit is") as caught:
        article(fields)
    assert f"({option})" in caught.value.message


def test_limits_are_settings() -> None:
    with pytest.raises(OversizedError, match=r"9 characters; the limit is 8"):
        article({"body": "Oil rose."}, DecodeSettings(max_body_characters=8))
    assert article({"body": "Oil rose."}, DecodeSettings(max_body_characters=9)).body == "Oil rose."


def test_settings_are_validated() -> None:
    with pytest.raises(OptionError, match="--max-record-bytes: must be at least 1"):
        DecodeSettings(max_record_bytes=0)
    with pytest.raises(OptionError, match="--language-min-confidence"):
        DecodeSettings(language_min_confidence=1.5)


def test_a_line_of_a_file() -> None:
    line = json.dumps({"body": STORY}).encode() + b"\r\n"
    result = article_from_line(line, file="articles.jsonl", number=3, record_time=5)
    assert result.position == Position("articles.jsonl", 0, 3)
    assert result.source_record.record_time == 5
    assert result.source_record.value == line.rstrip()


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
OPTIONAL = st.none() | TEXT
TIMES = st.none() | st.datetimes().map(lambda moment: moment.isoformat()) | st.integers(10**9, 2 * 10**9)
ARTICLES = st.fixed_dictionaries(
    {"body": TEXT.filter(lambda text: bool(text.strip()))},
    optional={
        "id": OPTIONAL,
        "url": OPTIONAL,
        "source": OPTIONAL,
        "title": OPTIONAL,
        "html": OPTIONAL,
        "place": OPTIONAL,
        "published_at": TIMES,
        "retrieved_at": TIMES | st.floats(0, 10**9, allow_subnormal=False).filter(lambda number: number > 10**8),
        "language": st.sampled_from([None, "", "en", "pt-BR", "deu"]),
        "metadata": st.none() | st.dictionaries(TEXT, OPTIONAL, max_size=4),
        "withdrawn": st.none() | st.booleans(),
    },
)


@given(ARTICLES)
def test_json_confluent_and_single_object_give_the_same_article(fields: dict[str, object]) -> None:
    plain = article(json.dumps(fields, ensure_ascii=False).encode())
    escaped = article(json.dumps(fields).encode())
    confluent = article(encode_confluent(fields, SCHEMA_ID))
    single = article(encode_single_object(fields))
    for other in (escaped, confluent, single):
        assert replace(other, source_record=plain.source_record) == plain
    assert plain.body == fields["body"]
    assert dict(plain.metadata).items() <= dict(fields.get("metadata") or {}).items()  # type: ignore[call-overload]


FINGERPRINT_FRAME = encode_single_object({"body": "x"})[:10]
PREFIXES = st.sampled_from([b"", b"{", b'{"body":', b"\x00\x00\x00\x00\x07", FINGERPRINT_FRAME, b"\x00", b"\xc3\x01"])


@given(PREFIXES, st.binary(max_size=200))
@example(b"\x00\x00\x00\x00\x07", b"\x03" * 12)
def test_arbitrary_bytes_raise_only_article_errors(prefix: bytes, rest: bytes) -> None:
    refused_or_article(prefix + rest)


@given(ARTICLES, st.data())
def test_flipped_bytes_raise_only_article_errors(fields: dict[str, object], data: st.DataObject) -> None:
    value = bytearray(data.draw(st.sampled_from([json.dumps(fields).encode(), encode_single_object(fields)])))
    for _ in range(3):
        value[data.draw(st.integers(0, len(value) - 1))] = data.draw(st.integers(0, 255))
    refused_or_article(bytes(value))


JSON_VALUES = st.recursive(
    # st.characters() has the lone surrogates that st.text() leaves out
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(
    [
        "id",
        "url",
        "source",
        "title",
        "body",
        "html",
        "published_at",
        "retrieved_at",
        "language",
        "place",
        "metadata",
        "withdrawn",
        "other",
    ]
)


@settings(max_examples=200)
@given(st.dictionaries(NAMES, JSON_VALUES, max_size=6))
def test_any_types_raise_only_article_errors(fields: dict[str, object]) -> None:
    refused_or_article(json.dumps({"body": STORY} | fields).encode())


@given(st.text("<>/ap=&;\"' \n", max_size=80) | st.text(max_size=40))
def test_any_page_raises_only_article_errors(html: str) -> None:
    refused_or_article(json.dumps({"html": html}).encode())


def refused_or_article(value: bytes) -> None:
    try:
        result = article(value)
    except ArticleError as error:
        refusal = error
    else:
        assert result.body.strip()
        assert "\x00" not in result.body
        result.body.encode("utf-8")
        return
    assert refusal.message
    assert refusal.remedy
    assert len(str(refusal)) < 1_000
