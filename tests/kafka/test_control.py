from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from dateline.commands.drain import NotEndedError, drain
from dateline.errors import PreflightError
from dateline.kafka import control, topics
from dateline.kafka.connection import Connection
from dateline.kafka.control import DrainWatch, Word, announce, ask_drain, await_end, conclude, new_launch
from dateline.kafka.positions import PartitionRange

pytestmark = pytest.mark.integration


@pytest.fixture
def connection(kfake_broker: str) -> Connection:
    return Connection(kfake_broker)


@pytest.fixture
def part(connection: Connection, unique_name: str) -> PartitionRange:
    topics.create(connection, (unique_name,), partitions=2)
    return PartitionRange(unique_name, 1, 0)


def seen_within(watch: DrainWatch, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not watch.asked() and time.monotonic() < deadline:
        time.sleep(0.05)
    return watch.asked()


def the_word_goes_round(connection: Connection, group: str, part: PartitionRange) -> None:
    """A launch is announced, watched, drained and ended."""
    launch = new_launch()
    announce(connection, group, launch, part)
    watch = DrainWatch(connection, group, launch, part)
    assert not watch.asked()
    assert ask_drain(connection, group) == launch
    assert seen_within(watch)
    assert not await_end(connection, group, launch, 0)
    conclude(connection, group, launch)
    assert await_end(connection, group, launch, 5)
    with pytest.raises(PreflightError, match="has ended"):
        ask_drain(connection, group)


def test_the_word_goes_round(connection: Connection, part: PartitionRange, unique_name: str) -> None:
    the_word_goes_round(connection, unique_name, part)


@pytest.mark.java
def test_the_word_goes_round_on_real_kafka(real_kafka: str, unique_name: str) -> None:
    connection = Connection(real_kafka)
    topics.create(connection, (unique_name,), partitions=2)
    the_word_goes_round(connection, unique_name, PartitionRange(unique_name, 1, 0))


def test_the_drain_of_yesterday_does_not_end_the_job_of_today(
    connection: Connection, part: PartitionRange, unique_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control, "LOOK_SECONDS", 0.0)
    announce(connection, unique_name, "old", part)
    ask_drain(connection, unique_name)
    announce(connection, unique_name, "new", part)
    assert not DrainWatch(connection, unique_name, "new", part).asked()
    assert await_end(connection, unique_name, "old", 0), "another has taken its place"
    conclude(connection, unique_name, "old")
    found = control.read(connection, unique_name)
    assert found is not None
    assert found[1] == Word("running", "new")


def test_a_job_that_moved_to_other_topics_is_found(
    connection: Connection, part: PartitionRange, unique_name: str
) -> None:
    announce(connection, unique_name, "old", part)
    conclude(connection, unique_name, "old")
    announce(connection, unique_name, "new", PartitionRange(part.topic, 0, 0))
    assert ask_drain(connection, unique_name) == "new"


def test_a_word_that_the_broker_has_forgotten_is_written_again(
    connection: Connection, part: PartitionRange, unique_name: str
) -> None:
    assert not DrainWatch(connection, unique_name, "l1", part).asked()
    assert ask_drain(connection, unique_name) == "l1"


def test_a_watch_whose_broker_is_gone_says_no(part: PartitionRange) -> None:
    assert not DrainWatch(Connection("127.0.0.1:1", connect_timeout_ms=200), "g", "l", part).asked()


def test_the_command_asks_and_waits(connection: Connection, part: PartitionRange, unique_name: str) -> None:
    announce(connection, unique_name, "l1", part)
    options = ["--bootstrap-servers", connection.bootstrap_servers, "--group", unique_name]
    asked = CliRunner().invoke(drain, [*options, "--json"])
    assert json.loads(asked.output) == {"group": unique_name, "launch": "l1", "ended": None}
    waited = CliRunner().invoke(drain, [*options, "--wait", "0.1"])
    assert isinstance(waited.exception, NotEndedError)
    conclude(connection, unique_name, "l1")
    assert isinstance(CliRunner().invoke(drain, options).exception, PreflightError)


def test_nothing_to_drain_is_said(connection: Connection, unique_topic: Callable[[str], str]) -> None:
    with pytest.raises(PreflightError, match="No job of the group"):
        ask_drain(connection, unique_topic("g"))
