"""The sample articles are what their README and ``expected.json`` say, and can be read as record values."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dateline.decode.article import decode
from dateline.errors import ArticleError, UndecodableError
from dateline.records import Position, RawRecord
from dateline.samples import read_payloads

HERE = Path(__file__).parent
EXPECTED: list[dict[str, Any]] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))


def payloads() -> list[bytes | None]:
    with (HERE / "articles.jsonl").open("rb") as lines:
        return list(read_payloads(lines))


def test_each_line_has_one_expectation() -> None:
    assert [row["line"] for row in EXPECTED] == list(range(len(payloads())))


def test_events_and_duplicates_are_json_objects() -> None:
    for row, value in zip(EXPECTED, payloads(), strict=True):
        if row["outcome"] != "dead_letter":
            assert value is not None
            assert isinstance(json.loads(value), dict), row


def test_duplicates_and_updates_point_at_earlier_events() -> None:
    for row in EXPECTED:
        for relation in ("of", "edited_from", "updates"):
            if relation in row:
                assert row[relation] < row["line"]
                assert EXPECTED[row[relation]]["outcome"] == "event"


def test_the_table_of_the_readme_is_right() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    table = {
        kind: (int(count), outcome)
        for kind, count, outcome in re.findall(r"^\| ([^|]+?) \| (\d+) \| (\w+)", text, re.MULTILINE)
    }
    counted = Counter((row["kind"], row["outcome"]) for row in EXPECTED)
    assert {kind: (count, outcome) for (kind, outcome), count in counted.items()} == table
    outcomes = Counter(row["outcome"] for row in EXPECTED)
    assert f"{len(EXPECTED)} records: {outcomes['event']} events, {outcomes['duplicate']} duplicates, " in text
    assert f"{outcomes['dead_letter']} dead letters" in text


def test_there_are_enough_articles_of_enough_kinds() -> None:
    articles = [row for row in EXPECTED if row["outcome"] == "event"]
    assert len(articles) >= 60
    assert len({row["kind"] for row in articles}) >= 10


def test_each_record_decodes_or_fails_as_expected() -> None:
    for row, value in zip(EXPECTED, payloads(), strict=True):
        record = RawRecord(Position("articles", 0, row["line"]), 1_700_000_000_000_000, value)
        if row["outcome"] == "dead_letter":
            with pytest.raises(ArticleError) as caught:
                decode(record)
            assert (row["stage"], type(caught.value).__name__) == ("decode", row["error"])
        else:
            assert decode(record).body


def test_raw_and_tombstone_lines() -> None:
    lines = [
        b'{"$raw": ""}\r\n',
        b'{"$raw": "gA=="}',
        b'{"$tombstone": true}',
        b'{"$raw": "x", "body": "y"}',
        b'{"$raw',
    ]
    assert list(read_payloads(lines)) == [b"", b"\x80", None, b'{"$raw": "x", "body": "y"}', b'{"$raw']


def test_wrong_base64_names_the_line() -> None:
    with pytest.raises(UndecodableError, match="line 2"):
        list(read_payloads([b"\n", b'{"$raw": "x"}\n']))
