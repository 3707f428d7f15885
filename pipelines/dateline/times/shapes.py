"""What a token can be by its shape alone: digits, clock times, decades, ordinals, numeric and ISO dates."""

from __future__ import annotations

import re
from collections.abc import Callable

from dateline.times.orthography import Orthography
from dateline.times.tokens import Value

LEADING_DIGITS = re.compile(r"\d+")


def _whole(digits: str) -> dict[str, Value]:
    """Classes of a run of digits.

    >>> _whole("09")
    {'num': 9, 'dom': 9, 'moy': 9, 'hour12': 9, 'hour24': 9, 'two': 9}
    """
    if len(digits) > 9:
        return {"digits": 0}
    number = int(digits)
    classes: dict[str, Value] = {"num": number}
    if len(digits) <= 2:
        classes |= {"dom": number} if 1 <= number <= 31 else {}
        classes |= {"moy": number, "hour12": number} if 1 <= number <= 12 else {}
        classes |= {"hour24": number} if number <= 24 else {}
        classes |= {"two": number} if len(digits) == 2 else {}
    elif len(digits) == 3:
        classes["year3"] = number
    elif len(digits) == 4:
        classes |= {"year": number} if 1000 <= number <= 2100 else {}
        classes |= {"hhmm": number} if number // 100 <= 24 and number % 100 <= 59 else {}
    return classes


def _clock(text: str) -> dict[str, Value]:
    parts = tuple(int(part) for part in text.split(":"))
    if parts[0] > 24 or parts[1] > 59 or (len(parts) > 2 and parts[2] > 60):
        return {}
    return {"clock": parts, "hourly": 1} if 1 <= parts[0] <= 12 else {"clock": parts}


def _number(text: str) -> dict[str, Value]:
    if "," in text:
        whole = text.split(".", maxsplit=1)[0].replace(",", "")
        return {"num": int(whole)} if len(whole) <= 9 else {"digits": 0}
    whole, dot, fraction = text.partition(".")
    if not dot:
        return _whole(whole)
    classes: dict[str, Value] = {"num": float(text), "decimal": 1} if len(text) <= 9 else {"digits": 0}
    if len(fraction) == 2 and len(whole) <= 2 and int(whole) <= 24 and int(fraction) <= 59:
        classes["dotclock"] = (int(whole), int(fraction))
    return classes


def _decade(text: str) -> dict[str, Value]:
    digits = (LEADING_DIGITS.search(text) or [""])[0]
    if len(digits) == 4 and digits[3] == "0" and 1000 <= int(digits) <= 2100:
        return {"decade": int(digits) // 10}
    if len(digits) == 3:
        return {"early-decade": int(digits) // 10}
    if len(digits) == 2:
        return {"short-decade": int(digits) // 10}
    return {}


def _calendar(text: str) -> dict[str, Value]:
    parts = tuple(int(part) for part in re.split(r"[/.]", text))
    return {"numeric-date": parts}


def _ordinal(text: str) -> dict[str, Value]:
    number = int((LEADING_DIGITS.match(text) or ["0"])[0])
    return {"ord": number, "dom-ord": number} if 1 <= number <= 31 else {"ord": number}


Shapes = dict[str, Callable[[str], dict[str, Value]]]


def shapes(orthography: Orthography) -> Shapes:
    """What reads the text of each shape in a language that writes numbers so.

    >>> shapes(Orthography(grouping=".", decimal=","))["number"]("1.250")
    {'num': 1250}
    """
    return {
        "number": _number if orthography.plain("1.5") == "1.5" else lambda text: _number(orthography.plain(text)),
        "clock": _clock,
        "decade": _decade,
        "ordinal": _ordinal,
        "slashed": _calendar,
        "dotted": _calendar,
        "iso": lambda text: {"iso": text},
        "break": lambda _: {"break": 0},
    }


# One specimen for every set of classes that a shape can have, so that patterns know all symbols beforehand; numbers
# are in the international form, of ordinals and decades only the digits matter.
SPECIMENS: tuple[tuple[str, str], ...] = (
    *(("number", f"{n}") for n in (*range(61), 99, 100, 999, 1000, 1159, 1160, 2100, 2101, 2359, 2360, 2460, 9999)),
    *(("number", f"{n:02d}") for n in range(61)),
    *(("number", text) for text in ("0030", "0060", "10000", "1,000", "1,000,000,000,000", "9" * 10)),
    *(("number", text) for text in ("2.5", "2.30", "2.75", "99.30", "1234567.25", "123456789.25", "0.5")),
    *(("clock", text) for text in ("6:30", "18:30", "0:30", "6:30:15", "18:30:15", "25:99")),
    *(("decade", text) for text in ("1990s", "90s", "9990s", "470s")),
    *(("slashed", "1/2/2003"), ("dotted", "1.2.2003"), ("iso", "2019-09-24"), ("break", "\n\n")),
    *(("ordinal", text) for text in ("1st", "31st", "32nd", "0th")),
)
