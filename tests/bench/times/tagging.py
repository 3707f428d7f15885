"""The Python taggers on a folder of documents, in a process of their own: ``python tagging.py NAME IN OUT``.

Prints ``TIMED`` with the seconds of the start (imports and a first sentence), by the clock and of the processor. Each
peer is used as its documentation says; what it gives is put into TIMEX3 in the way that is kindest to it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

FIRST = ("He spoke on Monday.", "2019-09-24")
PERIODS = {"year": "%Y", "month": "%Y-%m", "week": "%G-W%V", "day": "%Y-%m-%d", "time": "%Y-%m-%dT%H:%M"}

Timexes = Iterable[tuple[int, int, str, str]]
Tagger = Callable[[str, str], Timexes]


def dateline() -> Tagger:
    """Ours."""
    from dateline.times import normalise

    return lambda text, day: [(t.start, t.end, t.type, t.value) for t in normalise(text, date.fromisoformat(day))]


def dateparser() -> Tagger:
    """``dateparser.search``: it gives moments and no offsets; the period says how much of one was written."""
    search_dates = import_module("dateparser.search").search_dates
    reader = import_module("dateparser.date").DateDataParser

    def tag(text: str, day: str) -> Timexes:
        settings = {"RELATIVE_BASE": datetime.fromisoformat(day)}
        parser = reader(languages=["en"], settings=settings | {"RETURN_TIME_AS_PERIOD": True})
        position = 0
        for words, moment in search_dates(text, languages=["en"], settings=settings) or ():
            start = text.find(words, position)
            if start < 0:
                continue
            position = start + len(words)
            period = parser.get_date_data(words).period
            kind = "TIME" if period == "time" else "DATE"
            yield start, position, kind, moment.strftime(PERIODS.get(period, "%Y-%m-%d"))

    return tag


def recognizers() -> Tagger:
    """Microsoft Recognizers; of two readings (Monday before, Monday after) the past one, which news means."""
    package = import_module("recognizers_date_time")

    def tag(text: str, day: str) -> Timexes:
        for found in package.recognize_datetime(text, package.Culture.English, reference=datetime.fromisoformat(day)):
            readings = (found.resolution or {}).get("values") or [{}]
            yield found.start, found.end + 1, *timex3(readings[0], day)

    return tag


def timex3(reading: dict[str, Any], day: str) -> tuple[str, str]:
    """The TIMEX3 type and value of a reading of Microsoft Recognizers.

    >>> timex3({"type": "date", "timex": "XXXX-WXX-1", "value": "2019-09-23"}, "2019-09-24")
    ('DATE', '2019-09-23')
    >>> timex3({"type": "time", "timex": "T18", "value": "18:00:00"}, "2019-09-24")
    ('TIME', '2019-09-24T18:00')
    >>> timex3({"type": "daterange", "timex": "2016-03", "start": "2016-03-01"}, "2019-09-24")
    ('DATE', '2016-03')
    """
    kind, timex = str(reading.get("type", "date")), str(reading.get("timex", ""))
    value = str(reading.get("value", ""))
    if kind in ("duration", "set"):
        return kind.upper(), timex
    if kind == "time":
        return "TIME", f"{day}T{value[:5]}" if ":" in value else f"{day}{timex}"
    if kind == "datetime":
        return "TIME", value.replace(" ", "T")[:16]
    if kind == "date":
        return "DATE", value or timex
    grain = "TIME" if "time" in kind else "DATE"
    return grain, str(reading.get("start", timex)) if "X" in timex or "(" in timex else timex


TAGGERS: dict[str, Callable[[], Tagger]] = {
    "dateline": dateline,
    "dateparser": dateparser,
    "recognizers": recognizers,
}


def run(name: str, given: Path, taken: Path) -> tuple[float, float]:
    """Tag every document of a folder; the seconds of the start by the clock and of the processor."""
    # beside this script, which is no module of a package here: nothing else of ours is imported
    read = import_module("documents").read

    begun = time.perf_counter()
    tag = TAGGERS[name]()
    list(tag(*FIRST))
    start = time.perf_counter() - begun, time.process_time()
    for file, day, text in read(given):
        lines = ("\t".join(map(str, timex)) + "\n" for timex in tag(text, day))
        (taken / file).write_text("".join(lines), encoding="utf-8")
    return start


if __name__ == "__main__":
    print("\nTIMED {:.3f} {:.3f}".format(*run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
