"""The command: ours and the peers on the development data in one run, scored and timed, as one table.

python -m tests.bench.times                               # everything: some ten minutes, 1 GB once
python -m tests.bench.times --peers none                  # ours alone
python -m tests.bench.times --peers 'heideltime|sutime' --json
python -m tests.bench.times --lengths                     # ours on texts of 1 KB to 10 MB
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bench.times.documents import DATA, SETS, Document, Timex, documents, from_lines, from_timeml, write
from tests.bench.times.peers import TAGGERS, Ready, Tagger, environment
from tests.bench.times.table import Row, render

from dateline.errors import DatelineError, LocalPartError
from dateline.local.progress import plain
from dateline.times import normalise

TIMED = re.compile(r"^TIMED ([\d.]+) ([\d.]+)", re.MULTILINE)
MEASURES = ("strict", "relaxed", "type", "value")


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a tagger found in each document; seconds of its start by the clock, and of the processor after that."""

    found: list[list[Timex]]
    start: float
    seconds: float


def tagged(ready: Ready, given: Sequence[Document], folder: Path, patience: float) -> Tagged:
    """Run a tagger on all documents; LocalPartError when it fails or takes longer than ``patience`` seconds.

    Time is that of the processor, of the tagger and of the programs that it starts (HeidelTime's TreeTagger): other
    work on the machine then changes little.
    """
    documents_folder, results = folder / "in", folder / "out"
    write(given, documents_folder)
    results.mkdir()
    before = _processor_seconds()
    try:
        done = subprocess.run(
            [*map(str, ready.command), str(documents_folder), str(results)],
            env=environment(ready),
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LocalPartError(f"not done after {patience:.0f} s", "Give it more with --patience.") from error
    taken = _processor_seconds() - before
    times = TIMED.search(done.stdout)
    if done.returncode or times is None:
        last = (done.stderr.strip() or "no output").splitlines()[-1]
        raise LocalPartError(f"failed with status {done.returncode}: {last[:120]}", "Run its command by hand.")
    found = []
    for document, file in zip(given, sorted(results.iterdir()), strict=True):
        written = file.read_bytes().decode()
        found.append(from_timeml(written, document.text) if ready.timeml else from_lines(written))
    return Tagged(found, float(times[1]), taken - float(times[2]))


def _processor_seconds() -> float:
    """Of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def scores(given: Sequence[Document], found: Sequence[Sequence[Timex]], folder: Path) -> dict[str, dict[str, float]]:
    """F1 by set and measure, from the scorer that stands beside the data."""
    result = {}
    for name, data in SETS.items():
        predicted = folder / f"{name}.jsonl"
        with predicted.open("w", encoding="utf-8") as out:
            for document, timexes in zip(given, found, strict=True):
                if document.set == name:
                    for t in timexes:
                        line = {"doc": document.name, "text": document.text[t.start : t.end], **dataclasses.asdict(t)}
                        out.write(json.dumps(line) + "\n")
        command = [
            sys.executable,
            *map(str, (DATA / "score_times.py", DATA / data / "gold.jsonl", predicted)),
            "--json",
        ]
        report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        result[name] = {measure: report[measure]["F1"] for measure in MEASURES}
    return result


def row_of(tagger: Tagger, given: Sequence[Document], patience: float) -> Row:
    """The row of one tagger; without figures and with the reason if it cannot be had or fails."""
    try:
        ready = tagger.prepare(plain)
        plain(f"{tagger.name}: {len(given)} documents")
        with tempfile.TemporaryDirectory() as scratch:
            done = tagged(ready, given, Path(scratch), patience)
            figures = scores(given, done.found, Path(scratch))
    except DatelineError as error:
        return Row(tagger.name, reason=str(error).splitlines()[0])
    return Row(tagger.name, figures, done.start, done.seconds, sum(len(document.text) for document in given))


LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)


def by_length(given: Sequence[Document]) -> dict[int, float]:
    """Microseconds of processor time per 1,000 characters, for ever longer texts made of the documents."""
    text = "\n\n".join(document.text for document in given)
    normalise(text, date(2019, 9, 24))
    result = {}
    for length in LENGTHS:
        longer = (text * (length // len(text) + 1))[:length]
        runs = max(1, 1_000_000 // length)
        begun = time.process_time()
        for _ in range(runs):
            normalise(longer, date(2019, 9, 24))
        result[length] = (time.process_time() - begun) / runs * 1e6 / (length / 1_000)
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.times", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--peers", default=".", help="which peers, as a regular expression of " + ", ".join(TAGGERS))
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    parser.add_argument("--patience", type=float, default=1800.0, help="seconds that one tagger may take")
    parser.add_argument("--lengths", action="store_true", help="ours on texts of 1 KB to 10 MB, and nothing else")
    options = parser.parse_args(arguments)
    if not DATA.is_dir():
        parser.exit(1, f"no development data at {DATA}; name its folder in DATELINE_SHARED_DATA\n")
    if hasattr(os, "sched_setaffinity"):  # taggers with threads get the one core that the others get
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    given = documents()
    if options.lengths:
        for length, cost in by_length(given).items():
            print(f"{length:>12,} characters  {cost:8.1f} microseconds per 1,000")
        return
    names = [name for name in TAGGERS if name == "dateline" or re.search(options.peers, name)]
    rows = [row_of(TAGGERS[name], given, options.patience) for name in names]
    if options.json:
        print(json.dumps([dataclasses.asdict(row) | {"documents_a_second": row.rate} for row in rows], indent=2))
    else:
        print(render(rows, list(SETS)))
