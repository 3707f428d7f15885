"""``dateline produce``: send raw articles from a file to the input topic."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import click
from kafka import KafkaProducer
from kafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dateline.commands.shared_options import connection_options, option
from dateline.errors import OptionError, PublishError
from dateline.kafka import topics as kafka_topics
from dateline.kafka.connection import Connection
from dateline.samples import read_payloads


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@connection_options
@option("--topic", default="articles", help="Where to send them.")
@option("--rate", type=click.FloatRange(min=0), default=0.0, help="Articles per second; 0 is as fast as it goes.")
@option("--repeat", type=click.IntRange(1), default=1, help="Send the files this many times.")
@option("--max", "maximum", type=click.IntRange(1), default=None, help="Stop after this many articles.")
def produce(
    connection: Connection, files: tuple[str, ...], topic: str, rate: float, repeat: int, maximum: int | None
) -> None:
    """Send the lines of JSON Lines files ('-' is standard input) to the input topic as they are.

    A line {"$raw": BASE64} is sent as the decoded bytes and {"$tombstone": true} as a null value, so that a
    file can hold broken records too.

    \b
    Examples:
      dateline produce tests/sample/articles.jsonl --rate 20
      zcat crawl.jsonl.gz | dateline produce - --topic articles
    """
    kafka_topics.require(connection, (topic,))
    payloads = ([payload for name in files for payload in read_payloads(_lines(name))] * repeat)[:maximum]
    sent = send(connection, topic, payloads, rate=rate, progress=sys.stderr.isatty())
    click.echo(f"sent {sent} articles to {topic}", err=True)


def payloads_of(file: Path) -> list[bytes | None]:
    """The record values that a JSON Lines file stands for (see :mod:`dateline.samples`)."""
    return list(read_payloads(_lines(str(file))))


def _lines(name: str) -> Iterator[bytes]:
    if name == "-":
        yield from _nonempty(sys.stdin.buffer)
        return
    try:
        with Path(name).open("rb") as file:
            yield from _nonempty(file)
    except OSError as error:
        raise OptionError("FILE", f"{name} cannot be read: {error.strerror}.") from error


def _nonempty(file: BinaryIO) -> Iterator[bytes]:
    return (line for line in file if line.strip())


def send(
    connection: Connection, topic: str, payloads: Iterable[bytes | None], *, rate: float = 0, progress: bool = False
) -> int:
    """Send payloads in order, at ``rate`` a second if above 0; returns how many were acknowledged.

    Records go round the partitions by the producer's own rule (they have no key). Raises
    :class:`~dateline.errors.PublishError` when the broker refuses one.
    """
    todo = list(payloads)
    producer = connection.producer("dateline-produce")
    try:
        # A record needs a key or a value, so a tombstone of a file, which names no article, gets an empty key.
        futures = [
            producer.send(topic, value=payload, key=b"" if payload is None else None)
            for payload in _paced(_tracked(todo, progress), rate)
        ]
        _finish(producer, futures)
    except KafkaError as error:
        raise PublishError(f"{topic}: {error!r}.", "Check the broker and the topic's size limit.") from error
    finally:
        producer.close(timeout=5)
    return len(todo)


def _finish(producer: KafkaProducer, futures: list[object]) -> None:
    producer.flush()
    for future in futures:
        future.get(timeout=30)  # type: ignore[attr-defined]  # kafka-python has no types


def _tracked(payloads: list[bytes | None], progress: bool) -> Iterator[bytes | None]:
    if not progress:
        yield from payloads
        return
    columns = (TextColumn("producing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        yield from bar.track(payloads)


def _paced(payloads: Iterable[bytes | None], rate: float) -> Iterator[bytes | None]:
    """Yield at ``rate`` a second, without drift."""
    begun = time.monotonic()
    for index, payload in enumerate(payloads):
        if rate > 0:
            ahead = begun + index / rate - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
        yield payload
