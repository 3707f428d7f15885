"""The article that the project was asked for with: exactly two things go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.clean.cleaning import clean
from dateline.records import Article, Document, Position, RawRecord

SEED = Path(__file__).parents[2].parent / "shared" / "data" / "seed_article.json"


@pytest.mark.gold
@pytest.mark.skipif(not SEED.exists(), reason="the development data is not beside the repository")
def test_the_second_subtitle_and_the_credit_go_and_nothing_else() -> None:
    body = json.loads(SEED.read_text(encoding="utf-8"))["text"]
    document = clean(Document.of(Article(RawRecord(Position("articles", 0, 0), 0, b"{}"), body)))
    assert [cut.reason for cut in document.removed] == ["repeated_line", "photo_credit"]
    subtitle, credit = (cut.text.strip() for cut in document.removed)
    assert body.count(subtitle) == 2
    assert document.body.text.count(subtitle) == 1
    assert body.index(subtitle) < document.removed[0].start
    assert credit == body.split("\n\n")[3].strip()
    paragraphs = body.split("\n\n")
    assert document.body.text == "\n\n".join(paragraphs[:2] + paragraphs[4:])
    assert document.dateline is None
