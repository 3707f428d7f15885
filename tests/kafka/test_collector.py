"""A worker's garbage collector is relaxed once, and never made to work more."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import gc
from dateline.kafka import collector
gc.set_threshold({young}, 7, 9)
collector.relax()
print(gc.get_threshold()[0], gc.get_freeze_count() > 0)
gc.set_threshold(1_000, 7, 9)
collector.relax()
print(gc.get_threshold()[0])
"""


@pytest.mark.parametrize(("young", "then"), [(700, 100_000), (500_000, 500_000), (0, 0)])
def test_relaxed_once(young: int, then: int) -> None:
    program = PROGRAM.format(young=young)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.split() == [str(then), "True", "1000"]
