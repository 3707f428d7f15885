from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from dateline.kafka.resequence import Cursor, release
from dateline.records import Position


@dataclass(frozen=True)
class Out:
    offset: int
    gap_from: int
    starts: bool = False

    @property
    def position(self) -> Position:
        return Position("articles", 0, self.offset)


def drive(arrivals: list[Out]) -> tuple[list[int], Cursor, list[Out]]:
    """What the sink does, without Beam."""
    cursor = Cursor()
    held: list[Out] = []
    published: list[int] = []
    for record in arrivals:
        verdict = cursor.verdict(record)
        if verdict == "hold":
            held.append(record)
            cursor = cursor.holding(record)
        elif verdict == "publish":
            published.append(record.offset)
            cursor = cursor.after(record)
            if cursor.releases_held:
                ready, held, cursor = release(cursor, held)
                published += [r.offset for r in ready]
    return published, cursor, held


@given(st.data())
def test_any_order_is_published_in_offset_order_exactly_once(data: st.DataObject) -> None:
    offsets = sorted(data.draw(st.sets(st.integers(0, 60), min_size=1, max_size=20)))
    first = data.draw(st.integers(0, offsets[0]))
    records: list[Out] = []
    expected = first
    for offset in offsets:
        records.append(Out(offset, expected, starts=not records))
        expected = offset + 1
    arrivals = data.draw(st.permutations(records + data.draw(st.lists(st.sampled_from(records), max_size=5))))
    published, cursor, held = drive(arrivals)
    assert published == offsets
    assert cursor == Cursor(offsets[-1] + 1, None)
    assert held == []


def test_a_missing_offset_holds_back_everything_behind_it() -> None:
    published, cursor, held = drive([Out(5, 5, starts=True), Out(7, 7), Out(8, 8)])
    assert published == [5]
    assert cursor == Cursor(6, 7)
    assert [r.offset for r in held] == [7, 8]


def test_nothing_is_published_before_the_first_record_of_the_read_is_seen() -> None:
    assert drive([Out(6, 6), Out(7, 7)])[0] == []


def test_a_reported_gap_is_passed() -> None:
    assert drive([Out(0, 0, starts=True), Out(9, 1)])[0] == [0, 9]
