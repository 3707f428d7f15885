"""The index of a shard against a brute-force model, and what happens to it when bundles fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.dedup.exact import Seen, key_of, matching
from dateline.dedup.state import SLOTS, IndexPool, Layout, ShardIndex, StateLayoutError, generation_of
from dateline.records import Position

LAYOUT = Layout(ttl_micros=800, shards=16)


@dataclass
class ListBag:
    """What a bag holds, as Beam would say it; order is not promised, so it is reversed."""

    values: list[bytes] = field(default_factory=list)

    def read(self) -> Iterator[bytes]:
        """Everything, latest first."""
        return reversed(self.values)


class Store:
    """The state of a shard after committed bundles: a header cell and the bags."""

    def __init__(self) -> None:
        self.header: bytes | None = None
        self.bags = [ListBag() for _ in range(SLOTS)]

    def write(self, index: ShardIndex, seen: Seen) -> int:
        """Add an entry to the index and to the store; how many entries were forgotten early."""
        added = index.add(seen)
        if added.cleared:
            self.bags[added.slot].values.clear()
        self.bags[added.slot].values.append(added.value)
        self.header = index.header()
        return added.forgotten

    def rebuilt(self, layout: Layout = LAYOUT, shard: int = 3) -> ShardIndex:
        """An index from the store alone."""
        return ShardIndex.rebuilt(layout, shard, self.header, self.bags)


def seen(offset: int, fingerprint: str, record_time: int) -> Seen:
    """An entry whose ids follow from its offset."""
    ids = f"id-{offset}", f"{offset:032x}", f"{offset:064x}"
    return Seen(key_of(fingerprint), record_time, *ids, Position("articles", 0, offset))


def originals(index: ShardIndex, arrivals: list[Seen], store: Store | None = None) -> list[Seen | None]:
    """The original that each arrival is referred to, in order; null for one that becomes an original."""
    found = []
    for new in arrivals:
        held = index.find(new)
        if held is None:
            (store or Store()).write(index, new)
        found.append(held)
    return found


def by_brute_force(arrivals: list[Seen], ttl: int) -> list[Seen | None]:
    """The same by comparing with every original there ever was."""
    everything: list[Seen] = []
    found = []
    for new in arrivals:
        held = matching(new, [old for old in everything if old.key == new.key], ttl)
        if held is None:
            everything.append(new)
        found.append(held)
    return found


disordered = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 11 * 100 - 1)), max_size=80)
"""Record times over 11 slices, in any order: nothing may be expelled, so the model needs no expiry."""

steps = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 700), st.integers(0, 100)), max_size=120)
"""A stream that moves on by up to 700, each article up to 100 (an eighth of the TTL) late."""


def arrivals_of(pairs: list[tuple[str, int]]) -> list[Seen]:
    """Entries at consecutive offsets."""
    return [seen(offset, text, at) for offset, (text, at) in enumerate(pairs)]


@given(disordered)
def test_any_order_inside_the_reach_equals_brute_force(pairs: list[tuple[str, int]]) -> None:
    arrivals = arrivals_of(pairs)
    assert originals(ShardIndex(LAYOUT, 3), arrivals) == by_brute_force(arrivals, LAYOUT.ttl_micros)


@given(steps)
def test_a_moving_stream_equals_brute_force_and_stays_bounded(moves: list[tuple[str, int, int]]) -> None:
    now, pairs = 0, []
    for text, step, late in moves:
        now += step
        pairs.append((text, now - late))
    arrivals, index, store = arrivals_of(pairs), ShardIndex(LAYOUT, 3), Store()
    assert originals(index, arrivals, store) == by_brute_force(arrivals, LAYOUT.ttl_micros)
    assert sum(slot is not None for slot in index.slots) <= SLOTS


@given(steps, st.lists(st.booleans(), max_size=120))
def test_rebuilding_at_any_moment_changes_nothing(moves: list[tuple[str, int, int]], lost: list[bool]) -> None:
    now, pairs = 0, []
    for text, step, late in moves:
        now += step
        pairs.append((text, now - late))
    arrivals = arrivals_of(pairs)
    wanted = originals(ShardIndex(LAYOUT, 3), arrivals)
    index, store, found = ShardIndex(LAYOUT, 3), Store(), []
    for new, rebuild in zip(arrivals, [*lost, *[False] * len(arrivals)], strict=False):
        if rebuild:
            kept, index = index, store.rebuilt()
            assert (index.generation, index.slots, index.header()) == (kept.generation, kept.slots, kept.header())
        found += originals(index, [new], store)
    assert found == wanted


@settings(max_examples=30)
@given(st.lists(st.integers(0, 2_000), max_size=200))
def test_memory_is_bounded_whatever_comes(times: list[int]) -> None:
    layout = replace(LAYOUT, slot_entries=3)
    index, store = ShardIndex(layout, 0), Store()
    for offset, at in enumerate(times):
        store.write(index, seen(offset, f"text {offset}", at))
        assert len(index) <= SLOTS * 3
        assert sum(len(bag.values) for bag in store.bags) == len(index)
    assert store.rebuilt(layout, 0).slots == index.slots


def test_a_full_slice_goes_on_in_another_slot_and_the_oldest_go_first() -> None:
    layout = replace(LAYOUT, slot_entries=2)
    index, store = ShardIndex(layout, 0), Store()
    forgotten = [store.write(index, seen(offset, f"text {offset}", 5)) for offset in range(2 * SLOTS + 1)]
    assert forgotten == [0] * (2 * SLOTS) + [2]
    assert index.find(seen(99, "text 0", 5)) is None
    assert index.find(seen(99, "text 2", 5)) is not None


def test_an_expired_slice_is_dropped_without_being_counted() -> None:
    index, store = ShardIndex(LAYOUT, 0), Store()
    assert sum(store.write(index, seen(n, f"text {n}", n * 100)) for n in range(10 * SLOTS)) == 0
    assert len(index) == SLOTS


def test_one_record_from_the_far_future_expels_nothing() -> None:
    index, store = ShardIndex(LAYOUT, 0), Store()
    for n in range(8):
        store.write(index, seen(n, f"text {n}", n * 100))
    store.write(index, seen(8, "future", 10**15))
    store.write(index, seen(9, "past", -(10**15)))
    assert all(index.find(seen(99, f"text {n}", n * 100)) for n in range(8))


def test_earliest_decided_wins_between_two_originals() -> None:
    index, store = ShardIndex(LAYOUT, 0), Store()
    store.write(index, seen(0, "text", 1_000))
    store.write(index, seen(1, "text", 0))
    held = index.find(seen(2, "text", 500))
    assert held is not None
    assert held.id == "id-0"


def test_a_failed_bundle_leaves_no_index_behind() -> None:
    pool, store = IndexPool(), Store()
    pool.enter()
    index = pool.take(3, generation_of(store.header)) or store.rebuilt()
    store.write(index, seen(0, "committed", 0))
    pool.give({3: index})

    failing = pool.take(3, generation_of(store.header))
    assert failing is index
    failing.add(seen(1, "never committed", 0))  # and the bundle raises: nothing is given back

    again = pool.take(3, generation_of(store.header))
    assert again is None
    assert store.rebuilt().find(seen(2, "never committed", 0)) is None
    assert store.rebuilt().find(seen(2, "committed", 0)) is not None


def test_an_index_whose_commit_failed_is_refused() -> None:
    pool, store = IndexPool(), Store()
    pool.enter()
    index = store.rebuilt()
    store.write(index, seen(0, "committed", 0))
    index.add(seen(1, "never committed", 0))
    pool.give({3: index})  # finish_bundle ran, the commit after it did not succeed
    assert pool.take(3, generation_of(store.header)) is None


def test_the_last_user_of_the_pool_frees_it() -> None:
    pool, index = IndexPool(), ShardIndex(LAYOUT, 3)
    pool.enter()
    pool.enter()
    pool.give({3: index})
    pool.leave()
    assert pool.take(3, index.generation) is index
    pool.give({3: index})
    pool.leave()
    assert pool.take(3, index.generation) is None


def test_ttl_may_change_over_a_restart_but_not_the_shards() -> None:
    store = Store()
    store.write(ShardIndex(LAYOUT, 3), seen(0, "text", 0))
    longer = store.rebuilt(replace(LAYOUT, ttl_micros=8_000))
    assert longer.find(seen(1, "text", 7_000)) is not None
    with pytest.raises(StateLayoutError, match="16 shards and 12 slots"):
        store.rebuilt(replace(LAYOUT, shards=8))
