"""Real newswire of 1987: what goes is furniture, and almost every dateline is read."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.clean.cleaning import clean
from dateline.records import Article, Document, Position, RawRecord

STORIES = Path(__file__).parents[2].parent / "shared" / "data" / "wire_reuters" / "stories.jsonl.gz"
pytestmark = [
    pytest.mark.gold,
    pytest.mark.skipif(not STORIES.exists(), reason="the development data is not beside the repository"),
]


def stories() -> Iterator[dict[str, str]]:
    with gzip.open(STORIES, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def cleaned(body: str, title: str) -> Document:
    return clean(Document.of(Article(RawRecord(Position("articles", 0, 0), 0, b"{}"), body, title=title)))


def test_little_goes_of_bodies_without_datelines() -> None:
    reasons: Counter[str] = Counter()
    for story in stories():
        document = cleaned(story["body"], story["title"])
        assert document.dateline is None
        reasons.update(cut.reason for cut in document.removed)
        for cut in document.removed:
            if cut.reason == "wire_sign_off":
                assert cut.text.strip().rstrip(".^M").casefold() in {"reuter", "reuters", "more"}
    # Every repeated paragraph of this set was read: real transmission errors, no table row among them.
    assert reasons["wire_sign_off"] >= 1_000
    assert reasons["repeated_line"] == 0
    assert reasons["repeated_paragraph"] <= 5


def test_datelines_are_read() -> None:
    read = total = 0
    for story in stories():
        line = story["dateline"]
        if line:
            found = cleaned(f"    {line} {story['body']}", story["title"]).dateline
            total += 1
            read += found is not None and found.date_text is not None and (found.start, found.end) == (4, 4 + len(line))
    assert read / total >= 0.99
