"""The whole job on real parts: the embedded broker, Prism as a stream, the direct runner for bounded reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import fastavro
import pytest
from tests.pipeline.jobs import Job, Row

from dateline.commands.produce import payloads_of

pytestmark = pytest.mark.integration

SAMPLE = Path(__file__).parents[1] / "sample"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))

MakeJob = Callable[..., Job]


def outcome_by_offset(job: Job) -> dict[int, Row]:
    return {row["offset"]: row for row in job.rows(job.output.outcomes)}


def check_expected(job: Job) -> None:
    """Every sample line ended as tests/sample/expected.json says."""
    outcomes = outcome_by_offset(job)
    assert len(outcomes) == len(EXPECTED)
    dead = {row["offset"]: row for row in job.rows(job.output.dead_letters)}
    for line in EXPECTED:
        found = outcomes[line["line"]]
        assert found["outcome"] == line["outcome"], line
        if line["outcome"] == "duplicate":
            assert found["original_event_id"] == outcomes[line["of"]]["event_id"], line
        if line["outcome"] == "dead_letter":
            assert (dead[line["line"]]["stage"], dead[line["line"]]["error"]) == (line["stage"], line["error"])


def files_of(job: Job) -> dict[str, bytes]:
    folder = job.folder / "files"
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "recovered.json"
    }


def archived(job: Job, kind: str) -> list[Row]:
    rows: list[Row] = []
    for path in sorted((job.folder / "files").rglob("*.avro")):
        if path.relative_to(job.folder / "files").parts[0] == kind:
            with path.open("rb") as file:
                rows += list(fastavro.reader(file))
    return rows


def test_the_samples_as_a_stream_on_prism(make_job: MakeJob, prism_binary: Path) -> None:
    job = make_job("--prism-location", str(prism_binary), options=("--archive-window", "5"))
    process = job.start()
    job.send(payloads_of(SAMPLE / "articles.jsonl"))
    job.wait_until(process, len(EXPECTED))
    job.stop(process)

    check_expected(job)
    report = job.audit()
    assert report.ok, report.to_text()
    published = {row["event_id"] for row in job.rows(job.output.events)}
    assert {row["event_id"] for row in archived(job, "event")} == published
    assert not list((job.folder / "files").rglob("*.tmp*"))


def test_once_gives_the_same_bytes_twice_and_the_events_of_the_stream(make_job: MakeJob) -> None:
    job = make_job("--runner", "direct")
    job.send(payloads_of(SAMPLE / "articles.jsonl"))
    job.run_once()
    check_expected(job)
    first = (job.values(job.output.events), job.values(job.output.duplicates), job.values(job.output.dead_letters))
    files = files_of(job)
    job.run_once("--start", "earliest", "--force-start")
    second = (job.values(job.output.events), job.values(job.output.duplicates), job.values(job.output.dead_letters))
    assert [topic[len(topic) // 2 :] for topic in second] == list(first)
    assert files_of(job) == files


def test_a_second_run_goes_on_where_the_sink_acknowledged(make_job: MakeJob) -> None:
    job = make_job("--runner", "direct", options=("--stages", "clean,deduplicate"), partitions=3)
    payloads = payloads_of(SAMPLE / "articles.jsonl")
    job.send(payloads[:50])
    job.run_once()
    job.send(payloads[50:60])
    job.run_once()
    assert len(job.rows(job.output.outcomes)) == 60


def test_hostile_records_become_dead_letters_and_nothing_else_is_affected(make_job: MakeJob) -> None:
    job = make_job("--runner", "direct", options=("--stages", "clean,deduplicate,times"))
    good = b'{"id": "1", "body": "The ferry to Stornoway was cancelled on Monday, the operator said in the evening."}'
    hostile: dict[str, bytes | None] = {
        "EmptyRecordError": b"",
        "UndecodableError": b'{"body": "x"',
        "FieldError": b'{"body": 17}',
        "OversizedError": b'{"body": "' + b"x" * 20_000_000 + b'"}',
        "UnknownSchemaError": b"\x00\x00\x00\x00\x2aabc",
    }
    job.send([good, *hostile.values(), None, b'{"body": "\\ud800 x"}', b'{"body": "a\\u0000b"}', b"[" * 200_000])
    job.run_once()
    dead = job.rows(job.output.dead_letters)
    assert [row["error"] for row in dead[: len(hostile)]] == list(hostile)
    assert len(dead) == 9
    assert all(row["expected"] and row["message"] for row in dead)
    oversized = dead[3]
    assert (oversized["size"], len(oversized["bytes"]), oversized["truncated"]) == (20_000_012, 65_536, True)
    assert [row["id"] for row in job.rows(job.output.events)] == ["1"]
    assert job.audit().ok
