from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dateline.kafka.resequence import Sequence, Waiting
from dateline.records import Position


@dataclass(frozen=True)
class Out:
    offset: int
    gap_from: int
    starts: bool = False
    awaits: Position | None = None
    partition: int = 0

    @property
    def position(self) -> Position:
        return at(self.partition, self.offset)


def at(partition: int, offset: int) -> Position:
    return Position("articles", partition, offset)


def drive(arrivals: list[Out]) -> tuple[list[list[Position]], Sequence]:
    """What the sink does, without Beam: one release for each arrival."""
    sequence = Sequence()
    releases = []
    for record in arrivals:
        sequence.admit(record)
        releases.append(sequence.release())
    return releases, sequence


@st.composite
def streams(draw: st.DrawFn) -> list[Out]:
    """Records of three partitions in the order decided; a copy awaits any record that was decided before it."""
    decided: list[Out] = []
    reached: dict[int, int] = {}
    for _ in range(draw(st.integers(1, 40))):
        partition = draw(st.integers(0, 2))
        gap_from = reached.get(partition, draw(st.integers(0, 5)))
        offset = gap_from + draw(st.sampled_from([0, 0, 0, 1, 3]))
        awaits = draw(st.sampled_from([None, *(record.position for record in decided)]))
        decided.append(Out(offset, gap_from, partition not in reached, awaits, partition))
        reached[partition] = offset + 1
    return decided


@given(streams(), st.randoms(use_true_random=False))
def test_every_record_is_published_once_in_order_and_never_before_its_original(
    decided: list[Out], random: Random
) -> None:
    arrivals = [*decided, *decided[::3]]
    random.shuffle(arrivals)
    records = {record.position: record for record in decided}
    releases, sequence = drive(arrivals)
    done: set[Position] = set()
    reached: dict[int, int] = {}
    for release in releases:
        for position in release:
            record = records[position]
            assert position not in done
            assert record.gap_from <= reached.get(record.partition, record.gap_from)
            assert record.awaits is None or record.awaits in done or record.awaits in release
            reached[record.partition] = record.offset + 1
        done.update(release)
    assert done == set(records)
    assert sequence.waiting == {}


@given(streams(), st.randoms(use_true_random=False), st.integers(0, 50))
def test_a_worker_that_takes_over_publishes_the_rest_and_nothing_twice(
    decided: list[Out], random: Random, crash: int
) -> None:
    arrivals = list(decided)
    random.shuffle(arrivals)
    old = Sequence()
    published: list[Position] = []
    checkpoint = copy.deepcopy(old)
    taken = random.randint(0, min(crash, len(arrivals)))
    for index, record in enumerate(arrivals[:crash]):
        if index == taken:
            checkpoint = pickle.loads(pickle.dumps(old))  # noqa: S301 - our own bytes
        old.admit(record)
        published += old.release()
    if taken >= min(crash, len(arrivals)):
        checkpoint = copy.deepcopy(old)
    waited = {position for held in (checkpoint.waiting,) for position in _positions(held)}
    known = checkpoint.raise_to(old.next)
    assert set(known) == waited & set(published)
    for record in arrivals[taken:]:
        if checkpoint.admit(record) == "new":
            published += checkpoint.release()
    assert len(published) == len(set(published)) == len(decided)


def _positions(waiting: dict[tuple[str, int], dict[int, Waiting]]) -> list[Position]:
    return [Position(*partition, offset) for partition, held in waiting.items() for offset in held]


def test_a_missing_offset_holds_back_everything_behind_it() -> None:
    releases, sequence = drive([Out(5, 5, starts=True), Out(7, 7), Out(8, 8)])
    assert releases == [[at(0, 5)], [], []]
    sequence.admit(Out(6, 6))
    assert sequence.release() == [at(0, 6), at(0, 7), at(0, 8)]


def test_a_gap_that_the_source_reported_is_no_hole() -> None:
    releases, _ = drive([Out(5, 3, starts=True), Out(9, 6)])
    assert releases == [[at(0, 5)], [at(0, 9)]]


def test_partitions_that_wait_for_each_other_are_published_together() -> None:
    ring = [
        Out(6, 6, starts=True, awaits=at(1, 9)),
        Out(8, 8, starts=True, awaits=at(0, 7), partition=1),
        Out(9, 9, partition=1),
        Out(7, 7),
    ]
    releases, _ = drive(ring)
    assert [len(release) for release in releases] == [0, 0, 0, 4]


def test_what_is_published_already_is_awaited_no_more() -> None:
    sequence = Sequence()
    sequence.raise_to({("articles", 0): 7, ("articles", 1): 3})
    sequence.admit(Out(3, 3, partition=1, awaits=at(0, 6)))
    assert sequence.release() == [at(1, 3)]
