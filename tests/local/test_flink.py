"""Flink: the cluster started for real, with a Python job sent through Beam's job server to the worker pool."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from dateline.commands.run import run
from dateline.local import flink
from dateline.local.flink_settings import flink_settings
from dateline.local.parts import Running, recorded


@pytest.mark.integration
@pytest.mark.java
@pytest.mark.slow
def test_bounded_job_runs_in_the_worker_pool(flink_cluster: Running) -> None:
    options = PipelineOptions(flink.job_options(flink_cluster, streaming=False))
    with beam.Pipeline(options=options) as pipeline:
        sums = pipeline | "Make" >> beam.Create([("a", 1), ("b", 2), ("a", 3)]) | "Sum" >> beam.CombinePerKey(sum)
        assert_that(sums, equal_to([("a", 4), ("b", 2)]))


@pytest.mark.integration
@pytest.mark.java
@pytest.mark.slow
def test_streaming_job_is_cancelled_on_the_cluster(flink_cluster: Running) -> None:
    options = PipelineOptions(flink.job_options(flink_cluster, streaming=True))
    pipeline = beam.Pipeline(options=options)
    _ = pipeline | "Make" >> beam.Create([1, 2]) | "Pass" >> beam.Map(lambda number: number)
    result = pipeline.run()
    cancelled: list[str] = []
    for _ in range(240):
        cancelled = flink.cancel_jobs(flink_cluster)
        if cancelled:
            break
        time.sleep(0.5)
    assert cancelled
    with pytest.raises(RuntimeError, match="Job was cancelled"):
        result.wait_until_finish(duration=60_000)
    assert flink.cancel_jobs(flink_cluster) == []


@pytest.mark.integration
@pytest.mark.java
@pytest.mark.slow
def test_a_killed_pool_is_started_again_without_its_orphans(flink_cluster: Running) -> None:
    pool = flink_cluster.process(flink.WORKERS)
    os.kill(pool.pid, signal.SIGKILL)
    again = flink.restart_workers(flink_cluster)
    assert again.is_alive()
    assert again.process(flink.WORKERS).pid != pool.pid
    assert recorded(again.state_dir, flink.NAME) == again
    assert flink.worker_pids(again) == []
    options = PipelineOptions(flink.job_options(again, streaming=False))
    with beam.Pipeline(options=options) as pipeline:
        assert_that(pipeline | "Make" >> beam.Create([1]), equal_to([1]))


def test_the_options_of_run_are_those_that_run_takes() -> None:
    shown = flink.run_options("h:1", {"rest": "http://h:2", "workers": "h:3"}, checkpoint_seconds=2.5)
    names = {name for parameter in run.params for name in parameter.opts}
    assert {word for word in shown if word.startswith("--")} <= names


def test_everything_listens_on_this_machine_only(tmp_path: Path) -> None:
    settings = flink_settings(tmp_path, rest_port=8082, slots=2, parallelism=1)
    addresses = {key: value for key, value in settings.items() if key.endswith(("address", "host"))}
    assert set(addresses.values()) == {"127.0.0.1"}
    assert settings["taskmanager.numberOfTaskSlots"] == "2"
