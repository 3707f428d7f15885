"""The proof on plain records: one test for each way in which a run can be wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.audit import AuditReport, AuditSettings, Published, Unreadable, audit
from dateline.audit.ledger import PAGE, Ledger
from dateline.audit.proof import Intervals, Partition
from dateline.encode.outcomes import Outcome, gap_outcome
from dateline.offsets import OffsetSet
from dateline.records import Position

HOUR = 3_600_000_000


def event(offset: int, *, fingerprint: str | None = None, record_time: int = 0, gap_from: int | None = None) -> Outcome:
    return Outcome(
        position=Position("in", 0, offset),
        gap_from=offset if gap_from is None else gap_from,
        starts=offset == 0,
        outcome="event",
        record_time=record_time,
        article_id=f"article {offset}",
        event_id=f"event {offset}",
        fingerprint=fingerprint or f"text {offset}",
    )


def duplicate(offset: int, original: int) -> Outcome:
    return replace(event(offset), outcome="duplicate", original_event_id=f"event {original}", fingerprint="copied")


def dead(offset: int) -> Outcome:
    return Outcome(Position("in", 0, offset), offset, False, "dead_letter", 0)


def published(outcomes: Iterable[Outcome]) -> list[Published]:
    return [
        Published(outcome.outcome, outcome.position, outcome.event_id)
        for outcome in outcomes
        if outcome.outcome in ("event", "duplicate", "dead_letter")
    ]


def prove(outcomes: list[Outcome], *, end: int | None = None, settings: AuditSettings | None = None) -> AuditReport:
    return audit({("in", 0): (0, len(outcomes) if end is None else end)}, outcomes, published(outcomes), settings)


def problems(report: AuditReport) -> dict[str, int]:
    return {finding.problem: finding.count for finding in report.findings}


GOOD = [event(0), duplicate(1, 0), dead(2), event(3)]


def test_each_position_once_is_proved() -> None:
    report = prove(GOOD)
    assert report.ok
    assert report.findings == ()
    assert dict(report.outcomes) == dict(report.published) == {"event": 2, "duplicate": 1, "dead_letter": 1}
    assert "ok: each of 4 input positions" in report.to_text()
    assert json.loads(report.to_json())["ok"] is True


def test_order_does_not_matter() -> None:
    forth = audit({("in", 0): (0, 4)}, GOOD, published(GOOD))
    back = audit({("in", 0): (0, 4)}, reversed(GOOD), reversed(published(GOOD)))
    assert forth == back


def test_missing_positions_are_named() -> None:
    report = prove([GOOD[0], GOOD[3]], end=6)
    assert not report.ok
    assert problems(report) == {"missing": 4}
    assert report.findings[0].examples == ("in/0/1-2", "in/0/4-5")
    assert report.partitions[0].missing == 4


def test_gaps_are_accounted_for() -> None:
    report = prove([event(0), event(5, gap_from=1), gap_outcome("in", 0, 6, 8, 0)], end=9)
    assert report.ok
    assert (report.partitions[0].accounted, report.partitions[0].gaps) == (2, 7)


def test_offsets_that_hold_no_record_are_not_missing() -> None:
    def holding(partition: Partition, start: int, end: int) -> Intervals:
        assert (partition, start, end) == (("in", 0), 4, 10)
        return [(6, 7)]

    report = audit({("in", 0): (0, 10)}, GOOD, published(GOOD), holding=holding)
    assert problems(report) == {"missing": 1}
    assert report.findings[0].examples == ("in/0/6",)
    assert report.partitions[0].gaps == 5


def test_repeats_are_noted_and_do_not_fail() -> None:
    report = prove([*GOOD, GOOD[3]], end=4)
    assert report.ok
    assert problems(report) == {"repeated": 1, "published_repeated": 1}
    assert dict(report.outcomes)["event"] == 2


def test_contradictions_fail() -> None:
    report = prove([*GOOD, dead(3)], end=4)
    assert problems(report) == {"conflicting": 1, "published_conflicting": 1}
    assert not report.ok


def test_outcome_without_its_record_fails() -> None:
    report = audit({("in", 0): (0, 4)}, GOOD, published(GOOD)[:3])
    assert problems(report) == {"unpublished": 1}
    assert report.findings[0].examples == ("in/0/3",)


def test_record_of_another_kind_or_event_than_the_outcome_says_fails() -> None:
    records = published(GOOD)
    records[3] = Published("event", Position("in", 0, 3), "another event")
    assert problems(audit({("in", 0): (0, 4)}, GOOD, records)) == {"unpublished": 1}


def test_record_without_outcome_fails() -> None:
    report = audit({("in", 0): (0, 4)}, GOOD[:3], published(GOOD))
    assert problems(report) == {"missing": 1, "unaccounted": 1}


def test_duplicate_of_nothing_published_fails() -> None:
    assert problems(prove([event(0), duplicate(1, 99)])) == {"original_unpublished": 1}
    # The duplicate of a duplicate is not linked to an event either.
    assert problems(prove([event(0), duplicate(1, 0), duplicate(2, 1)])) == {"original_unpublished": 1}


def test_original_may_come_from_another_input() -> None:
    records = [*published(GOOD[1:3]), Published("event", Position("other", 0, 0), "event 0")]
    outcomes = [replace(GOOD[1], position=Position("in", 0, 0), gap_from=0), dead(1)]
    records[0] = replace(records[0], position=Position("in", 0, 0))
    records[1] = replace(records[1], position=Position("in", 0, 1))
    assert audit({("in", 0): (0, 2)}, outcomes, records).ok


def test_same_content_twice_within_the_ttl_fails() -> None:
    twice = [event(0, fingerprint="same"), event(1, fingerprint="same", record_time=2 * HOUR)]
    assert problems(prove(twice)) == {"fingerprint_twice": 1}
    assert prove(twice).findings[0].examples == ("in/0/1 as in/0/0",)
    assert problems(prove(twice, settings=AuditSettings(ttl_seconds=7_200))) == {"fingerprint_twice": 1}
    assert prove(twice, settings=AuditSettings(ttl_seconds=7_199)).ok


def test_late_start_is_told_apart_when_it_is_meant() -> None:
    late = [replace(event(offset), starts=offset == 5) for offset in (5, 6)]
    assert problems(prove(late, end=7)) == {"missing": 5}
    report = prove(late, end=7, settings=AuditSettings(since="first_read"))
    assert report.ok
    assert problems(report) == {"not_read": 5}


def test_trimmed_topics_are_told_and_originals_vouched_for() -> None:
    report = audit({("in", 0): (1, 4)}, GOOD, published(GOOD)[1:], AuditSettings(trimmed=frozenset({"events"})))
    assert report.ok
    assert problems(report) == {"trimmed": 1}


def test_unreadable_records_fail() -> None:
    report = audit({("in", 0): (0, 4)}, [*GOOD, Unreadable("outcomes/0/9", "cut")], published(GOOD))
    assert problems(report) == {"unreadable": 1}


def test_nothing_is_proved_of_nothing() -> None:
    assert audit({("in", 0): (5, 5)}, [], []).ok


def test_examples_are_few_however_many_problems() -> None:
    report = prove([event(offset) for offset in range(0, 1_000, 2)], end=1_000)
    (finding,) = report.findings
    assert (finding.count, len(finding.examples)) == (500, 10)
    assert "... and 490 more" in report.to_text()


@pytest.mark.parametrize("offset", [0, PAGE - 1, PAGE, 2**40])
def test_ledger_remembers(offset: int) -> None:
    ledger = Ledger()
    assert ledger.get(offset) is None
    assert [ledger.note(offset, 5), ledger.note(offset, 5), ledger.note(offset, 6)] == [
        "new",
        "repeated",
        "conflicting",
    ]
    assert list(ledger.offsets()) == [offset]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_offset_sets_are_sets(spans: list[tuple[int, int]]) -> None:
    offsets = OffsetSet(spans)
    plain = {offset for start, end in spans for offset in range(start, end)}
    assert {offset for offset in range(70) if offset in offsets} == plain
    assert len(offsets) == len(plain)
    assert {o for low, high in offsets.missing(5, 65) for o in range(low, high)} == set(range(5, 65)) - plain
    assert all(before[1] < after[0] for before, after in zip(offsets.intervals, offsets.intervals[1:], strict=False))
    assert offsets.issuperset(OffsetSet(spans[:3]))
