"""Feasts that move from year to year, computed: Easter, the Jewish year, the n-th weekday of a month.

No language is known here. Feasts that are seen or decreed (Ramadan, the Chinese New Year) are not computed.
"""

from __future__ import annotations

from datetime import date, timedelta

HEBREW_EPOCH = -1_373_427
"""The ordinal of the first day of the Hebrew calendar (Reingold and Dershowitz, *Calendrical Calculations*, ch. 8)."""


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian algorithm, Meeus, *Astronomical Algorithms*, 1991, ch. 8).

    >>> easter(2019), easter(2008)
    (datetime.date(2019, 4, 21), datetime.date(2008, 3, 23))
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Eastern Easter Sunday in the Gregorian calendar (Meeus's Julian algorithm, the same chapter).

    >>> orthodox_easter(2019), orthodox_easter(2024)
    (datetime.date(2019, 4, 28), datetime.date(2024, 5, 5))
    """
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The ``n``-th ISO ``weekday`` of a month (``n`` -1: the last).

    >>> nth_weekday(2019, 11, 4, 4)
    datetime.date(2019, 11, 28)
    """
    if n > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (n - 1))
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return last - timedelta(days=(last.isoweekday() - weekday) % 7)


def rosh_hashanah(year: int) -> date:
    """The first of Tishri that falls in a Gregorian year (Reingold and Dershowitz, ch. 8).

    >>> rosh_hashanah(2019), rosh_hashanah(2020)
    (datetime.date(2019, 9, 30), datetime.date(2020, 9, 19))
    """
    hebrew = year + 3761
    before, this, after = (_elapsed(number) for number in (hebrew - 1, hebrew, hebrew + 1))
    delay = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return date.fromordinal(HEBREW_EPOCH + this + delay)


def _elapsed(hebrew: int) -> int:
    """Days from the epoch to the new moon of a Hebrew year, put off where it would fall on a day it must not."""
    months = (235 * hebrew - 234) // 19
    day = 29 * months + (12_084 + 13_753 * months) // 25_920
    return day + (3 * (day + 1) % 7 < 3)


def passover(year: int) -> date:
    """The first day of Passover, 163 days before the next Jewish year.

    >>> passover(2019)
    datetime.date(2019, 4, 20)
    """
    return rosh_hashanah(year) - timedelta(days=163)


def hanukkah(year: int) -> date:
    """The first day of Hanukkah, 25 Kislev: a day later in a year whose Heshvan is full.

    >>> hanukkah(2019), hanukkah(2021)
    (datetime.date(2019, 12, 23), datetime.date(2021, 11, 29))
    """
    begin = rosh_hashanah(year)
    length = (rosh_hashanah(year + 1) - begin).days
    return begin + timedelta(days=84 if length in (355, 385) else 83)
