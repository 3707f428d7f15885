"""The short fault run on Flink; the long one: ``python -m tests.faults --runner flink --minutes 40 --kills 40``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import prepared_or_skipped
from tests.faults.running import FaultRun, FaultSettings

from dateline.local import flink, kafka

pytestmark = [pytest.mark.integration, pytest.mark.java]


def test_nothing_is_lost_or_doubled_under_kills(tmp_path: Path) -> None:
    prepared_or_skipped(kafka.prepare)
    prepared_or_skipped(flink.prepare)
    settings = FaultSettings(
        runner="flink",
        minutes=0.6,
        kills=2,
        others=0,
        articles=1_000,
        seed=4,
        only=("kill_worker", "kill_runner"),
    )
    report = FaultRun(settings, tmp_path / "run", print).run()
    assert report.ok, report.to_text()
    assert report.kills == 2
    assert report.verdict is not None
    assert report.verdict.counts["  of them found"] > 0
