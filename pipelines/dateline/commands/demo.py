"""``dateline demo``: the whole job on sample articles, on this machine, with nothing to set up by hand."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import click
from kafka import KafkaConsumer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from dateline.audit.topics import audit_topics
from dateline.commands.produce import payloads_of, send
from dateline.commands.shared_options import option
from dateline.commands.tail import assign, pretty_lines
from dateline.encode import wire
from dateline.entities.model import DEFAULT_MODEL
from dateline.errors import DatelineError, OptionError
from dateline.kafka import topics as kafka_topics
from dateline.kafka.connection import Connection
from dateline.kafka.lag import LagProbe
from dateline.kafka.topics import OutputTopics
from dateline.local import kfake, prism
from dateline.local.progress import console_progress

INPUT = "articles"
GROUP = "dateline-demo"
SAMPLES = Path("tests/sample/articles.jsonl")
SHOWN = 25
"""How many events are shown whole; the others are only counted."""

CATCH_UP_SECONDS = 180
STOP_SECONDS = 60


class DemoError(DatelineError):
    """The demo did not come to its end."""


@click.command()
@option("--samples", type=click.Path(dir_okay=False, path_type=Path), default=SAMPLES, help="Articles to send.")
@option("--times", type=click.IntRange(1), default=3, help="Send them so often: wire copy comes more than once.")
@option("--rate", type=click.FloatRange(min=1), default=25.0, help="Articles per second.")
@option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path(".demo"), help="Where files go.")
@option("--model", default=DEFAULT_MODEL, help="The spaCy pipeline.")
@option("--prism-location", type=click.Path(dir_okay=False, path_type=Path), default=None, help="A Prism of yours.")
def demo(samples: Path, times: int, rate: float, folder: Path, model: str, prism_location: Path | None) -> None:
    """See the whole job: an embedded broker, the pipeline as a stream on Prism, a few hundred articles.

    Ends by itself with a summary in which every article is accounted for; exit code 1 if one is not.

    \b
    Example:
      dateline demo --rate 50
    """
    console = Console(soft_wrap=True)
    if not samples.is_file():
        raise OptionError("--samples", f"{samples} is not there.", "Run it in a checkout, or name a JSON Lines file.")
    payloads = payloads_of(samples) * times
    run_folder = folder / time.strftime("%Y%m%dT%H%M%S")
    run_folder.mkdir(parents=True)
    with console_progress(console) as step:
        broker_program = kfake.prepare(step)
        runner_program = prism.prepare(step, location=prism_location)
    tally: Counter[str] = Counter()
    with kfake.start(broker_program, state_dir=run_folder) as broker:
        connection = Connection(broker.endpoint)
        topics = OutputTopics()
        kafka_topics.create(connection, (INPUT, *topics.names), partitions=2)
        console.print(f"broker at {broker.endpoint}; starting the pipeline on Prism")
        with _pipeline(connection, run_folder, runner_program.path, model) as job:
            _drive(console, connection, topics, payloads, rate, tally, job)
            _stop(job, run_folder)
        report = audit_topics(connection, (INPUT,), topics)
        files = sorted((run_folder / "files").rglob("*.avro"))
        _summary(console, tally, len(payloads), files, run_folder)
        console.print(report.to_text())
        if not report.ok or sum(tally.values()) != len(payloads):
            raise DemoError("Not every article is accounted for.", f"The log is {run_folder / 'run.log'}.")


@contextmanager
def _pipeline(connection: Connection, folder: Path, prism_path: Path, model: str) -> Iterator[subprocess.Popen[bytes]]:
    """``dateline run`` as a process of its own, as in production; its log goes to a file."""
    command = [sys.executable, "-m", "dateline", "run", "--bootstrap-servers", connection.bootstrap_servers]
    command += ["--group", GROUP, "--input-topic", INPUT, "--prism-location", str(prism_path), "--model", model]
    command += ["--archive", str(folder / "files"), "--archive-window", "10"]
    with (folder / "run.log").open("wb") as log:
        job = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield job
        finally:
            if job.poll() is None:
                job.kill()
                job.wait()


def _drive(
    console: Console,
    connection: Connection,
    topics: OutputTopics,
    payloads: list[bytes | None],
    rate: float,
    tally: Counter[str],
    job: subprocess.Popen[bytes],
) -> None:
    """Produce, show what comes out, until everything is acknowledged."""
    sender = Thread(target=send, args=(connection, INPUT, payloads), kwargs={"rate": rate}, daemon=True)
    consumer = connection.consumer("dateline-demo")
    assign(consumer, [topics.events, topics.duplicates, topics.dead_letters], from_beginning=True)
    probe = LagProbe(connection, [INPUT], GROUP)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        done = bar.add_task("published", total=len(payloads))
        sender.start()
        _watch(consumer, probe, bar, done, len(payloads), tally, job)
    consumer.close()
    probe.close()


def _watch(
    consumer: KafkaConsumer,
    probe: LagProbe,
    bar: Progress,
    task: TaskID,
    total: int,
    tally: Counter[str],
    job: subprocess.Popen[bytes],
) -> None:
    """Show records until all ``total`` inputs are acknowledged and read here."""
    deadline = time.monotonic() + CATCH_UP_SECONDS
    while sum(tally.values()) < total or probe.read().acknowledged < total:
        if job.poll() is not None:
            raise DemoError(f"The pipeline ended with exit code {job.returncode}.", "Its log is beside the files.")
        if time.monotonic() > deadline:
            raise DemoError(f"Not done after {CATCH_UP_SECONDS} seconds.", "The log is beside the files.")
        for records in consumer.poll(timeout_ms=200).values():
            for record in records:
                _show(record.value, bar, tally)
                bar.advance(task)


def _show(value: bytes, bar: Progress, tally: Counter[str]) -> None:
    schema, row = wire.decode(value)
    tally[schema.subject] += 1
    shown = tally[schema.subject]
    if shown <= (SHOWN if schema.subject == "event" else SHOWN // 3):
        for line in pretty_lines(schema.subject, row):
            bar.console.print(line, highlight=False)


def _stop(job: subprocess.Popen[bytes], folder: Path) -> None:
    """Ask the job to finish: it drains, closes its files and ends with exit code 0."""
    job.send_signal(signal.SIGTERM)
    try:
        code = job.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        raise DemoError(f"The pipeline did not stop within {STOP_SECONDS} seconds.", "See the log.") from None
    if code != 0:
        raise DemoError(f"The pipeline ended with exit code {code}.", f"See {folder / 'run.log'}.")


def _summary(console: Console, tally: Counter[str], total: int, files: list[Path], folder: Path) -> None:
    table = Table(title="What became of the articles", show_header=False)
    table.add_row("articles sent", str(total))
    table.add_row("events", str(tally["event"]))
    table.add_row("duplicates", str(tally["duplicate"]))
    table.add_row("dead letters", str(tally["dead_letter"]))
    table.add_row("Avro files", f"{len(files)} below {folder / 'files'}")
    console.print(table)
