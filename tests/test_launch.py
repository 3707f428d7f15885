from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from dateline.errors import OptionError
from dateline.kafka import source
from dateline.launch import JobFailedError, RunnerSettings, wait


class Result:
    """A job that ends when the readers drain, when it is cancelled, or with an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.cancelled = threading.Event()

    def wait_until_finish(self) -> None:
        if self.error is not None:
            raise self.error
        while not (source._drain.is_set() or self.cancelled.is_set()):
            time.sleep(0.01)

    def cancel(self) -> None:
        self.cancelled.set()


def signal_soon(*after: float) -> None:
    for seconds in after:
        threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM)).start()


@pytest.fixture(autouse=True)
def forget_drain() -> None:
    source.reset_drain()


def test_the_first_signal_drains() -> None:
    result = Result()
    signal_soon(0.2)
    ticks: list[float] = []
    wait(result, lambda: ticks.append(time.monotonic()), interval_seconds=0.05)
    assert ticks
    assert not result.cancelled.is_set()
    source.reset_drain()


def test_the_second_signal_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    # A job that does not drain: the readers are elsewhere.
    monkeypatch.setattr("dateline.launch.request_drain", lambda: None)
    result = Result()
    signal_soon(0.1, 0.4)
    wait(result, lambda: None, interval_seconds=0.05)
    assert result.cancelled.is_set()


def test_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(JobFailedError, match=r"dateline\.errors\.PublishError: no"):
        wait(Result(RuntimeError("worker:\n  File x\ndateline.errors.PublishError: no\n  while running")), lambda: None)
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("settings", "streaming", "option"),
    [(RunnerSettings("direct"), True, "--runner"), (RunnerSettings("portable"), True, "--job-endpoint")],
)
def test_runners_that_cannot_work_are_refused(settings: RunnerSettings, streaming: bool, option: str) -> None:
    with pytest.raises(OptionError, match=option):
        settings.arguments(streaming=streaming)


def test_keyed_state_is_never_split_on_prism() -> None:
    assert "--experiments=prism_disable_sdf_split" in RunnerSettings("prism").arguments(streaming=True)
