"""A broker that allows only what its ACLs say: each refusal names what is missing, and a job with just that runs."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType
from tests.conftest import SecuredKafka

from dateline.cli import dateline
from dateline.kafka import topics
from dateline.kafka.access import refusal_in
from dateline.kafka.connection import Connection
from dateline.kafka.topic_plan import JobTopics, plan, wanted_topics

pytestmark = [pytest.mark.integration, pytest.mark.java]

RESOURCES = {
    "--topic": ResourceType.TOPIC,
    "--group": ResourceType.GROUP,
    "--transactional-id": ResourceType.TRANSACTIONAL_ID,
}

OPERATIONS = {operation.name.title().replace("_", ""): operation for operation in ACLOperation}


def administrator(plaintext: str, commands: list[str]) -> None:
    """Do what the doctor says an administrator should run."""
    admin = KafkaAdminClient(bootstrap_servers=plaintext)
    acls = []
    for command in commands:
        words = command.split()
        pairs = list(itertools.pairwise(words))
        (user,) = [value for key, value in pairs if key == "--allow-principal"]
        operations = [OPERATIONS[value] for key, value in pairs if key == "--operation"]
        names = [(RESOURCES[key], value) for key, value in pairs if key in RESOURCES]
        acls += [
            ACL(user, "*", operation, ACLPermissionType.ALLOW, ResourcePattern(kind, name))
            for operation in operations
            for kind, name in names
        ]
    assert not admin.create_acls(acls)["failed"]
    admin.close()


class Job:
    """A job over SASL_SSL as a user without rights, and its topics."""

    def __init__(self, broker: SecuredKafka, unique_topic: Callable[[str], str]) -> None:
        self.broker = broker
        self.root = Connection(**broker.options("root"))
        names = [unique_topic(role) for role in ("in", "events", "duplicates", "dead", "outcomes")]
        self.topics = JobTopics((names[0],), names[1], names[2], names[3], names[4], partitions=1)
        wanted = wanted_topics(self.topics)
        topics.apply(self.root, plan(wanted, {}), wanted)
        self.group = unique_topic("group")
        self.job_options = ["--group", self.group, "--stages", "deduplicate"]
        self.named = ["--input-topic", names[0]]
        roles = ("events", "duplicates", "dead-letters", "outcomes")
        self.named += [word for role, name in zip(roles, names[1:], strict=True) for word in (f"--{role}-topic", name)]

    def cli(self, user: str, *words: str) -> Result:
        options = [
            f"--{key.replace('_', '-')}={value}"
            for key, value in self.broker.options(user).items()
            if key != "sasl_password"
        ]
        secret = {"DATELINE_SASL_PASSWORD": self.broker.PASSWORDS[user]}
        return CliRunner().invoke(dateline, [*words, *options, *self.named], env=secret)

    def access(self, user: str) -> dict[str, Any]:
        result = self.cli(user, "doctor", "--json", "--only", "access", *self.job_options)
        (check,) = json.loads(result.stdout)["checks"]
        assert result.exit_code == (check["status"] == "fail")
        return dict(check)

    def run(self, user: str) -> Result:
        return self.cli(user, "run", "--once", "--runner", "direct", "--quiet", *self.job_options)


@pytest.fixture
def job(secured_kafka: SecuredKafka, unique_topic: Callable[[str], str]) -> Job:
    return Job(secured_kafka, unique_topic)


def test_a_stranger_is_told_all_that_is_missing(job: Job) -> None:
    found = job.access("stranger")
    assert found["status"] == "fail"
    told = found["remedy"]
    for name in (
        *job.topics.inputs,
        job.topics.events,
        job.topics.outcomes,
        f"{job.group}.sink",
        f"{job.group}.control",
    ):
        assert name in told
    assert f"--transactional-id {job.group}.sink" in told
    assert "User:stranger" in told
    assert "DESCRIBE" in str(job.run("stranger").exception)  # the topics that it may not see count as missing


def test_a_job_runs_over_tls_with_just_what_the_doctor_says(job: Job) -> None:
    producer = job.root.producer()
    producer.send(job.topics.inputs[0], json.dumps({"id": "a", "body": "Rain fell on the town."}).encode())
    producer.close(timeout=10)
    needed = job.access("worker")["remedy"].partition("run: ")[2].split("; ")
    by_kind = {kind: [each for each in needed if f" {kind} " in each] for kind in RESOURCES}
    assert all(by_kind.values())

    administrator(job.broker.plaintext, by_kind["--topic"])
    refusal = refusal_in(job.run("worker").exception or Exception())
    assert f"may not use the transactional id {job.group}.sink" in str(refusal)
    administrator(job.broker.plaintext, by_kind["--transactional-id"])
    assert "consumer group" in str(refusal_in(job.run("worker").exception or Exception()))
    administrator(job.broker.plaintext, by_kind["--group"])

    result = job.run("worker")
    assert result.exit_code == 0, result.output
    assert "1 of 1 input positions acknowledged" in result.output
    rest = job.access("worker")
    assert rest["status"] == "warn"  # what audit and tail need besides
    administrator(job.broker.plaintext, rest["details"]["commands"])
    assert job.access("worker")["status"] == "ok"
    audit = job.cli("worker", "audit")
    assert audit.exit_code == 0, audit.output


def test_the_trials_are_skipped_where_the_user_may_not_make_topics(job: Job) -> None:
    only = ["--only", "clock", "--only", "runner", "--runner", "direct"]
    result = job.cli("stranger", "doctor", "--json", *only, *job.job_options)
    checks = json.loads(result.stdout)["checks"]
    assert {check["status"] for check in checks} == {"skipped"}
    assert all(f"{job.group}.doctor." in check["remedy"] for check in checks)
