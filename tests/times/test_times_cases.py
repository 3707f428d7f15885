"""The project's own sentences read by the stage, with floors by topic (``-s`` prints the table).

The floors lie a little under what is reached; raise them with it. A floor that fails lists the cases to look at.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.times.cases import MEASURES, Case, Pair, load, pairs, scores

from dateline.times import normalise

CASES = load()
TOPICS = sorted({case.topic for case in CASES if case.mentions})
LEAST_CASES = 1070
"""So many there are; a loss of cases would make every floor worth less."""


@dataclass(frozen=True)
class Floors:
    """F1 in percent that must be reached on a topic; ``attributes`` is the share of checked ones that are right."""

    strict: float
    relaxed: float
    value: float
    attributes: float = 0.0


FLOORS = {
    "absolute": Floors(strict=96, relaxed=97.5, value=97.5, attributes=82),
    "ages": Floors(strict=90.5, relaxed=90.5, value=90.5, attributes=90),
    "articles": Floors(strict=95.5, relaxed=98, value=91.5, attributes=75),
    "broadcast": Floors(strict=94, relaxed=94, value=94, attributes=94),
    "chains": Floors(strict=95.5, relaxed=97.5, value=97.5, attributes=94),
    "clock": Floors(strict=98, relaxed=98, value=98, attributes=94),
    "compound": Floors(strict=94, relaxed=97, value=95.5, attributes=94),
    "durations": Floors(strict=98, relaxed=98, value=98, attributes=94),
    "eras": Floors(strict=96.5, relaxed=96.5, value=96.5, attributes=94),
    "events": Floors(strict=95, relaxed=95, value=95, attributes=94),
    "extents": Floors(strict=83, relaxed=96, value=92.5, attributes=94),
    "history": Floors(strict=94, relaxed=96, value=95, attributes=94),
    "holidays": Floors(strict=96, relaxed=96, value=96, attributes=94),
    "intervals": Floors(strict=90, relaxed=94.5, value=90, attributes=89),
    "markets": Floors(strict=91.5, relaxed=95.5, value=95.5, attributes=94),
    "mixed": Floors(strict=96, relaxed=97, value=96, attributes=88),
    "narrative": Floors(strict=96, relaxed=98, value=92.5, attributes=94),
    "news": Floors(strict=94.5, relaxed=97, value=95.5, attributes=94),
    "partial": Floors(strict=97, relaxed=97, value=97, attributes=94),
    "ranges": Floors(strict=94.5, relaxed=94.5, value=94.5, attributes=94),
    "references": Floors(strict=80, relaxed=92.5, value=92.5, attributes=94),
    "relative": Floors(strict=95.5, relaxed=97.5, value=95.5, attributes=94),
    "seasons": Floors(strict=96, relaxed=96, value=93.5, attributes=94),
    "sets": Floors(strict=97, relaxed=97, value=97, attributes=94),
    "weekdays": Floors(strict=96.5, relaxed=96.5, value=96.5, attributes=94),
    "wikinews": Floors(strict=96, relaxed=96, value=93.5, attributes=69),
    "wire": Floors(strict=95.5, relaxed=96.5, value=96.5, attributes=94),
    "all": Floors(strict=96, relaxed=98, value=96.5, attributes=91),
}
CLEAN_FLOOR = 96
"""Share in percent of the texts without a time expression in which none is found."""


@pytest.fixture(scope="module")
def read() -> dict[str, list[Pair]]:
    """The pairs of gold and found mentions by case."""
    return {case.id: pairs(case.mentions, normalise(case.text, case.published)) for case in CASES}


def described(case: Case, pair: Pair) -> str:
    gold = f"{pair.gold.text} = {' or '.join(pair.gold.values)}" if pair.gold else "nothing"
    found = f"{pair.found.text} = {pair.found.value}" if pair.found else "nothing"
    return f"{case.id} ({case.point}): {gold}, found {found}"


def faults(cases: list[Case], read: dict[str, list[Pair]]) -> str:
    return "\n".join(
        described(case, pair)
        for case in cases
        for pair in read[case.id]
        if not (pair.strict and pair.type and pair.value and not pair.wrong)
    )


@pytest.mark.parametrize("topic", [*TOPICS, "all"])
def test_f1(topic: str, read: dict[str, list[Pair]]) -> None:
    cases = [case for case in CASES if topic in {case.topic, "all"}]
    reached, floors = scores(pair for case in cases for pair in read[case.id]), FLOORS[topic]
    figures = " ".join(f"{name} {reached.f1[name]:5.1f}" for name in MEASURES)
    print(f"\n{topic:11} {len(cases):3} cases {reached.gold:4} gold: {figures} attributes {reached.attributes:5.1f}")
    assert reached.f1["strict"] >= floors.strict, faults(cases, read)
    assert reached.f1["relaxed"] >= floors.relaxed, faults(cases, read)
    assert reached.f1["value"] >= floors.value, faults(cases, read)
    assert reached.attributes >= floors.attributes, faults(cases, read)


def test_nothing_is_found_where_there_is_no_time(read: dict[str, list[Pair]]) -> None:
    bare = [case for case in CASES if not case.mentions]
    share = 100 * sum(not read[case.id] for case in bare) / len(bare)
    print(f"\n{len(bare)} texts without a time expression: {share:.1f} % read as such")
    assert share >= CLEAN_FLOOR, faults(bare, read)


class TestTheCasesThemselves:
    def test_there_are_enough_and_each_is_its_own(self) -> None:
        assert len(CASES) >= LEAST_CASES
        assert len({case.id for case in CASES}) == len(CASES)
        assert len({(case.text, case.published) for case in CASES}) == len(CASES)

    def test_each_makes_a_point(self) -> None:
        assert [case.id for case in CASES if not case.point] == []

    def test_mentions_are_in_order_and_do_not_cross(self) -> None:
        for case in CASES:
            ends = [0, *(gold.end for gold in case.mentions)]
            assert all(gold.start >= end for gold, end in zip(case.mentions, ends, strict=False)), case.id
