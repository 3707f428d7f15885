"""Packed entries, and the choice of the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.dedup.exact import ENTRY_BYTES, Seen, key_of, matching, shard_of
from dateline.errors import FieldError, OversizedError
from dateline.records import Position

int64 = st.integers(-(2**63), 2**63 - 1)
texts = st.text(st.characters(), max_size=60) | st.sampled_from(["", "\ud800", "\0", "0", "00", "AB", "ab", "é" * 60])
entries = st.builds(
    Seen,
    key=st.binary(min_size=16, max_size=16),
    record_time=int64,
    id=st.none() | texts,
    article_id=texts,
    event_id=texts,
    position=st.builds(Position, texts, st.integers(0, 2**31 - 1), int64),
    published=st.booleans(),
)


@given(entries)
def test_packing_loses_nothing(entry: Seen) -> None:
    assert Seen.unpack(entry.pack()) == entry


def test_an_entry_with_digests_is_small() -> None:
    entry = Seen(bytes(16), 0, "usa-today-2019-09-24-0001", "0f" * 16, "1e" * 16, Position("articles", 0, 10**9))
    assert len(entry.pack()) < 128


@pytest.mark.parametrize("length", [ENTRY_BYTES, 70_000, 1_000_000])
def test_oversized_ids_are_refused(length: int) -> None:
    with pytest.raises(OversizedError, match="4096 is the limit"):
        Seen(bytes(16), 0, "x" * length, "", "", Position("t", 0, 0)).pack()


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(FieldError, match="record_time"):
        Seen(bytes(16), 2**63, None, "", "", Position("t", 0, 0)).pack()


@given(st.text(st.characters()))
def test_any_fingerprint_has_a_key_and_a_shard(fingerprint: str) -> None:
    assert 0 <= shard_of(key_of(fingerprint), 7) < 7


def test_shards_are_even() -> None:
    counts = [0] * 16
    for number in range(16_000):
        counts[shard_of(key_of(str(number)), 16)] += 1
    assert min(counts) > 850
    assert max(counts) < 1_150


def test_the_same_position_comes_before_an_earlier_original() -> None:
    first = Seen(bytes(16), 0, "a", "", "", Position("t", 0, 0))
    second = Seen(bytes(16), 9, "b", "", "", Position("t", 0, 1))
    assert matching(second, [first, second], 100) == second
    assert matching(Seen(bytes(16), 5, "c", "", "", Position("t", 0, 2)), [first, second], 100) == first
    assert matching(second, [first], 8) is None
