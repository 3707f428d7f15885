"""The project's own sentences with zones: every instant must be right.

``cases/zones.jsonl`` has one case a line: ``text``, ``published`` (RFC 3339 or a date), the optional arguments
``zone``, ``place`` and ``places`` (name, IANA zone, country) of ``normalise``, the ``point`` made, and ``mentions``.
These are found by their ``text``; ``begin`` is worked out by hand from the IANA rules. ``conflict`` is part of what
must be said (nothing may be said without it), ``same`` the index of the mention that is the same instant, ``end`` the
end of the interval.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from dateline.times import PlaceSpan, normalise

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("cases").joinpath("zones.jsonl").read_text().splitlines()
]


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def published(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def places(case: dict[str, Any]) -> list[PlaceSpan]:
    found = []
    for name, zone, country in case.get("places", ()):
        start = case["text"].index(name)
        found.append(PlaceSpan(start, start + len(name), name, zone, country))
    return found


def test_there_are_enough() -> None:
    assert len(CASES) >= 50
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['point']}")
def test_zone_case(case: dict[str, Any]) -> None:
    text = case["text"]
    found = normalise(
        text, published(case["published"]), zone=case.get("zone"), place=case.get("place"), places=places(case)
    )
    by_text = {mention.text: index for index, mention in enumerate(found)}
    indexes = [by_text.get(gold["text"]) for gold in case["mentions"]]
    for gold, index in zip(case["mentions"], indexes, strict=True):
        assert index is not None, f"{gold['text']!r} is not among {sorted(by_text)}"
        mention = found[index]
        assert (mention.value, mention.begin) == (gold["value"], instant(gold["begin"]))
        assert (mention.zone, mention.zone_basis) == (gold["zone"], gold["basis"])
        assert (mention.conflict is None) == ("conflict" not in gold), mention.conflict
        assert gold.get("conflict", "") in (mention.conflict or "")
        assert mention.same_instant_as == (indexes[gold["same"]] if "same" in gold else None)
        if "end" in gold:
            assert mention.end_exclusive == instant(gold["end"])


def test_a_meaning_that_is_only_likely_is_less_sure() -> None:
    (guessed,) = normalise("It began at 7 p.m. IST.", date(2019, 9, 24))
    (told,) = normalise("It began at 7 p.m. IST.", date(2019, 9, 24), place="DUBLIN")
    (plain,) = normalise("It began at 7 p.m. JST.", date(2019, 9, 24))
    assert guessed.confidence < told.confidence <= plain.confidence
