"""The short fault run on Prism; the long one is ``python -m tests.faults --minutes 40 --kills 20 --articles 50000``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import prepared_or_skipped
from tests.faults.running import FaultRun, FaultSettings

from dateline.local import kafka

pytestmark = [pytest.mark.integration, pytest.mark.java]


def test_nothing_is_lost_or_doubled_under_kills(prism_binary: Path, tmp_path: Path) -> None:
    assert prism_binary.is_file()
    prepared_or_skipped(kafka.prepare)
    settings = FaultSettings(
        runner="prism",
        minutes=0.6,
        kills=3,
        others=0,
        articles=1_000,
        seed=4,
        only=("kill_job", "kill_broker", "kill_worker"),
    )
    report = FaultRun(settings, tmp_path / "run", print).run()
    assert report.ok, report.to_text()
    assert report.kills == 3
    assert report.verdict is not None
    assert report.verdict.counts["  of them found"] > 0
