"""5,000 real newswire stories through the whole job, as a stream and bounded."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from tests.pipeline.jobs import Job

pytestmark = [pytest.mark.integration, pytest.mark.gold, pytest.mark.slow, pytest.mark.timeout(1500)]

MakeJob = Callable[..., Job]

STORIES = 2_000
"""Of the 5,000: three runs over all of them take four minutes."""


def payloads(shared_data: Path) -> list[bytes | None]:
    """The stories as articles; their dates have no zone."""
    articles = []
    with gzip.open(shared_data / "wire_reuters" / "stories.jsonl.gz", "rt", encoding="utf-8") as lines:
        for story in map(json.loads, lines):
            told = datetime.strptime(story["date"].strip().split(".")[0], "%d-%b-%Y %H:%M:%S").isoformat()  # noqa: DTZ007
            body = f"{story['dateline']} {story['body']}" if story["dateline"] else story["body"]
            article = {
                "id": story["id"],
                "source": "reuters",
                "title": story["title"],
                "body": body,
                "published_at": told,
            }
            articles.append(json.dumps(article).encode())
    return list(articles[:STORIES])


def test_the_stream_and_the_bounded_run_agree_and_the_audit_is_clean(
    make_job: MakeJob, prism_binary: Path, shared_data: Path
) -> None:
    stories = payloads(shared_data)
    stream = make_job("--prism-location", str(prism_binary))
    process = stream.start()
    stream.send(stories)
    stream.wait_until(process, len(stories), timeout=900)
    stream.stop(process)
    report = stream.audit()
    assert report.ok, report.to_text()
    dead = stream.rows(stream.output.dead_letters)
    print(report.to_text(), Counter((row["error"], row["message"].split(":")[0]) for row in dead))
    # Each dead letter is a story that really has no body.
    empty = {json.loads(story or b"")["id"] for story in stories if not json.loads(story or b"")["body"].strip()}
    assert {json.loads(row["bytes"])["id"] for row in dead} == empty

    once = make_job("--runner", "direct", input=stream.input)
    once.run_once(timeout=900)
    first = {topic: once.values(topic) for topic in once.output.names}
    once.run_once("--start", "earliest", "--force-start", timeout=900)
    for topic, before in first.items():
        assert once.values(topic) == before * 2
    ids = [row["event_id"] for row in stream.rows(stream.output.events)]
    assert ids == [row["event_id"] for row in once.rows(once.output.events)[: len(ids)]]
