"""The oracle finds what is planted: loss, duplication, wrong copies; and nothing in what is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.faults.oracle import Evidence, OutcomeRow, Problem, PublishedRow, Received, Sent, judge

# Texts 0 and 1 with one copy each, and a poison record; partition 0 has the even numbers.
SENT = {
    0: Sent(0, "article", 0),
    1: Sent(1, "article", 1),
    2: Sent(2, "copy", 1),
    3: Sent(3, "undecodable", None),
    4: Sent(4, "copy", 0),
}
PLACES = {number: (number % 2, number // 2) for number in SENT}


def outcome(number: int, kind: str, original: int | None = None) -> OutcomeRow:
    event = None if kind == "dead_letter" else f"e{number}"
    text = SENT[number].text
    fingerprint = None if text is None else f"f{text}"
    told = None if original is None else f"e{original}"
    return OutcomeRow(PLACES[number], kind, event, told, fingerprint, 1_000 + 10 * number)


def right() -> Evidence:
    outcomes = [
        outcome(0, "event"),
        outcome(1, "event"),
        outcome(2, "duplicate", 1),
        outcome(3, "dead_letter"),
        outcome(4, "duplicate", 0),
    ]
    published = [PublishedRow(row.outcome, row.place, row.event_id, row.original_event_id) for row in outcomes]
    return Evidence(
        sent=SENT,
        acknowledged=PLACES,
        received=[Received(place, number, 1_000 + 10 * number) for number, place in PLACES.items()],
        outcomes=outcomes,
        published=published,
        offsets={0: 3, 1: 2},
        ends={0: 3, 1: 2},
        archived=[(row.kind, row.place) for row in published],
    )


def replaced(evidence: Evidence, number: int, **changes: object) -> Evidence:
    """The evidence with another outcome for a record, and its published record accordingly."""
    place = PLACES[number]
    outcomes = [replace(row, **changes) if row.place == place else row for row in evidence.outcomes]  # type: ignore[arg-type]  # any field
    published = [PublishedRow(row.outcome, row.place, row.event_id, row.original_event_id) for row in outcomes]
    return replace(evidence, outcomes=outcomes, published=published, archived=None)


PLANTED: dict[str, tuple[Callable[[Evidence], Evidence], set[Problem]]] = {
    "an outcome is missing": (
        lambda e: replace(e, outcomes=e.outcomes[:4], published=e.published[:4], archived=None),
        {"lost"},
    ),
    "a position only counts as a gap": (
        lambda e: replace(e, outcomes=[*e.outcomes[:4], outcome(4, "gap")], published=e.published[:4], archived=None),
        {"lost"},
    ),
    "an event is not on its topic": (
        lambda e: replace(e, published=e.published[1:], archived=None),
        {"not_published"},
    ),
    "the broker lost a record": (lambda e: replace(e, acknowledged={**PLACES, 5: (1, 2)}), {"acknowledged_gone"}),
    "a record was acknowledged elsewhere": (
        lambda e: replace(e, acknowledged={**PLACES, 1: (0, 0)}),
        {"acknowledged_gone"},
    ),
    "an outcome came twice": (lambda e: replace(e, outcomes=[*e.outcomes, e.outcomes[0]]), {"outcome_twice"}),
    "two outcomes disagree": (
        lambda e: replace(e, outcomes=[*e.outcomes, outcome(2, "event")]),
        {"outcome_contradicts", "two_events"},
    ),
    "an outcome of a position that is not there": (
        lambda e: replace(e, outcomes=[*e.outcomes, replace(e.outcomes[3], place=(1, 9))]),
        {"outcome_of_nothing", "not_published"},
    ),
    "an event came twice": (lambda e: replace(e, published=[*e.published, e.published[0]]), {"published_twice"}),
    "a replay was decided again": (
        lambda e: replace(e, published=[*e.published, PublishedRow("event", PLACES[2], "e2")]),
        {"published_otherwise", "not_archived"},
    ),
    "an event has another id than its outcome": (
        lambda e: replace(e, published=[PublishedRow("event", PLACES[0], "other"), *e.published[1:]]),
        {"published_otherwise"},
    ),
    "a poison record became an event": (lambda e: replaced(e, 3, outcome="event", event_id="e3"), {"wrong_kind"}),
    "an article became a dead letter": (
        lambda e: replaced(e, 2, outcome="dead_letter", event_id=None, original_event_id=None),
        {"wrong_kind"},
    ),
    "a copy was not found": (lambda e: replaced(e, 2, outcome="event", original_event_id=None), {"two_events"}),
    "a copy names another text's event": (lambda e: replaced(e, 2, original_event_id="e0"), {"wrong_original"}),
    "a copy names a copy": (lambda e: replaced(e, 4, original_event_id="e4"), {"wrong_original"}),
    "both of a pair are duplicates": (
        lambda e: replaced(e, 0, outcome="duplicate", original_event_id="e4"),
        {"no_event", "wrong_original"},
    ),
    "a duplicate has another fingerprint": (lambda e: replaced(e, 4, fingerprint="f9"), {"wrong_fingerprint"}),
    "an offset is behind": (lambda e: replace(e, offsets={0: 3, 1: 1}), {"offset_not_at_end"}),
    "an offset is ahead": (lambda e: replace(e, offsets={0: 4, 1: 2}), {"offset_not_at_end"}),
    "a partition was never acknowledged": (lambda e: replace(e, offsets={0: 3}), {"offset_not_at_end"}),
    "a record is not archived": (lambda e: replace(e, archived=list(e.archived or ())[1:]), {"not_archived"}),
    "a record is in two files": (
        lambda e: replace(e, archived=[*(e.archived or ()), ("event", PLACES[0])]),
        {"archived_twice"},
    ),
    "the archive has what was never committed": (
        lambda e: replace(e, archived=[*(e.archived or ()), ("event", PLACES[2])]),
        {"archived_otherwise"},
    ),
}


def test_what_is_right_is_found_right() -> None:
    verdict = judge(right())
    assert verdict.ok, verdict.findings
    assert verdict.counts["positions with an outcome"] == 5


def test_the_first_of_a_pair_need_not_be_the_event() -> None:
    evidence = replaced(right(), 0, outcome="duplicate", original_event_id="e4")
    evidence = replaced(evidence, 4, outcome="event", original_event_id=None)
    assert judge(evidence).ok


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found(planted: str) -> None:
    plant, expected = PLANTED[planted]
    verdict = judge(plant(right()))
    assert {finding.problem for finding in verdict.findings} == expected
    assert len(verdict.findings) == verdict.lost + verdict.duplicated + verdict.wrong > 0


def test_copies_after_a_kill_are_counted_apart() -> None:
    # The kill comes between text 1's publication (1010) and the copy of text 0 (1040); text 1's copy came before.
    verdict = judge(replace(right(), kills=[1_030]))
    assert verdict.counts["copies of what was published before a kill"] == 1
    assert verdict.counts["  of them found"] == 1
    missed = replaced(right(), 4, outcome="event", original_event_id=None)
    assert judge(replace(missed, kills=[1_030])).counts["  of them found"] == 0


def test_without_deduplication_every_good_record_is_an_event() -> None:
    evidence = right()
    for number in (2, 4):
        evidence = replaced(evidence, number, outcome="event", original_event_id=None)
    assert judge(replace(evidence, deduplicates=False)).ok
