"""The documents of a run: the development data (read at run time, never committed), as files that taggers read."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("DATELINE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
SETS = {"meantime": "times_meantime", "wikiwars": "times_wikiwars"}
TIMEX = re.compile(r"<TIMEX3 ([^>]*)>|</TIMEX3>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Document:
    """One text with the day it was written on (ISO) and the set it belongs to."""

    set: str
    name: str
    text: str
    day: str


@dataclass(frozen=True, slots=True)
class Timex:
    """One time expression that a tagger found, in code points of its text."""

    start: int
    end: int
    type: str
    value: str


def documents() -> list[Document]:
    """All documents of the development sets; FileNotFoundError where the data is not there."""
    found = []
    for name, folder in SETS.items():
        with (DATA / folder / "gold.jsonl").open(encoding="utf-8") as lines:
            found += [Document(name, d["doc"], d["text"], d["dct"]) for d in map(json.loads, lines)]
    return found


def write(given: Sequence[Document], folder: Path) -> None:
    """One file a document, numbered: the day on the first line, then the text as it is."""
    folder.mkdir(parents=True)
    for number, document in enumerate(given):
        (folder / f"{number:05d}.txt").write_bytes(f"{document.day}\n{document.text}".encode())


def read(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The files that :func:`write` wrote: name, day and text."""
    for file in sorted(folder.iterdir()):
        day, _, text = file.read_bytes().decode().partition("\n")
        yield file.name, day, text


def from_lines(written: str) -> list[Timex]:
    """The timexes that a tagger wrote as start, end, type and value, one a line.

    >>> from_lines("0\\t6\\tDATE\\t2019-09-23\\n")
    [Timex(start=0, end=6, type='DATE', value='2019-09-23')]
    """
    rows = (line.split("\t") for line in written.splitlines() if line.strip())
    return [Timex(int(start), int(end), kind, value) for start, end, kind, value in rows]


def from_timeml(written: str, text: str) -> list[Timex]:
    """The timexes of a TimeML document over ``text``; only white space may differ between the two.

    >>> from_timeml('<TimeML> <TIMEX3 type="DATE" value="2019-09-23">Monday</TIMEX3>.\\n</TimeML>', "Monday.")
    [Timex(start=0, end=6, type='DATE', value='2019-09-23')]
    """
    body = written.partition("<TimeML>")[2].rpartition("</TimeML>")[0]
    places = [index for index, character in enumerate(text) if not character.isspace()]
    found: list[Timex] = []
    seen = 0
    begun: tuple[int, dict[str, str]] | None = None
    position = 0
    for tag in (*TIMEX.finditer(body), None):
        between = body[position : tag.start() if tag else len(body)]
        seen += sum(not character.isspace() for character in between)
        if tag is None:
            break
        position = tag.end()
        if tag[1] is not None:
            begun = seen, dict(ATTRIBUTE.findall(tag[1]))
        elif begun is not None and begun[0] < seen <= len(places):
            first, attributes = begun
            found.append(Timex(places[first], places[seen - 1] + 1, attributes["type"], attributes.get("value", "")))
            begun = None
    return found
