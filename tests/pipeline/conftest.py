from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.pipeline.jobs import Job

MakeJob = Callable[..., Job]


@pytest.fixture
def make_job(kfake_broker: str, unique_topic: Callable[[str], str], tmp_path: Path) -> MakeJob:
    """A job with topics and a folder of its own on the embedded broker; arguments are those of the runner."""

    def make(*runner: str, **more: Any) -> Job:
        name = unique_topic("job")
        return Job(kfake_broker, name, tmp_path / name, runner, **more)

    return make
