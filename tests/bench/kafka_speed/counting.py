"""The counting step of every Python pipeline of the bench; ``KafkaRead.java`` has the same in Java."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apache_beam as beam

from dateline.encode.output import OutputRecord
from dateline.records import RawRecord

LINE_RECORDS = 1_000
OUTPUTS = ("events", "duplicates", "dead", "outcomes")
"""How the output topics of a run with the sink end, in the order of OutputTopics."""


class CountFn(beam.DoFn):
    """Appends a line ``first last count ends`` (seconds since 1970) per ``LINE_RECORDS`` records and per bundle;
    ``ends`` is 1 where a bundle does.

    Every instance has a file of its own in ``folder``: a job may have many workers.
    """

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder

    def setup(self) -> None:
        """Open the file."""
        # For good, as the bare loop's: opening it for each line cost an eighth of the whole job's time.
        path = Path(self._folder, f"{uuid.uuid4().hex}.txt")
        self._file = path.open("a", encoding="ascii", buffering=1)
        self._count = 0
        self._bundle = False

    def process(self, element: Any) -> Iterator[Any]:  # noqa: ARG002  (what it is does not matter)
        """Look at the clock and count."""
        self._last = time.time()
        if self._count == 0:
            self._first = self._last
            self._bundle = True
        self._count += 1
        if self._count == LINE_RECORDS:
            self._write(ends=False)
        return iter(())

    def finish_bundle(self) -> None:
        """Write what was not written yet, and that a bundle ends."""
        if self._bundle:
            self._write(ends=True)
            self._bundle = False

    def teardown(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, *, ends: bool) -> None:
        first = self._first if self._count else self._last
        self._file.write(f"{first:.6f} {self._last:.6f} {self._count} {ends:d}\n")
        self._count = 0


def prepared(record: RawRecord) -> OutputRecord:
    """An output for the sink at no cost: the record's own bytes as the event, and 200 bytes as the outcome."""
    return OutputRecord(
        kind="event",
        position=record.position,
        gap_from=record.gap_from,
        starts=record.starts,
        key=b"%d/%d" % (record.position.partition, record.position.offset),
        value=record.value or b"",
        headers=(("dateline-schema", b"event/v1"),),
        event_time=record.record_time,
        record_time=record.record_time,
        outcome=b"o" * 200,
    )
