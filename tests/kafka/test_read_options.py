from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from dateline.commands.read_options import ReadChoices, read_options
from dateline.errors import OptionError
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.eventtime import EventTime, check_append
from dateline.kafka.positions import PartitionRange


def chosen(*arguments: str) -> ReadChoices:
    found: list[ReadChoices] = []

    @click.command()
    @read_options
    def command(read: ReadChoices) -> None:
        found.append(read)

    CliRunner().invoke(command, arguments, catch_exceptions=False)
    return found[0]


def test_the_options_make_one_object() -> None:
    read = chosen(
        "--start", "a/0:7", "--input-pattern", "news[.].*", "--event-time", "header:at", "--watch-seconds", "5"
    )
    assert (read.start.policy, read.bounded, read.watch_seconds, read.event_time) == (
        "offsets",
        False,
        5.0,
        EventTime("header", "at"),
    )
    settings = read.settings(Connection("localhost:9092"), (PartitionRange("news.a", 0, 0),), "g", claim_seconds=8)
    assert (settings.max_read_seconds, settings.watches, settings.bounded) == (8, True, False)


def test_once_is_stop_now() -> None:
    assert chosen("--once") == chosen("--stop", "now")
    assert chosen("--once").bounded


@pytest.mark.parametrize(
    "arguments",
    [
        ("--once", "--stop", "2026-01-01T00:00:00Z"),
        ("--stop", "later"),
        ("--input-pattern", "news["),
        ("--event-time", "published"),
        ("--event-time", "header:"),
    ],
)
def test_what_cannot_work_names_its_option(arguments: tuple[str, ...]) -> None:
    with pytest.raises(OptionError, match=arguments[0]):
        chosen(*arguments)


@pytest.mark.integration
@pytest.mark.java
def test_append_time_must_be_the_brokers(real_kafka: str, unique_name: str) -> None:
    from kafka.admin import NewTopic

    from dateline.errors import PreflightError

    connection = Connection(real_kafka)
    topics.create(connection, (unique_name,), partitions=1)
    with pytest.raises(PreflightError, match="LogAppendTime"):
        check_append(connection, [unique_name])
    admin = connection.admin()
    stamped = f"{unique_name}.stamped"
    admin.create_topics([NewTopic(stamped, 1, 1, topic_configs={"message.timestamp.type": "LogAppendTime"})])
    admin.close()
    check_append(connection, [stamped])
