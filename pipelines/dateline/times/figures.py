"""Dates in figures, read alike in every language that writes them so."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from dateline.times.grammar import Match, Piece
from dateline.times.readings import CalendarDate, Fixed, Reading

LATEST_SHORT_YEAR = 49
"""The last two-digit year that is of this century."""

LONGEST_SPAN = 500
"""Years between the ends of a range of years; more are two numbers."""


def iso_date(match: Match) -> Reading:
    """``2019-09-24``, with a time of day or without."""
    value = (match.word("iso") or "").replace(" ", "T").replace(",", ".")
    return Reading(Fixed("TIME" if len(value) > 10 else "DATE", value))


def three_figures(match: Match) -> CalendarDate | tuple[int, int, int] | None:
    """A date of three numbers: whole where the year is first, else its first and second number and the year."""
    parts = match["numeric_date"]
    if not isinstance(parts, tuple):
        return None
    first, second, third = parts
    if first > 999:
        return CalendarDate(year=first, month=second, day=third)
    if not (third <= 99 or 1000 <= third <= 2100):
        return None
    return first, second, third if third > 99 else third + (1900 if third > LATEST_SHORT_YEAR else 2000)


def year_range(match: Match, names: tuple[str, str], currency: AbstractSet[str]) -> list[Piece] | None:
    """Two years written as one (``1914-18``), no amount of money and no part of a longer series of numbers.

    ``names`` are those of the two captures.
    """
    begins, ends = names
    first, last, before, after = match.number(begins), match.number(ends), match.unit(-1), match.unit(0)
    if first is None or last is None or (before is not None and before.lower in currency):
        return None
    if before is not None and match.encoded.tight(match.first) and before.lower in "-–+./":
        return None
    if after is not None and match.encoded.tight(match.end) and after.lower in "-–%/":
        return None
    last += first // 100 * 100 if last < 100 else 0
    if not first < last < first + LONGEST_SPAN:
        return None
    return [
        match.piece(Reading(CalendarDate(year=first)), begins, begins, joined=True),
        match.piece(Reading(CalendarDate(year=last)), ends, ends),
    ]
