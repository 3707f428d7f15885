"""``dateline topics``: the topics that a job needs, what they must be like, and what differs."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table

from dateline.commands.shared_options import (
    Decorator,
    connection_options,
    grouped,
    input_topic_option,
    option,
    output_topic_options,
)
from dateline.errors import OptionError
from dateline.kafka import topics as kafka_topics
from dateline.kafka.connection import Connection
from dateline.kafka.topic_plan import (
    DAY_SECONDS,
    SAFE_REPLICAS,
    UNLIMITED,
    Change,
    JobTopics,
    allowed,
    plan,
    wanted_topics,
)
from dateline.kafka.topics import OutputTopics
from dateline.preflight import RECORD_OVERHEAD

DIFFERS = 3
"""Exit code of a plan that is not empty: neither a failure (1) nor a wrong option (2)."""

LEAST_WIDTH = 120
"""Columns of a table: narrower, it could not be read."""

_JOB = JobTopics((), "", "", "", "")


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What the options ask of the topics; days are whole days. ``replication`` null is what the cluster allows."""

    partitions: int
    replication: int | None
    input_pattern: str | None
    max_output_bytes: int
    dedup_ttl: int
    stop_days: int
    events_days: int
    dead_letters_days: int

    def job(self, connection: Connection, inputs: tuple[str, ...], outputs: OutputTopics) -> JobTopics:
        """The topics of the job that these options describe; asks the cluster how many brokers it has.

        What a pattern matches is there, or will be, without us.
        """
        if outputs.names.count(outputs.latest or "") > 1 or outputs.latest in inputs:
            raise OptionError("--latest-topic", f"{outputs.latest!r} is another topic of the job.", "Name a new one.")
        return JobTopics(
            inputs if self.input_pattern is None else (),
            events=outputs.events,
            duplicates=outputs.duplicates,
            dead_letters=outputs.dead_letters,
            outcomes=outputs.outcomes,
            latest=outputs.latest,
            partitions=self.partitions,
            replication=self.replication or min(SAFE_REPLICAS, kafka_topics.brokers(connection)),
            ttl_seconds=self.dedup_ttl,
            job_seconds=self.stop_days * DAY_SECONDS,
            events_seconds=self.events_days * DAY_SECONDS,
            dead_letters_seconds=self.dead_letters_days * DAY_SECONDS,
            record_bytes=self.max_output_bytes + RECORD_OVERHEAD,
        )


def _days(name: str, seconds: int, told: str) -> Decorator:
    return option(name, type=click.IntRange(1), default=seconds // DAY_SECONDS, help=told)


asked_options = grouped(
    "asked",
    Asked,
    [
        option("--partitions", type=click.IntRange(1), default=_JOB.partitions, help="Partitions of each topic."),
        option(
            "--replication",
            type=click.IntRange(1),
            default=None,
            help="Replicas of each partition.  [default: 3, or the number of brokers]",
        ),
        option("--input-pattern", default=None, metavar="REGEX", help="As for `dateline run`: then no input is made."),
        option("--max-output-bytes", type=click.IntRange(1), default=1_000_000, help="As for `dateline run`."),
        option(
            "--dedup-ttl", type=click.IntRange(1), default=_JOB.ttl_seconds, help="As for `dateline run`, in seconds."
        ),
        _days("--stop-days", _JOB.job_seconds, "How long the job may stand still and still go on as if it had not."),
        _days("--events-days", _JOB.events_seconds, "How long events and duplicates are kept."),
        _days("--dead-letters-days", _JOB.dead_letters_seconds, "How long dead letters are kept."),
    ],
)
lowering_option = option("--allow-lowering", is_flag=True, help="Also lower what is more than needed.")
json_option = option("--json", "as_json", is_flag=True, help="As JSON.")


@click.group()
def topics() -> None:
    """See what the topics of a job must be like, and make them so."""


@topics.command("plan")
@connection_options
@input_topic_option
@output_topic_options
@asked_options
@lowering_option
@json_option
def plan_topics(
    connection: Connection,
    input_topics: tuple[str, ...],
    topics: OutputTopics,
    asked: Asked,
    allow_lowering: bool,
    as_json: bool,
) -> None:
    """Show what differs between the topics as they are and as the job needs them; changes nothing.

    Exit code 0 when nothing differs, 3 when something does.

    \b
    Examples:
      dateline topics plan
      dateline topics plan --partitions 12 --dedup-ttl 1209600 --json
    """
    wanted = wanted_topics(asked.job(connection, input_topics, topics))
    changes = plan(wanted, kafka_topics.look(connection, (each.name for each in wanted)), lowering=allow_lowering)
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(change) for change in changes], indent=1))
    elif changes:
        show(changes)
        click.echo("`dateline topics apply` with the same options makes these changes, with the flags that they need.")
    else:
        click.echo(f"{len(wanted)} topics are as the job needs them")
    if changes:
        sys.exit(DIFFERS)


