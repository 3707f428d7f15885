"""Hostile bodies: huge, degenerate, repetitive. Work must grow with the length, not with its square.

No time is asserted; pytest's own timeout stops what would be quadratic at these sizes (minutes to hours).
"""

from __future__ import annotations

import pytest

from dateline.clean.cleaning import clean
from dateline.clean.normal import normal_form
from dateline.records import Article, Document, Position, RawRecord

MEGA = 1_000_000
LINE = "There is room for everybody on the last tram, says the mayor"

BODIES = {
    "one line": "word " * (MEGA // 5),
    "one word": "a" * MEGA,
    "blanks in one line": " " * MEGA,
    "blanks and a word": " " * MEGA + "a" + " " * MEGA,
    "empty lines": "\n" * MEGA,
    "lines of one blank": " \n" * MEGA,
    "one line 100,000 times": f"{LINE}\n" * 100_000,
    "one paragraph 50,000 times": f"{LINE}\n\n" * 50_000,
    "lines of one letter": "a\n" * (MEGA // 2),
    "brackets": "(" * MEGA,
    "bracket lines": "(AP Photo/\n" * 100_000,
    "closing lines": ("x" * 500 + ")\n") * 10_000,
    "crew lines": "(Reporting by Jane Roe;\n" * 50_000,
    "ends": "ENDS\n\n" * 100_000,
    "credits": "Photo: Jane Roe/AFP\n\n" * 50_000,
    "trailing credits": "A tram. (AP Photo/Jane Roe)\n\n" * 50_000,
    "dashes": " - " * (MEGA // 3),
    "dateline without end": "LONDON, " * (MEGA // 8),
    "datelines": "PARIS — Trams in the old town will run until two in the morning.\n" * 20_000,
    "copyright": "© " * (MEGA // 2),
    "copyright dots": "© " + "a." * 70 + "\n\n" + ("© " + "a." * 70 + "!\n\n") * 5_000,
    "pipes": "| " * (MEGA // 2),
    "quotes": '"' * MEGA,
    "dots": "." * MEGA,
    "combining marks": "a" + "\u0315\u0300\u05ae\u0315" * (MEGA // 4),
    "surrogates": "\ud800" * MEGA,
    "nuls": "\x00" * MEGA,
    "carriage returns": "\r" * MEGA,
    "wrapped": ("that the trams of the city would never\n" * 3 + "    ") * 10_000,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.timeout(60)
def test_hostile_bodies(body: str) -> None:
    article = Article(RawRecord(Position("articles", 0, 0), 0, b"{}"), body, title=body[:MEGA])
    document = clean(Document.of(article))
    removed = sum(cut.end - cut.start for cut in document.removed if cut.field == "body")
    assert len(document.body.text) + removed == len(body)
    assert len(document.fingerprint) == 32


def test_repeats_go_and_the_first_stays() -> None:
    article = Article(RawRecord(Position("articles", 0, 0), 0, b"{}"), f"{LINE}\n\n" * 50_000)
    document = clean(Document.of(article))
    assert document.body.text.strip() == LINE
    assert len(document.removed) == 49_999


@pytest.mark.parametrize("title", ["UPDATE 1" + " " * MEGA, "UPDATE 1-" * 100_000, " " * MEGA, "-" * MEGA])
@pytest.mark.timeout(60)
def test_hostile_titles(title: str) -> None:
    article = Article(RawRecord(Position("articles", 0, 0), 0, b"{}"), "Trams will run.", title=title)
    document = clean(Document.of(article))
    assert title.endswith(document.title.text)


@pytest.mark.timeout(60)
def test_normal_form_of_long_runs_of_marks() -> None:
    assert normal_form("e" + "\u0301" * MEGA).startswith("é")
