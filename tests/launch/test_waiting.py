from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace

import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from dateline.errors import OptionError
from dateline.kafka import control
from dateline.launch.settings import FlinkSettings, RunnerSettings
from dateline.launch.waiting import JobFailedError, wait


class Result:
    """A job that ends when the readers drain, when it is cancelled, or with an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.cancelled = threading.Event()

    def wait_until_finish(self) -> None:
        if self.error is not None:
            raise self.error
        while not (control.drain_requested() or self.cancelled.is_set()):
            time.sleep(0.01)

    def cancel(self) -> None:
        self.cancelled.set()


def signal_soon(*after: float) -> None:
    for seconds in after:
        threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM)).start()


@pytest.fixture(autouse=True)
def forget_drain() -> None:
    control.reset_drain()


def test_the_first_signal_drains() -> None:
    result = Result()
    signal_soon(0.2)
    ticks: list[float] = []
    wait(result, lambda: ticks.append(time.monotonic()), interval_seconds=0.05)
    assert ticks
    assert not result.cancelled.is_set()
    control.reset_drain()


def test_the_second_signal_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    # A job that does not drain: the readers are elsewhere.
    monkeypatch.setattr("dateline.launch.waiting.request_drain", lambda: None)
    result = Result()
    signal_soon(0.1, 0.4)
    wait(result, lambda: None, interval_seconds=0.05)
    assert result.cancelled.is_set()


def test_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(JobFailedError, match=r"dateline\.errors\.PublishError: no"):
        wait(Result(RuntimeError("worker:\n  File x\ndateline.errors.PublishError: no\n  while running")), lambda: None)
    assert signal.getsignal(signal.SIGTERM) is before


FLINK = FlinkSettings("http://localhost:8081", checkpoint_seconds=2.5, parallelism=2)
ON_FLINK = RunnerSettings("flink", job_endpoint="h:1", environment_config="h:2", flink=FLINK)


@pytest.mark.parametrize(
    ("settings", "option"),
    [
        (RunnerSettings("direct"), "--runner"),
        (RunnerSettings("portable"), "--job-endpoint"),
        (replace(ON_FLINK, job_endpoint=None), "--job-endpoint"),
        (replace(ON_FLINK, flink=None), "--flink-rest"),
        (replace(ON_FLINK, flink=replace(FLINK, rest="localhost:8081")), "--flink-rest"),
        (replace(ON_FLINK, flink=replace(FLINK, checkpoint_seconds=None)), "--checkpoint-interval"),
        (replace(ON_FLINK, environment_config=None), "--environment-config"),
        (replace(ON_FLINK, more=("--checkpointing_interval=1",)), "--checkpointing_interval.*--checkpoint-interval"),
        (replace(ON_FLINK, more=("--finishBundleBeforeCheckpointing=false",)), "--finishBundle.*Leave it out"),
        (RunnerSettings("prism", more=("--job-name", "x")), "--job-name"),
    ],
)
def test_runners_that_cannot_work_are_refused(settings: RunnerSettings, option: str) -> None:
    with pytest.raises(OptionError, match=option):
        settings.arguments(streaming=True)


def test_a_stream_on_flink_has_checkpoints_that_outlive_it() -> None:
    arguments = ON_FLINK.arguments(streaming=True)
    assert {"--runner=PortableRunner", "--streaming", "--parallelism=2", "--environment_type=EXTERNAL"} < set(arguments)
    assert {"--checkpointing_interval=2500", "--finish_bundle_before_checkpointing"} < set(arguments)
    assert "--retain_externalized_checkpoints_on_cancellation" in arguments


def test_a_bounded_job_on_flink_needs_no_checkpoints() -> None:
    arguments = replace(ON_FLINK, flink=replace(FLINK, checkpoint_seconds=None)).arguments(streaming=False)
    assert not [argument for argument in arguments if "checkpoint" in argument]


def test_beam_knows_the_options_of_flink() -> None:
    options = PipelineOptions(ON_FLINK.arguments(streaming=True)).get_all_options(drop_default=True)
    assert options["checkpointing_interval"] == 2500
    assert options["finish_bundle_before_checkpointing"] is True


def test_keyed_state_is_never_split_on_prism() -> None:
    assert "--experiments=prism_disable_sdf_split" in RunnerSettings("prism").arguments(streaming=True)
