"""Processes are killed in mid-stream; nothing may be lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.pipeline.jobs import Job

from dateline.kafka.takeover import fence

pytestmark = pytest.mark.integration


def article(number: int) -> bytes:
    return b'{"id": "%d", "language": "en", "body": "Report %d: the harbour office counted %d ships on Monday."}' % (
        number,
        number,
        number * 7,
    )


def test_a_killed_pipeline_loses_nothing(
    kfake_broker: str, prism_binary: Path, unique_topic: Callable[[str], str], tmp_path: Path
) -> None:
    runner = ("--prism-location", str(prism_binary))
    stages = ("--stages", "clean,deduplicate,times")
    job = Job(kfake_broker, unique_topic("job"), tmp_path, runner, stages, partitions=2)
    total = 8_000
    job.send([article(number) for number in range(total)])
    for share in (0.05, 0.15):
        process = job.start()
        job.wait_until(process, int(total * share))
        job.kill(process)
    process = job.start()
    # So that the last run has something to do however fast the killed ones were.
    job.send([article(number) for number in range(total, total + 100)])
    total += 100
    job.wait_until(process, total)
    job.stop(process)

    outcomes = job.rows(job.output.outcomes)
    positions = {(row["partition"], row["offset"]) for row in outcomes}
    assert len(positions) == total
    ids = [row["event_id"] for row in job.rows(job.output.events)]
    assert len(set(ids)) == total
    report = job.audit()
    print(f"after two kills: {len(ids) - total} of {total} events were published a second time")
    # At-least-once: what is published twice is the same record twice.
    assert report.ok, report.to_text()


def test_a_job_that_was_taken_over_ends_and_says_so_and_the_next_goes_on(
    kfake_broker: str, prism_binary: Path, unique_topic: Callable[[str], str], tmp_path: Path
) -> None:
    runner = ("--prism-location", str(prism_binary))
    job = Job(kfake_broker, unique_topic("job"), tmp_path, runner, ("--stages", "clean,deduplicate"), partitions=2)
    job.send([article(number) for number in range(300)])
    process = job.start()
    job.wait_until(process, 300)
    fence(job.connection, job.name, job.output)
    job.send([article(number) for number in range(200, 400)])
    assert process.wait(60) == 1
    assert "This worker was fenced" in job.log()

    process = job.start()
    job.wait_until(process, 500)
    job.stop(process)
    # The copies of what came before are found, although this runner keeps no state.
    assert len(job.rows(job.output.events)) == 400
    assert len(job.rows(job.output.duplicates)) == 100
    assert job.audit().ok
