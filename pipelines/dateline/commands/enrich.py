"""``dateline enrich``: the same stages on a file of articles, without Kafka."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol, Self

import click
import fastavro
from rich.console import Console
from rich.progress import Progress

from dateline.commands.input_files import opened, record_micros
from dateline.commands.shared_options import option
from dateline.commands.stage_options import stage_options
from dateline.commands.tail import pretty_lines
from dateline.encode import schemas, wire
from dateline.encode.jsonlines import to_json_line
from dateline.encode.output import EncodeSettings, OutputRecord
from dateline.encode.schemas import Subject
from dateline.errors import OptionError
from dateline.offline import OfflineStages
from dateline.options import StageSettings
from dateline.records import Position, RawRecord
from dateline.samples import read_payloads

Form = Literal["jsonl", "avro", "text"]


@click.command()
@option("--input", "source", required=True, metavar="FILE|-", help="JSON Lines of articles; '-' is standard input.")
@option("--output", "target", required=True, metavar="FILE|-", help="Where events go; '-' is standard output.")
@option("--duplicates", default=None, metavar="FILE", help="Where copies go; else they are only counted.")
@option("--dead-letters", default=None, metavar="FILE", help="Where failures go; else they are only counted.")
@option(
    "--as",
    "form",
    type=click.Choice(["jsonl", "avro", "text"]),
    default="jsonl",
    help="Form of the files; text is for reading.",
)
@option(
    "--record-time",
    default=None,
    help="When the articles came in (RFC 3339), the anchor of those without a publication time; "
    "else the input file's modification time, or now for standard input.",
)
@option("--quiet", is_flag=True, help="No progress bar and no counts.")
@stage_options
def enrich(
    source: str,
    target: str,
    duplicates: str | None,
    dead_letters: str | None,
    form: Form,
    record_time: str | None,
    quiet: bool,
    stages: StageSettings,
) -> None:
    """Run the stages on a file of articles, without Kafka: events in the order of the input.

    Every line ends as an event, a duplicate or a dead letter; the counts are told on standard error. Exit
    code 0 when every line is accounted for, however many are dead letters.

    \b
    Examples:
      dateline enrich --input articles.jsonl --output events.jsonl --duplicates copies.jsonl
      zcat crawl.jsonl.gz | dateline enrich --input - --output - --stages clean,times | jq .times
      dateline enrich --input articles.jsonl --output events.avro --as avro
      dateline enrich --input articles.jsonl --output - --as text
    """
    with ExitStack() as stack:
        file = stack.enter_context(opened(source))
        micros = record_micros(source, record_time)
        runner = OfflineStages(stages, EncodeSettings(stages.provenance(), from_file=True))
        writers: dict[str, Writer] = {"event": stack.enter_context(_writer(target, "event", form))}
        if duplicates is not None:
            writers["duplicate"] = stack.enter_context(_writer(duplicates, "duplicate", form))
        if dead_letters is not None:
            writers["dead_letter"] = stack.enter_context(_writer(dead_letters, "dead_letter", form))
        counts: Counter[str] = Counter()
        records = _records(_progress(file, source, stack, quiet), source, micros, counts)
        for output in runner.outputs(records):
            counts[output.kind] += 1
            if output.kind in writers:
                writers[output.kind].write(output)
    if not quiet:
        told = ", ".join(f"{counts[kind]} {kind.replace('_', ' ')}s" for kind in ("event", "duplicate", "dead_letter"))
        click.echo(f"{counts['line']} lines: {told}", err=True)


class Writer(Protocol):
    """Something that takes output records; a context manager that finishes its file."""

    def write(self, output: OutputRecord) -> None:
        """Take one record."""

    def __enter__(self) -> Self:
        """Itself."""

    def __exit__(self, *_: object) -> None:
        """Finish."""


@dataclass
class JsonLines:
    """Writes the JSON form, line by line."""

    file: BinaryIO

    def write(self, output: OutputRecord) -> None:
        """Write one line."""
        self.file.write(to_json_line(wire.decode(output.value)[1]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _finish(self.file)


@dataclass
class PlainText:
    """Writes records as `dateline tail` shows them."""

    file: BinaryIO

    def write(self, output: OutputRecord) -> None:
        """Write a few lines."""
        schema, row = wire.decode(output.value)
        for line in pretty_lines(schema.subject, row):
            self.file.write(f"{line.plain}\n".encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _finish(self.file)


class AvroContainer:
    """Writes an Avro object container file; its sync marker is fixed, so equal input gives equal bytes."""

    def __init__(self, file: BinaryIO, subject: Subject) -> None:
        self._file = file
        self._writer: Any = fastavro.write.Writer(
            file, schemas.latest(subject).parsed, codec="deflate", sync_marker=b"dateline enrich\n"
        )

    def write(self, output: OutputRecord) -> None:
        """Write one record."""
        self._writer.write(wire.decode(output.value)[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.flush()
        _finish(self._file)


def _finish(file: BinaryIO) -> None:
    file.flush()
    if file is not sys.stdout.buffer:
        file.close()


def _writer(name: str, subject: Subject, form: Form) -> Writer:
    try:
        file = sys.stdout.buffer if name == "-" else Path(name).open("wb")  # noqa: SIM115  (the writer closes it)
    except OSError as error:
        raise OptionError("--output", f"{name} cannot be written: {error.strerror}.") from error
    if form == "avro":
        return AvroContainer(file, subject)
    return JsonLines(file) if form == "jsonl" else PlainText(file)


def _records(lines: Iterable[bytes], source: str, micros: int, counts: Counter[str]) -> Iterator[RawRecord]:
    """One raw record for each line; its offset is the line's number, from 1."""
    for number, line in enumerate(lines, start=1):
        counts["line"] += 1
        value = next(iter(read_payloads([line])), b"")
        yield RawRecord(Position(source, 0, number), micros, value)


def _progress(file: BinaryIO, source: str, stack: ExitStack, quiet: bool) -> Iterator[bytes]:
    """The lines of the file; with a progress bar by bytes where a person watches."""
    if quiet or source == "-" or not sys.stderr.isatty():
        yield from file
        return
    bar = stack.enter_context(Progress(console=Console(stderr=True)))
    task = bar.add_task("enriching", total=Path(source).stat().st_size)
    for line in file:
        yield line
        bar.advance(task, len(line))
