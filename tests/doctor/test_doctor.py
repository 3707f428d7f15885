"""The doctor on brokers and runners: finds nothing where all is well, and names what is not."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from kafka.admin import ConfigResource, ConfigResourceType
from tests.kafka.collected import until
from tests.kafka.test_hung import committed, send, worker

from dateline.cli import dateline
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.topic_plan import JobTopics, plan, wanted_topics

pytestmark = pytest.mark.integration


class Patient:
    """A job whose topics are there and right, and the options that name them."""

    def __init__(self, broker: str, unique_topic: Callable[[str], str]) -> None:
        self.connection = Connection(broker)
        self.group = unique_topic("group")
        names = [unique_topic(role) for role in ("in", "events", "duplicates", "dead", "outcomes")]
        self.topics = JobTopics((names[0],), names[1], names[2], names[3], names[4], partitions=1)
        wanted = wanted_topics(self.topics)
        topics.apply(self.connection, plan(wanted, {}), wanted)
        options = {
            "bootstrap-servers": broker,
            "group": self.group,
            "input-topic": names[0],
            "events-topic": names[1],
            "duplicates-topic": names[2],
            "dead-letters-topic": names[3],
            "outcomes-topic": names[4],
            "stages": "deduplicate",
        }
        self.options = [word for name, value in options.items() for word in (f"--{name}", value)]

    def examined(self, *more: str) -> tuple[int, dict[str, dict[str, Any]]]:
        """Exit code and checks by name."""
        result = CliRunner().invoke(dateline, ["doctor", "--json", *self.options, *more])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, {check["name"]: check for check in json.loads(result.stdout)["checks"]}


@pytest.fixture
def quick(kfake_broker: str, unique_topic: Callable[[str], str]) -> Patient:
    return Patient(kfake_broker, unique_topic)


@pytest.fixture
def patient(real_kafka: str, unique_topic: Callable[[str], str]) -> Patient:
    return Patient(real_kafka, unique_topic)


def test_all_is_well_on_the_embedded_broker(quick: Patient, tmp_path: Path) -> None:
    code, checks = quick.examined("--runner", "direct", "--archive", str(tmp_path))
    assert {name: check["status"] for name, check in checks.items() if check["status"] in {"fail", "warn"}} in (
        {},
        {"versions": "warn"},  # Python 3.11
        {"disk": "warn"},
    )
    assert code == 0
    left = quick.connection.admin()
    assert not [name for name in left.list_topics() if name.startswith(f"{quick.group}.doctor")]
    left.close()


def test_a_record_goes_through_prism_and_back(quick: Patient, prism_binary: Path) -> None:
    code, checks = quick.examined("--only", "runner", "--prism-location", str(prism_binary), "--timeout", "60")
    assert code == 0, checks
    assert checks["runner"]["details"]["came_after"] > 0


def test_it_reads_well(quick: Patient) -> None:
    result = CliRunner().invoke(dateline, ["doctor", *quick.options, "--only", "broker", "--only", "topics"])
    assert result.exit_code == 0
    assert "ok       broker" in result.output


def test_missing_topics_fail_and_the_remedy_is_named(quick: Patient) -> None:
    code, checks = quick.examined("--only", "topics", "--events-topic", "no-such-topic")
    assert code == 1
    assert "no-such-topic" in checks["topics"]["message"]
    assert "dateline topics apply" in checks["topics"]["remedy"]


@pytest.mark.java
def test_a_real_broker_has_transactions_and_a_clock(patient: Patient) -> None:
    code, checks = patient.examined(
        *(f"--only={name}" for name in ("broker", "access", "transactions", "hung", "clock"))
    )
    assert code == 0, checks
    assert checks["broker"]["details"]["version"].startswith("4.")
    assert checks["access"]["status"] == checks["hung"]["status"] == "ok"
    # The broker's clock is this machine's.
    assert checks["clock"]["status"] == "ok"
    assert abs(checks["clock"]["details"]["skew_seconds"]) <= 1 + checks["clock"]["details"]["error_seconds"]


@pytest.mark.java
def test_outcomes_that_are_compacted_fail(patient: Patient) -> None:
    admin = patient.connection.admin()
    wrong = {"cleanup.policy": "compact"}
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, patient.topics.outcomes, wrong)])
    admin.close()
    assert until(lambda: patient.examined("--only", "topics")[0] == 1)
    _, checks = patient.examined("--only", "topics")
    assert "cleanup.policy compact, not delete" in checks["topics"]["message"]


@pytest.mark.java
def test_a_transaction_timeout_that_the_broker_refuses_fails(patient: Patient) -> None:
    code, checks = patient.examined("--only", "broker", "--transaction-timeout", "3600")
    assert code == 1
    assert "--transaction-timeout" in checks["broker"]["message"]


@pytest.mark.java
def test_a_killed_workers_transaction_is_found_and_ended_on_request(patient: Patient) -> None:
    events = patient.topics.events
    with worker(patient.connection.bootstrap_servers, f"{patient.group}.sink", events) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        send(patient.connection, events, b"after")
        code, checks = patient.examined("--only", "hung")
        assert code == 1
        assert f"holds back {events}/0 from offset 0" in checks["hung"]["message"]
        assert "--end-transactions" in checks["hung"]["remedy"]
        assert committed(patient.connection, events) == []
        code, checks = patient.examined("--only", "hung", "--end-transactions")
        assert code == 0
        assert checks["hung"]["message"].startswith("Ended: ")
        assert committed(patient.connection, events) == [b"after"]


def test_a_runner_that_does_not_answer_in_time_fails(quick: Patient, prism_binary: Path) -> None:
    began = ("--only", "runner", "--prism-location", str(prism_binary), "--timeout", "1")
    code, checks = quick.examined(*began)
    assert code == 1
    assert "did not" in checks["runner"]["message"]
    assert "--timeout" in checks["runner"]["remedy"]