@topics.command("apply")
@connection_options
@input_topic_option
@output_topic_options
@asked_options
@lowering_option
@option("--add-partitions", is_flag=True, help="Also add partitions; keys then move to other partitions.")
@json_option
def apply_topics(
    connection: Connection,
    input_topics: tuple[str, ...],
    topics: OutputTopics,
    asked: Asked,
    allow_lowering: bool,
    add_partitions: bool,
    as_json: bool,
) -> None:
    """Make the topics what the job needs: create them, raise limits; nothing is ever deleted.

    What moves keys or lowers a limit needs its flag. Exit code 0 when nothing differs any more, 3 when something
    is left.

    \b
    Examples:
      dateline topics apply
      dateline topics apply --partitions 12 --add-partitions
    """
    wanted = wanted_topics(asked.job(connection, input_topics, topics))
    changes = plan(wanted, kafka_topics.look(connection, (each.name for each in wanted)), lowering=allow_lowering)
    made = kafka_topics.apply(connection, changes, wanted, add_partitions=add_partitions, allow_lowering=allow_lowering)
    left = [
        change
        for change in changes
        if not allowed(change, add_partitions=add_partitions, allow_lowering=allow_lowering)
    ]
    if as_json:
        told = {"made": made, "left": left}
        click.echo(
            json.dumps({key: [dataclasses.asdict(each) for each in value] for key, value in told.items()}, indent=1)
        )
    else:
        for change in made:
            click.echo(f"{change.topic}: {change.subject} {change.found or 'missing'} -> {change.wanted}")
        click.echo(f"{len(made)} changes made, {len(left)} left")
        if left:
            show(left)
    if left:
        sys.exit(DIFFERS)


def show(changes: Sequence[Change], console: Console | None = None) -> None:
    """Print changes as a table."""
    console = console or Console(width=max(LEAST_WIDTH, Console().width))
    table = Table(box=None, pad_edge=False)
    for heading in ("topic", "what", "is", "must be", "needs"):
        table.add_column(heading, no_wrap=True)
    table.add_column("why", overflow="fold")
    for change in changes:
        found = "missing" if change.found is None else _readable(change.subject, change.found)
        wanted = _readable(change.subject, change.wanted)
        table.add_row(change.topic, change.subject, found, wanted, change.needs, change.why)
    console.print(table)


def _readable(subject: str, value: str) -> str:
    """A limit as a person would say it.

    >>> (
    ...     _readable("retention.ms", "1209600000"),
    ...     _readable("retention.bytes", "-1"),
    ...     _readable("cleanup.policy", "delete"),
    ... )
    ('14.0 days', 'unlimited', 'delete')
    """
    if not subject.startswith("retention."):
        return value
    if int(value) == UNLIMITED:
        return "unlimited"
    return f"{int(value) / DAY_SECONDS / 1_000:.1f} days" if subject == "retention.ms" else value


@topics.command()
@connection_options
@input_topic_option
@output_topic_options
@option("--partitions", type=click.IntRange(1), default=2, help="Partitions of a topic that is made.")
@option("--replication", type=click.IntRange(1), default=1, help="Replicas of a topic that is made.")
def create(
    connection: Connection, input_topics: tuple[str, ...], topics: OutputTopics, partitions: int, replication: int
) -> None:
    """Make the input and output topics that do not exist yet, with the cluster's settings; leave the others.

    For trials: `dateline topics apply` also sets what the job needs.

    \b
    Example:
      dateline topics create --bootstrap-servers localhost:9092 --partitions 4
    """
    made = kafka_topics.create(
        connection, (*input_topics, *topics.names), partitions=partitions, replication=replication
    )
    click.echo(f"made: {', '.join(made)}" if made else "all there already")
