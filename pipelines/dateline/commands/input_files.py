"""The input file of commands that read articles without Kafka: opened, and dated."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from dateline.errors import OptionError


def opened(name: str) -> BinaryIO:
    """The file called ``name``, or standard input for ``-``; raises :class:`OptionError` if it cannot be read."""
    if name == "-":
        return sys.stdin.buffer
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise OptionError("--input", f"{name} cannot be read: {error.strerror}.", "Name a JSON Lines file.") from error


def record_micros(source: str, given: str | None) -> int:
    """The record time of all lines, in UTC microseconds: as given, else the file's, else now (standard input).

    The only place of these commands that reads a clock. Raises :class:`OptionError` for a time without a zone.
    """
    if given is not None:
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise OptionError("--record-time", f"{given!r} is no time with a zone.", "Give e.g. 2026-11-23T08:00:00Z.")
        return round(moment.astimezone(UTC).timestamp()) * 1_000_000
    seconds = time.time() if source == "-" else Path(source).stat().st_mtime
    return int(seconds) * 1_000_000
