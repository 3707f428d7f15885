"""What a modifier does to a reading, whatever words say it: the ``apply`` of :class:`~.grammar.Modifier`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dateline.times.readings import CalendarDate, Fixed, Reading, Shift

Apply = Callable[[Reading], Reading | None]


def within_date(mod: str) -> Apply:
    """``early``, ``the end of``: of a date or a part of the day, of no duration and no clock."""

    def apply(reading: Reading) -> Reading | None:
        core = reading.core
        if isinstance(core, Fixed) and (core.type != "DATE" or core.value.endswith("_REF")):
            return None
        return None if reading.clock is not None else replace(reading, mod=mod)

    return apply


def of_amount(mod: str | None, *, counted: bool = True) -> Apply:
    """``more than``: of a duration, or (``counted``) of one counted from an anchor: ``less than a year later``."""

    def apply(reading: Reading) -> Reading | None:
        core = reading.core
        if isinstance(core, Fixed) and core.type == "DURATION":
            return replace(reading, mod=mod)
        return replace(reading, mod=mod) if counted and isinstance(core, Shift) and core.counted else None

    return apply


def approximate(reading: Reading) -> Reading | None:
    """``around 1900``: a date that is no single named day."""
    core = reading.core
    if isinstance(core, CalendarDate) and core.weekday is None:
        return replace(reading, mod="APPROX")
    return replace(reading, mod="APPROX") if reading.clock is not None else None
