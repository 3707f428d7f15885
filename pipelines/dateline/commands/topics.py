"""``dateline topics``: the topics that a job needs."""

from __future__ import annotations

import click

from dateline.commands.shared_options import connection_options, input_topic_option, option, output_topic_options
from dateline.kafka import topics as kafka_topics
from dateline.kafka.connection import Connection
from dateline.kafka.topics import OutputTopics


@click.group()
def topics() -> None:
    """Make the topics that a job needs."""


@topics.command()
@connection_options
@input_topic_option
@output_topic_options
@option("--partitions", type=click.IntRange(1), default=2, help="Partitions of a topic that is made.")
@option("--replication", type=click.IntRange(1), default=1, help="Replicas of a topic that is made.")
def create(
    connection: Connection, input_topics: tuple[str, ...], topics: OutputTopics, partitions: int, replication: int
) -> None:
    """Make the input and output topics that do not exist yet; leave the others as they are.

    \b
    Example:
      dateline topics create --bootstrap-servers localhost:9092 --partitions 4
    """
    made = kafka_topics.create(
        connection, (*input_topics, *topics.names), partitions=partitions, replication=replication
    )
    click.echo(f"made: {', '.join(made)}" if made else "all there already")
