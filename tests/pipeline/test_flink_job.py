"""The whole job on a real Flink cluster and a real broker: what fails is recovered, what is stopped goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.pipeline.jobs import Job

from dateline.commands.jobs import jobs, savepoint
from dateline.launch.flink_rest import Cluster
from dateline.local import flink
from dateline.local.parts import Running

pytestmark = [pytest.mark.integration, pytest.mark.java]


def articles(numbers: range) -> list[bytes | None]:
    body = "Report %d: the harbour office counted %d ships on Monday."
    return [(f'{{"id": "%d", "language": "en", "body": "{body}"}}' % (n, n, n * 7)).encode() for n in numbers]


def each_task_has_a_partition(rest: str, job: str) -> bool:
    """Whether each of the two partitions was given to a task of its own. Flink's metrics follow after some seconds."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        read = [tasks for name, tasks in Cluster(rest).steps(job) if "Read" in name]
        if any(sum(tasks) >= 2 for tasks in read):
            return [1, 1] in read
        time.sleep(1)
    return False


@pytest.fixture
def job(flink_cluster: Running, real_kafka: str, unique_topic: Callable[[str], str], tmp_path: Path) -> Job:
    cluster = flink_cluster
    runner = tuple(flink.run_options(cluster.endpoint, cluster.addresses, checkpoint_seconds=1, parallelism=2))
    return Job(real_kafka, unique_topic("job"), tmp_path, runner, ("--stages", "deduplicate"), partitions=2)


def test_a_job_survives_kills_and_goes_on_from_a_savepoint(job: Job, flink_cluster: Running) -> None:
    rest = flink_cluster.addresses["rest"]
    process = job.start()
    job.send(articles(range(100)))
    job.wait_until(process, 100)
    (submitted,) = [each for each in Cluster(rest).jobs() if job.name in each.name and not each.ended]
    assert each_task_has_a_partition(rest, submitted.id)

    for pid in flink.worker_pids(flink_cluster):
        os.kill(pid, signal.SIGKILL)
    job.send(articles(range(100, 150)))
    job.wait_until(process, 150)

    os.kill(flink_cluster.process(flink.TASKMANAGER).pid, signal.SIGKILL)
    cluster = flink.restart_taskmanager(flink_cluster)
    job.send(articles(range(150, 200)))
    job.wait_until(process, 200)

    (running,) = [each for each in Cluster(rest).jobs() if job.name in each.name and not each.ended]
    assert running.name in CliRunner().invoke(jobs, ["--flink-rest", rest]).output
    assert Cluster(rest).restarts(running.id) >= 2
    stopped = CliRunner().invoke(savepoint, ["--flink-rest", rest, "--stop", running.name])
    assert stopped.exit_code == 0, stopped.output
    assert process.wait(60) == 0, job.log()

    # Copies of what was decided before the savepoint, and new ones.
    job.send(articles(range(10)) + articles(range(200, 210)))
    process = job.start("--from-savepoint", stopped.output.strip())
    job.wait_until(process, 220)
    job.stop(process)
    assert not [each for each in Cluster(rest).jobs() if job.name in each.name and not each.ended]
    assert cluster.is_alive()

    report = job.audit()
    assert report.ok, report.to_text()
    assert dict(report.outcomes) == {"event": 210, "duplicate": 10}
    assert len({row["event_id"] for row in job.rows(job.output.events)}) == 210
