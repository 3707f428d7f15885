from __future__ import annotations

from pathlib import Path

import pytest
from tests.bench.kafka_speed import tally
from tests.bench.kafka_speed.bench import Bench, Load
from tests.bench.kafka_speed.command import RATIOS, ROWS, parse, run_once
from tests.bench.kafka_speed.counting import LINE_RECORDS, CountFn
from tests.bench.kafka_speed.table import Ratio, Row, as_json, failures_list, rates_table, ratios_table
from tests.bench.kafka_speed.tally import Line, Pace

from dateline.errors import LocalPartError
from dateline.kafka.connection import Connection
from dateline.local.progress import quiet


def paced(rate: float | None) -> Pace:
    return Pace(records=1_000, startup=4.0, rate=rate, steady=None)


def test_the_time_before_the_end_of_the_first_bundle_does_not_count() -> None:
    # A peer reads for 20 s, hands over 900 records at once, reads for 10 s, hands over 600.
    lines = [Line(20.1, 20.0, 900), Line(30.1, 30.0, 600)]
    pace = tally.pace(lines, started=0.0)
    assert pace.startup == 20.0
    assert pace.rate == pytest.approx(60.0)


def test_one_bundle_shows_no_rate() -> None:
    assert tally.pace([Line(1.5, 1.0, 1_000, ends=False), Line(2.0, 1.5, 500)], started=0.0).rate is None


def test_bundles_that_overlap_count_in_proportion() -> None:
    # Two partitions at 100 records/s each, whose bundles of a second end half a second apart.
    one = [Line(1.0, 0.0, 100), Line(2.0, 1.0, 100), Line(3.0, 2.0, 100)]
    other = [Line(1.5, 0.5, 100), Line(2.5, 1.5, 100), Line(3.0, 2.5, 50)]
    assert tally.rate_after(sorted(one + other), 1.0) == pytest.approx(200.0)


def test_the_counting_step_writes_what_the_tally_reads(tmp_path: Path) -> None:
    counting = CountFn(str(tmp_path))
    counting.setup()
    for size in (LINE_RECORDS, 7, 0):
        for number in range(size):
            list(counting.process(number))
        counting.finish_bundle()
    lines = tally.read(tmp_path)
    assert sorted((line.count, line.ends) for line in lines) == [(0, True), (7, True), (LINE_RECORDS, False)]
    assert tally.counted(lines) == LINE_RECORDS + 7


def test_what_did_not_deliver_is_a_row_with_its_reason() -> None:
    rows = {
        "ours": Row("ours", "our source", [paced(300.0), paced(100.0), paced(200.0)]),
        "peer": Row("peer", "the peer", [paced(100.0)], ["no Maven.", "no Maven."]),
        "gone": Row("gone", "the other", [], ["0 of 10 records after 60 s."]),
        "burst": Row("burst", "the third", [paced(None)]),
    }
    assert rates_table(list(rows.values())).splitlines()[2:] == [
        "| our source | 3 of 3 | 200 | 100 - 300 | - | 4.0 s |",
        "| the peer | 1 of 3 | 100 | 100 - 100 | - | 4.0 s |",
        "| the other | 0 of 1 | - | - | - | - |",
        "| the third | 1 of 1 | - | in one bundle | - | 4.0 s |",
    ]
    assert failures_list(list(rows.values())).splitlines() == [
        "- the peer: no Maven.",
        "- the other: 0 of 10 records after 60 s.",
    ]
    ratios = (
        Ratio("to the peer", "ours", "peer", 1.0),
        Ratio("to the other", "ours", "gone"),
        Ratio("not asked for", "ours", "absent"),
    )
    assert ratios_table(rows, ratios).splitlines()[2:] == [
        "| to the peer | 2.00 | - | - | 1.0 |",
        "| to the other | - | - | - |  |",
    ]
    assert ratios_table(rows, ratios[2:]) == ""
    assert [ratio["ratio"] for ratio in as_json(rows, ratios)["ratios"]] == [2.0, None]


def test_the_spread_of_a_ratio_is_within_a_repetition() -> None:
    rows = {
        "a": Row("a", "a", [paced(100.0), paced(300.0)]),
        "b": Row("b", "b", [paced(50.0), paced(100.0)]),
    }
    assert ratios_table(rows, (Ratio("a / b", "a", "b"),)).splitlines()[2] == "| a / b | 2.67 | 2.00 - 3.00 | - |  |"


def test_every_ratio_names_rows() -> None:
    assert {name for ratio in RATIOS for name in (ratio.above, ratio.below)} <= set(ROWS)


def test_a_peer_that_cannot_be_had_ends_no_bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_: Bench, folder: Path) -> Pace:
        raise LocalPartError(f"Maven is needed for {folder.name}.", "Install it.")

    monkeypatch.setitem(ROWS, "bare", ("bare", absent))
    load = Load("articles", 1)
    bench = Bench(Connection("localhost:9"), load, load, tmp_path, quiet)
    row = Row("bare", "bare")
    run_once(bench, row, "1 of 2")
    run_once(bench, row, "2 of 2")
    assert row.failures == ["Maven is needed for 001-bare.", "Maven is needed for 002-bare."]


def test_quick_changes_defaults_only() -> None:
    quick = parse(["--quick", "--messages", "5000"])
    assert (quick.messages, quick.repetitions, quick.attempts) == (5_000, 1, 1)
    assert parse([]).repetitions == 3
