"""The sample articles through Clean: what goes of each, and which have one fingerprint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dateline.clean.cleaning import clean
from dateline.records import Article, Document, Position, RawRecord
from dateline.samples import read_payloads

SAMPLE = Path(__file__).parents[1] / "sample"
EXPECTED: list[dict[str, Any]] = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


def documents() -> dict[int, Document]:
    """The cleaned documents of the articles with a plain body, by line."""
    with (SAMPLE / "articles.jsonl").open("rb") as lines:
        payloads = list(read_payloads(lines))
    articles = {row["line"]: json.loads(payloads[row["line"]] or b"") for row in EXPECTED if "error" not in row}
    return {
        line: clean(Document.of(Article(RawRecord(Position("a", 0, line), 0, None), a["body"], title=a.get("title"))))
        for line, a in articles.items()
        if "body" in a
    }


def test_exact_duplicates_and_only_they_share_a_fingerprint() -> None:
    originals: dict[str, int] = {}
    for line, document in documents().items():
        assert originals.setdefault(document.fingerprint, line) == EXPECTED[line].get("of", line)


def test_repeats_and_credits_go_from_the_kinds_that_have_them() -> None:
    reasons = {line: {cut.reason for cut in document.removed} for line, document in documents().items()}
    for line, found in reasons.items():
        kind = EXPECTED[line]["kind"]
        if kind == "repeated subtitle":
            assert "repeated_line" in found
        if "repeated_line" in found:
            assert kind in {"repeated subtitle", "spanish", "portuguese"}
        if kind == "photo credit":
            assert found & {"photo_credit", "copyright"}
        if kind in {"repeated line kept", "interview", "diary", "factbox", "sports"}:
            assert found <= {"dateline", "wire_slug"}


def test_datelines_are_read() -> None:
    read = [document for document in documents().values() if document.dateline is not None]
    assert len(read) >= 85
    assert {document.dateline.agency for document in read if document.dateline} >= {"Reuters", "AP", "Norwire", None}
    advisory = next(line for line, row in enumerate(EXPECTED) if row["kind"] == "withdrawal")
    assert documents()[advisory].dateline is None
