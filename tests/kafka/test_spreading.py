"""Partitions are spread evenly over a runner's tasks, for any number of both. On Flink itself: test_flink_job."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.kafka.positions import PartitionRange
from dateline.kafka.spreading import KEY_GROUPS, RangeCoder, byte_buffer_hash, key_group, murmur_hash, place, spread

NAMES = st.text(min_size=1, max_size=40)


def ranges(count: int, topic: str = "news.raw", start: int = 17) -> list[PartitionRange]:
    return [PartitionRange(topic, number, start + number) for number in range(count)]


@given(st.integers(1, 40), st.sampled_from([1, 2, 4, 8]), NAMES, st.integers(0, 1 << 40))
def test_tasks_differ_by_one_partition_at_most(count: int, parallelism: int, topic: str, start: int) -> None:
    parts = spread(ranges(count, topic, start))
    tasks = Counter(key_group(part) * parallelism // KEY_GROUPS for part in parts)
    loads = [tasks[task] for task in range(parallelism)]
    # Beyond 16 partitions the tolerance may put one on the other side of a border.
    assert max(loads) - min(loads) <= 1 + count // 16


@given(st.integers(0, 30), st.integers(0, 30))
def test_found_later_is_spread_as_if_from_the_beginning(before: int, later: int) -> None:
    parts = ranges(before + later)
    assert spread(parts[:before]) + spread(parts[before:], first=before) == spread(parts)


def test_a_salt_changes_nothing_else() -> None:
    parts = ranges(20)
    assert [replace(part, salt=0) for part in spread(parts)] == parts


@given(st.builds(PartitionRange, NAMES, st.integers(0, 9), st.integers(0), st.none() | st.integers(0)))
def test_ranges_survive_their_coder(part: PartitionRange) -> None:
    assert RangeCoder().decode(RangeCoder().encode(part)) == part
    assert RangeCoder().decode(b'["news",1,5]') == PartitionRange("news", 1, 5)


@given(st.binary(max_size=30))
def test_hashes_are_words(data: bytes) -> None:
    code = byte_buffer_hash(data)
    assert 0 <= code < 1 << 32
    assert 0 <= murmur_hash(code) < 1 << 31


@pytest.mark.parametrize(("data", "code"), [(b"", 1), (b"\x01", 32), (b"\xff", 30), (b"ab", 4096)])
def test_the_hash_of_a_byte_buffer(data: bytes, code: int) -> None:
    assert byte_buffer_hash(data) == code


def test_places_fill_the_gaps() -> None:
    assert sorted(place(number) for number in range(8)) == [number / 8 for number in range(8)]
