"""`dateline run --archive` killed in the middle of windows, on Prism and on Flink: each record is archived once."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.pipeline.jobs import Job

from dateline.commands.jobs import savepoint
from dateline.files.manifest import manifest_paths
from dateline.files.verify import ArchiveReport, read_committed, verify
from dateline.launch.flink_rest import Cluster
from dateline.local import flink
from dateline.local.parts import Running

pytestmark = pytest.mark.integration


def articles(numbers: range) -> list[bytes | None]:
    body = "Report %d: the harbour office counted %d ships on Monday."
    return [(f'{{"id": "%d", "language": "en", "body": "{body}"}}' % (n, n, n * 7)).encode() for n in numbers]


def proof(job: Job) -> ArchiveReport:
    return verify(job.folder / "files", read_committed(job.connection, job.output))


def send_while_windows_close(job: Job, process: subprocess.Popen[bytes], first: int, *, least: int) -> int:
    """Send articles until ``least`` more panes are archived, so that windows are closed and others are open."""
    before = len(manifest_paths(job.folder / "files"))
    deadline = time.monotonic() + 120
    while len(manifest_paths(job.folder / "files")) < before + least:
        assert process.poll() is None, job.log()
        assert time.monotonic() < deadline, job.log()
        job.send(articles(range(first, first + 5)))
        first += 5
        time.sleep(0.4)
    return first


def test_prism_killed_in_the_middle_of_windows(
    kfake_broker: str, prism_binary: Path, unique_topic: Callable[[str], str], tmp_path: Path
) -> None:
    runner = ("--prism-location", str(prism_binary))
    job = Job(kfake_broker, unique_topic("job"), tmp_path, runner, ("--stages", "deduplicate"), partitions=2)
    sent = 0
    # Another grid after a kill: what the killed job left open belongs to the old one.
    for window in ("2", "3"):
        process = job.start("--archive-window", window)
        sent = send_while_windows_close(job, process, sent, least=2)
        job.wait_until(process, sent)
        job.send(articles(range(sent, sent + 5)))
        sent += 5
        job.kill(process)
        assert not proof(job).of("twice")
    process = job.start("--archive-window", "3")
    job.send(articles(range(5)))
    job.wait_until(process, sent + 5)
    job.stop(process)
    report = proof(job)
    assert report.ok, report.to_text()
    assert not report.of("not_committed"), report.to_text()
    assert report.records == sent + 5


@pytest.mark.java
def test_flink_restored_in_the_middle_of_windows(
    flink_cluster: Running, real_kafka: str, unique_topic: Callable[[str], str], tmp_path: Path
) -> None:
    runner = flink.run_options(flink_cluster.endpoint, flink_cluster.addresses, checkpoint_seconds=3, parallelism=2)
    job = Job(real_kafka, unique_topic("job"), tmp_path, tuple(runner), ("--stages", "deduplicate"), partitions=2)
    process = job.start("--archive-window", "2")
    sent = send_while_windows_close(job, process, 0, least=2)
    for pid in flink.worker_pids(flink_cluster):
        os.kill(pid, signal.SIGKILL)
    sent = send_while_windows_close(job, process, sent, least=2)
    job.wait_until(process, sent)

    rest = flink_cluster.addresses["rest"]
    (running,) = [each for each in Cluster(rest).jobs() if job.name in each.name and not each.ended]
    stopped = CliRunner().invoke(savepoint, ["--flink-rest", rest, "--stop", running.name])
    assert stopped.exit_code == 0, stopped.output
    assert process.wait(60) == 0, job.log()
    process = job.start("--archive-window", "3", "--from-savepoint", stopped.output.strip())
    job.send(articles(range(5)))
    job.wait_until(process, sent + 5)
    # The last windows close although nothing more comes: the sources are idle.
    deadline = time.monotonic() + 60
    while not (report := proof(job)).ok and time.monotonic() < deadline:
        time.sleep(0.5)
    flink.cancel_jobs(flink_cluster)
    job.kill(process)
    assert report.ok, report.to_text()
    assert not report.of("not_committed"), report.to_text()
    assert report.records == sent + 5
