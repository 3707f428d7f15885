"""Days that the calendar computes for a year, whatever they are called: Easter, the n-th weekday of a month."""

from __future__ import annotations

from datetime import date, timedelta


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
