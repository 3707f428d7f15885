"""The whole job on a real Kafka broker: what the embedded one only imitates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.pipeline.jobs import Job

from dateline.commands.produce import payloads_of

pytestmark = [pytest.mark.integration, pytest.mark.java]

SAMPLE = Path(__file__).parents[1] / "sample"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))


def test_a_stream_is_stopped_and_killed_and_loses_nothing(
    real_kafka: str, prism_binary: Path, unique_topic: Callable[[str], str], tmp_path: Path
) -> None:
    runner = ("--prism-location", str(prism_binary))
    job = Job(real_kafka, unique_topic("job"), tmp_path, runner, ("--stages", "clean,times"), partitions=3)
    payloads = payloads_of(SAMPLE / "articles.jsonl")
    for end in ("stop", "kill", "stop"):
        process = job.start()
        before = len(job.values(job.input))
        job.send(payloads)
        job.wait_until(process, before + len(payloads))
        job.stop(process) if end == "stop" else job.kill(process)

    outcomes = job.rows(job.output.outcomes)
    assert len({(row["partition"], row["offset"]) for row in outcomes}) == 3 * len(EXPECTED)
    dead = sum(line["outcome"] == "dead_letter" for line in EXPECTED)
    assert sum(row["outcome"] == "dead_letter" for row in outcomes) == 3 * dead
    failures = {finding.problem for finding in job.audit().findings if finding.failure}
    # The same articles were sent three times and nothing was to be deduplicated.
    assert failures <= {"fingerprint_twice"}
    archived = {path.name for path in (tmp_path / "files").rglob("*.avro")}
    assert archived


def test_once_on_the_direct_runner(real_kafka: str, unique_topic: Callable[[str], str], tmp_path: Path) -> None:
    job = Job(real_kafka, unique_topic("job"), tmp_path, ("--runner", "direct"), ("--stages", "clean,deduplicate"))
    job.send(payloads_of(SAMPLE / "articles.jsonl"))
    job.run_once()
    report = job.audit()
    assert report.ok, report.to_text()
    assert dict(report.outcomes)["duplicate"] == sum(line["outcome"] == "duplicate" for line in EXPECTED)
