"""How long a job takes to start on Flink: from submission to its first record, many starts in a row.

    python -m tests.bench.flink_starts [--starts 20] [--parallelism 2] [--folder DIR]

Starts a broker, a Flink cluster and a worker pool of its own. Each start is a `dateline run` on records that wait
already; it is *submitted* when its pipeline is built and handed to Beam's job server, and counts as reading when the
first of its records is acknowledged, which is later than when it was read: fetched, decided, written in a transaction
and committed. Then the job is cancelled and the next one started.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.pipeline.jobs import Job

from dateline.kafka.lag import LagProbe
from dateline.launch.flink_rest import Cluster
from dateline.local import flink, kafka
from dateline.local.parts import Running
from dateline.local.progress import plain

RECORDS = 10
GIVE_UP_SECONDS = 120.0
GOAL_SECONDS = 30.0


def measure(job: Job, cluster: Cluster, before: int) -> tuple[float, float, float]:
    """One start: seconds from the command to submission, to the job on the cluster, to the first record."""
    job.send([b'{"id": "%d-%d", "body": "Start %d"}' % (before, number, before) for number in range(RECORDS)])
    begun = time.monotonic()
    process = job.start()
    try:
        submitted = _when(process, lambda: "processing version" in (job.folder / "run.log").read_text())
        known = _when(process, lambda: any(job.name in each.name and not each.ended for each in cluster.jobs()))
        with closing(LagProbe(job.connection, [job.input], job.name)) as probe:
            first = _when(process, lambda: probe.read().acknowledged > before)
    finally:
        if process.poll() is None:
            job.kill(process)
        for each in cluster.jobs():
            if not each.ended:
                cluster.cancel(each.id)
        while any(not each.ended for each in cluster.jobs()):
            time.sleep(0.2)
        (job.folder / "run.log").unlink()
    return submitted - begun, known - submitted, first - submitted


def _when(process: subprocess.Popen[bytes], reached: Callable[[], bool]) -> float:
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not reached():
        if process.poll() is not None or time.monotonic() > deadline:
            return float("inf")
        time.sleep(0.1)
    return time.monotonic()


def bench(job: Job, cluster: Cluster, starts: int) -> list[float]:
    """Measure, print a line each, and return the seconds from submission to the first record."""
    found = []
    print("start  command to submission  submission to job  submission to first record", flush=True)
    for number in range(1, starts + 1):
        with closing(LagProbe(job.connection, [job.input], job.name)) as probe:
            before = probe.read().acknowledged
        built, known, first = measure(job, cluster, before)
        found.append(first)
        print(f"{number:5}  {built:19.1f} s  {known:15.1f} s  {first:24.1f} s", flush=True)
    return found


def _job(broker: Running, part: Running, parallelism: int, folder: Path) -> Job:
    runner = flink.run_options(part.endpoint, part.addresses, checkpoint_seconds=1, parallelism=parallelism)
    return Job(broker.endpoint, "starts", folder, tuple(runner), ("--stages", "deduplicate"), partitions=parallelism)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--parallelism", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=None, help="for logs and data; else one that is removed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        with (
            kafka.start(kafka.prepare(plain), state_dir=folder) as broker,
            flink.start(flink.prepare(plain), state_dir=folder) as part,
        ):
            job = _job(broker, part, options.parallelism, folder / "job")
            found = bench(job, Cluster(part.addresses["rest"]), options.starts)
    within = sum(seconds <= GOAL_SECONDS for seconds in found)
    print(f"{within} of {len(found)} within {GOAL_SECONDS:.0f} s; median {statistics.median(found):.1f} s, ", end="")
    print(f"slowest {max(found):.1f} s")


if __name__ == "__main__":
    main()
