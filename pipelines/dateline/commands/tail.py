"""``dateline tail``: decoded records of the output topics, as they come."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import click
from kafka import KafkaConsumer
from rich.console import Console
from rich.text import Text

from dateline.commands.shared_options import connection_options, option, output_topic_options
from dateline.encode import wire
from dateline.encode.jsonlines import to_json_line
from dateline.errors import ArticleError
from dateline.kafka.connection import Connection
from dateline.kafka.positions import partitions_of
from dateline.kafka.topics import OutputTopics

Row = dict[str, Any]


@click.command()
@connection_options
@output_topic_options
@option(
    "--of",
    "kinds",
    type=click.Choice(["events", "duplicates", "dead-letters", "outcomes"]),
    multiple=True,
    default=("events",),
    help="Which records (repeatable).",
)
@option("--from-beginning", is_flag=True, help="Begin with the oldest records instead of new ones.")
@option("--max", "maximum", type=click.IntRange(1), default=None, help="Stop after this many records.")
@option("--until-idle", type=click.FloatRange(min=0), default=None, help="Stop after so many seconds without any.")
@option("--json", "as_json", is_flag=True, help="One JSON object a line, as in `dateline enrich`.")
def tail(
    connection: Connection,
    topics: OutputTopics,
    kinds: tuple[str, ...],
    from_beginning: bool,
    maximum: int | None,
    until_idle: float | None,
    as_json: bool,
) -> None:
    """Show the records of the output topics as they come; Ctrl-C ends it.

    \b
    Examples:
      dateline tail
      dateline tail --of duplicates --of dead-letters --from-beginning --until-idle 2
      dateline tail --json --from-beginning | jq .times
    """
    names = [getattr(topics, kind.replace("-", "_")) for kind in kinds]
    consumer = connection.consumer("dateline-tail")
    show = _show_json if as_json else _pretty(Console())
    try:
        assign(consumer, names, from_beginning=from_beginning)
        for number, value in enumerate(values(consumer, until_idle), start=1):
            try:
                schema, row = wire.decode(value)
            except ArticleError as error:
                click.echo(f"not a record of dateline: {error}", err=True)
                continue
            show(schema.subject, row)
            if maximum is not None and number >= maximum:
                break
    except KeyboardInterrupt:
        pass
    finally:
        consumer.close()


def assign(consumer: KafkaConsumer, names: list[str], *, from_beginning: bool) -> None:
    """Assign all partitions of the topics and seek to their beginning or end."""
    partitions = partitions_of(consumer, names)
    consumer.assign(partitions)
    if from_beginning:
        consumer.seek_to_beginning(*partitions)
    else:
        consumer.seek_to_end(*partitions)


def values(consumer: KafkaConsumer, until_idle: float | None) -> Iterator[bytes]:
    """The values as they come; ends after ``until_idle`` seconds without any (null: never)."""
    latest = time.monotonic()
    while until_idle is None or time.monotonic() - latest < until_idle:
        for records in consumer.poll(timeout_ms=200).values():
            for record in records:
                latest = time.monotonic()
                yield record.value or b""


def _show_json(subject: str, row: Row) -> None:  # noqa: ARG001  (one shape for both ways to show)
    sys.stdout.buffer.write(to_json_line(row))
    sys.stdout.buffer.flush()


def _pretty(console: Console) -> Callable[[str, Row], None]:
    def show(subject: str, row: Row) -> None:
        for line in pretty_lines(subject, row):
            console.print(line, soft_wrap=True, highlight=False)

    return show


def pretty_lines(subject: str, row: Row) -> list[Text]:
    """A record as a person would like to read it: a headline, then who, where and when."""
    if subject == "event":
        return _event_lines(row)
    if subject == "duplicate":
        copy, original = row["id"] or row["article_id"], row["duplicate_of"] or row["original_event_id"]
        return [Text.assemble(("copy   ", "yellow"), f"{copy} is {row['kind']} of {original}")]
    if subject == "dead_letter":
        where = f"{row['topic']}/{row['partition']}/{row['offset']}" if row["line"] is None else f"line {row['line']}"
        return [Text.assemble(("dead   ", "red"), f"{where} {row['stage']}: {row['error']}: {row['message']}")]
    return [Text(f"{row['topic']}/{row['partition']}/{row['offset']} {row['outcome']}", style="dim")]


def _event_lines(row: Row) -> list[Text]:
    title = row["title"] or (row["text"].strip().splitlines() or [""])[0]
    lines = [Text.assemble(("event  ", "green"), (title[:100], "bold"), f"  [{row['source'] or 'no source'}]")]
    who = ", ".join(f"{entity['name']} ({entity['type']})" for entity in row["entities"][:8])
    if who:
        lines.append(Text.assemble("       ", ("who    ", "cyan"), who))
    for mention in row["times"][:6]:
        begin = mention["begin"]
        since = f" = {begin:%Y-%m-%dT%H:%M:%SZ}" if begin is not None and mention["type"] == "TIME" else ""
        lines.append(Text.assemble("       ", ("when   ", "cyan"), f"{mention['text']!r} {mention['value']}{since}"))
    return lines
