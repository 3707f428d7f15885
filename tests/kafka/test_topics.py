"""Topics on brokers: planned, applied, and as the job needs them afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner
from tests.kafka.collected import until

from dateline.commands.topics import topics as command
from dateline.errors import TopicMissingError
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.topic_plan import JobTopics, plan, wanted_topics

pytestmark = pytest.mark.integration


@pytest.fixture(params=["kfake", pytest.param("kafka", marks=pytest.mark.java)])
def broker(request: pytest.FixtureRequest) -> str:
    fixture = {"kfake": "kfake_broker", "kafka": "real_kafka"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def job(unique_topic: Callable[[str], str]) -> JobTopics:
    return JobTopics(
        (unique_topic("in"),),
        unique_topic("events"),
        unique_topic("duplicates"),
        unique_topic("dead"),
        unique_topic("outcomes"),
        latest=unique_topic("latest"),
    )


def left(connection: Connection, job: JobTopics) -> list[tuple[str, str]]:
    wanted = wanted_topics(job)
    found = topics.look(connection, [topic.name for topic in wanted])
    return [(change.kind, change.subject) for change in plan(wanted, found)]


def test_applied_once_nothing_differs_and_limits_are_raised_later(broker: str, job: JobTopics) -> None:
    connection = Connection(broker)
    wanted = wanted_topics(job)
    with pytest.raises(TopicMissingError, match="dateline topics apply"):
        topics.require(connection, (job.events,))
    made = topics.apply(connection, plan(wanted, {}), wanted)
    assert {change.kind for change in made} == {"create"}
    assert until(lambda: not left(connection, job))
    kept = topics.look(connection, [job.outcomes])[job.outcomes].settings
    assert int(kept["retention.ms"]) >= (job.ttl_seconds + job.job_seconds) * 1_000

    larger = replace(job, partitions=3, ttl_seconds=30 * 86_400, record_bytes=2_000_000)
    wanted = wanted_topics(larger)
    changes = plan(wanted, topics.look(connection, [topic.name for topic in wanted]))
    topics.apply(connection, changes, wanted)
    assert until(lambda: {subject for _, subject in left(connection, larger)} == {"partitions"})
    topics.apply(connection, changes, wanted, add_partitions=True)
    assert until(lambda: not left(connection, larger))
    # Asking for less again is no difference: nothing is lowered.
    assert not left(connection, job)


def test_plan_and_apply_on_the_command_line(broker: str, job: JobTopics) -> None:
    outputs = {"events": job.events, "duplicates": job.duplicates, "dead-letters": job.dead_letters}
    options = ["--bootstrap-servers", broker, "--input-topic", job.inputs[0], "--outcomes-topic", job.outcomes]
    options += [word for name, topic in outputs.items() for word in (f"--{name}-topic", topic)]
    run = CliRunner().invoke
    planned = run(command, ["plan", *options, "--json"])
    assert planned.exit_code == 3
    assert [change["kind"] for change in json.loads(planned.output)] == ["create"] * 5
    applied = run(command, ["apply", *options])
    assert applied.exit_code == 0, applied.output
    assert "5 changes made, 0 left" in applied.output
    assert until(lambda: run(command, ["plan", *options]).exit_code == 0)
    more = run(command, ["apply", *options, "--partitions", "4", "--json"])
    assert more.exit_code == 3
    assert {change["needs"] for change in json.loads(more.output)["left"]} == {"--add-partitions"}
    shown = run(command, ["plan", *options, "--partitions", "4"])
    assert "--add-partitions" in shown.output
    assert shown.exit_code == 3
