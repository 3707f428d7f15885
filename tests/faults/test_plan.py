"""The plan of faults and the articles follow from the seed."""

from __future__ import annotations

from collections import Counter

from tests.faults.schedule import BY_NAME, KINDS, available, plan
from tests.faults.traffic import MAX_RECORD_BYTES, Author, body_of

from dateline.clean.normal import normal_form


def test_the_same_seed_gives_the_same_plan() -> None:
    one, same, other = (plan(KINDS, seed=seed, seconds=600, kills=20, others=6) for seed in (3, 3, 4))
    assert one == same != other


def test_a_plan_has_the_kills_it_was_asked_for_in_order_and_in_time() -> None:
    faults = plan(KINDS, seed=1, seconds=2_400, kills=40, others=12, transaction_timeout=10)
    assert sum(BY_NAME[fault.kind].kill for fault in faults) == 40
    assert len(faults) == 52
    assert {fault.kind for fault in faults} == set(BY_NAME)
    times = [fault.at for fault in faults]
    assert times == sorted(times)
    assert times[0] > 0
    assert times[-1] < 2_400
    assert all(fault.hold > 10 for fault in faults if BY_NAME[fault.kind].beyond_timeout)


def test_a_runner_has_its_own_faults() -> None:
    assert not {"kill_pool", "fill_disk"} & {kind.name for kind in available("prism", archive=False)}
    assert [kind.name for kind in available("flink", archive=True, only=("kill_pool", "zombie"))] == ["kill_pool"]
    assert plan([], seed=1, seconds=60, kills=3, others=3) == []


def test_the_same_seed_gives_the_same_articles() -> None:
    one, same = (Author(7, 2) for _ in range(2))
    items = [one.next() for _ in range(3_000)]
    assert items == [same.next() for _ in range(3_000)]
    kinds = Counter(item.kind for item in items)
    assert kinds["copy"] > 200
    assert min(kinds["undecodable"], kinds["tombstone"], kinds["oversized"]) > 0
    assert {item.partition for item in items[:20] if item.kind == "undecodable"} == {0, 1}
    assert all(len(item.payload or b"") > MAX_RECORD_BYTES for item in items if item.kind == "oversized")


def test_no_two_texts_are_copies() -> None:
    assert len({normal_form(body_of(1, text)) for text in range(5_000)}) == 5_000


def test_recalled_texts_come_next() -> None:
    author = Author(1, 2)
    for _ in range(200):
        author.next()
    author.recall(before=50, count=5)
    items = [author.next() for _ in range(5)]
    assert [item.kind for item in items] == ["copy"] * 5
    assert all(item.text is not None and item.text < 50 for item in items)
