"""The English words of time and what each can be."""

from __future__ import annotations

from dateline.times.en.holidays import HOLIDAYS
from dateline.times.en.names import IDIOMS, NAMES
from dateline.times.en.numerals import NUMERAL_WORDS, SMALL, TENS
from dateline.times.en.relations import WHICH
from dateline.times.en.zones import ABBREVIATIONS
from dateline.times.lexicon import Entry

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH_SHORT = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAY_SHORT = {
    "mon": 1, "tue": 2, "tues": 2, "wed": 3, "weds": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7,
}  # fmt: skip

CAPITAL_ONLY = {"march", "may", "august"}
"""Months that are other words in lower case."""

SEASONS = {"spring": "SP", "springtime": "SP", "summer": "SU", "summertime": "SU", "autumn": "FA", "fall": "FA",
           "midsummer": "SU", "midwinter": "WI", "winter": "WI", "wintertime": "WI"}  # fmt: skip

UNITS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "fortnight": "FN", "weekend": "WE",
    "month": "M", "quarter": "Q", "year": "Y", "decade": "DE", "century": "CE",
}  # fmt: skip
"""Calendar and clock units by the code of :mod:`dateline.times.values` (clock units begin with ``T``)."""

UNIT_SHORT = {
    "mins": "TM",
    "min": "TM",
    "hrs": "TH",
    "secs": "TS",
    "yrs": "Y",
    "centuries": "CE",
    "yr": "Y",
    "hr": "TH",
}

PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "dawn": "MO",
         "noontime": "MI", "midday": "MI", "daytime": "DT", "nighttime": "NI", "night-time": "NI", "dusk": "EV",
         "lunchtime": "MI"}  # fmt: skip

ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]

DECADE_WORDS = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8,
                "nineties": 9}  # fmt: skip

PART_PLURALS = {"mornings": "MO", "afternoons": "AF", "evenings": "EV", "nights": "NI"}

FREQUENCY = {"hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W",
             "biweekly": "P2W", "monthly": "P1M", "quarterly": "P1Q", "yearly": "P1Y", "annual": "P1Y",
             "annually": "P1Y", "semiannual": "P6M", "semiannually": "P6M", "biennial": "P2Y",
             "everyday": "P1D", "semi-annual": "P6M", "semi-annually": "P6M", "half-yearly": "P6M",
             "twice-yearly": "P1Y", "twice-weekly": "P1W", "twice-daily": "P1D", "bi-weekly": "P2W",
             "bi-monthly": "P2M", "bimonthly": "P2M", "bi-annual": "P6M",
             "biannual": "P6M", "triennial": "P3Y"}  # fmt: skip

REFERENCES = {
    # TimeML marks the adverbs and phrases that point at the time of writing or vaguely before and after it.
    "now": "PRESENT_REF",
    "right now": "PRESENT_REF",
    "currently": "PRESENT_REF",
    "presently": "PRESENT_REF",
    "at present": "PRESENT_REF",
    "at the present": "PRESENT_REF",
    "at the present time": "PRESENT_REF",
    "at the moment": "PRESENT_REF",
    "at this moment": "PRESENT_REF",
    "these days": "PRESENT_REF",
    "nowadays": "PRESENT_REF",
    "for the time being": "PRESENT_REF",
    "present day": "PRESENT_REF",
    "the present day": "PRESENT_REF",
    "present-day": "PRESENT_REF",
    "modern day": "PRESENT_REF",
    "this moment": "PRESENT_REF",
    "to date": "PRESENT_REF",
    "recently": "PAST_REF",
    "more recently": "PAST_REF",
    "most recently": "PAST_REF",
    "just recently": "PAST_REF",
    "very recently": "PAST_REF",
    "until recently": "PAST_REF",
    "lately": "PAST_REF",
    "the recent past": "PAST_REF",
    "long ago": "PAST_REF",
    "not long ago": "PAST_REF",
    "the future": "FUTURE_REF",
    "the near future": "FUTURE_REF",
    "the foreseeable future": "FUTURE_REF",
    "the not too distant future": "FUTURE_REF",
    "near future": "FUTURE_REF",
}


LONG = {"hourlong": "PT1H", "daylong": "P1D", "weeklong": "P1W", "monthlong": "P1M", "yearlong": "P1Y"}


def _calendar_words() -> list[Entry]:
    entries = [Entry(name, {"month": n}, capital=name in CAPITAL_ONLY) for n, name in enumerate(MONTHS, 1)]
    entries += [
        Entry(short + dot, {"month": n}, capital=True) for short, n in MONTH_SHORT.items() for dot in ("", " .")
    ]
    entries += [Entry(name, {"weekday": n}) for n, name in enumerate(WEEKDAYS, 1)]
    entries += [Entry(name + "s", {"weekdays": n}) for n, name in enumerate(WEEKDAYS, 1)]
    entries += [
        Entry(s + dot, {"weekday-short": n}, capital=True) for s, n in WEEKDAY_SHORT.items() for dot in ("", " .")
    ]
    entries += [Entry(name, {"season": code}) for name, code in SEASONS.items()]
    entries += [Entry(name, {"holiday": key}, capital=name[0].isupper()) for name, key in HOLIDAYS.items()]
    return entries


def _unit_words() -> list[Entry]:
    entries = []
    for name, code in UNITS.items():
        kind = "clock-unit" if code.startswith("T") else "calendar-unit"
        plural = "centuries" if name == "century" else name + "s"
        entries.append(Entry(name, {"unit": code, "single": code, kind: code}))
        entries.append(Entry(plural, {"unit": code, "plural": code, kind: code}))
    entries += [Entry(short, {"short-unit": code}) for short, code in UNIT_SHORT.items()]
    entries += [Entry(name, {"part": code}) for name, code in PARTS.items()]
    entries += [Entry(name, {"parts": code}) for name, code in PART_PLURALS.items()]
    return entries


def _spelled_out() -> list[Entry]:
    """Ordinals beyond twenty, and the years and decades of the last two centuries in words, as speech writes them."""
    ones = {name: n for name, n in SMALL.items() if 0 < n < 10}
    found = [
        Entry(f"{tens}-{name}", {"ordword": number + n})
        for tens, number in TENS.items()
        for n, name in enumerate(ORDINALS[:9], 1)
    ]
    found += [Entry(f"{name[:-1]}ieth", {"ordword": number}) for name, number in TENS.items() if number > 20]
    for century, base in (("eighteen", 1800), ("nineteen", 1900)):
        for tens, number in TENS.items():
            found.append(Entry(f"{century} {tens}", {"year": base + number}))
            for joint in ("-", " "):
                found += [
                    Entry(f"{century} {tens}{joint}{name}", {"year": base + number + n}) for name, n in ones.items()
                ]
        for name, n in DECADE_WORDS.items():
            found += [Entry(f"{century}{joint}{name}", {"decade": base // 10 + n}) for joint in ("-", " ")]
    return found


def entries() -> list[Entry]:
    """All entries of the English lexicon."""
    found = _calendar_words() + _unit_words()
    found += [Entry(name, {"ordword": n}) for n, name in enumerate(ORDINALS, 1)]
    found += [Entry(name, {"decade-word": n}) for name, n in DECADE_WORDS.items()]
    found += _spelled_out()
    found += [Entry(name, {"long": value}) for name, value in LONG.items()]
    found += [Entry(name, {"frequency": value}) for name, value in FREQUENCY.items()]
    found += [Entry(name, {"reference": value}) for name, value in REFERENCES.items()]
    found += [Entry(word, {"numeral": value}) for word, value in NUMERAL_WORDS.items()]
    found += [
        Entry(phrase, {"num": value, "numeral": 0, "vague": 1} if value == "X" else {"num": value, "numeral": 0})
        for phrase, value in VAGUE.items()
    ]
    found += [Entry(word, {"which": code}) for word, (code, _, _) in WHICH.items()]
    found += [Entry(f"q{n}", {"quarter-code": n}) for n in range(1, 5)]
    found += [Entry(f"h{n}", {"half-code": n}, capital=True) for n in (1, 2)]
    found += [Entry(f"w{n:02d}", {"isoweek": n}, capital=True) for n in range(1, 54)]
    found += [Entry(f"fy{n}", {"fiscal-code": n}, capital=True) for n in range(1970, 2060)]
    found += [Entry(f"fy{n % 100:02d}", {"fiscal-code": n}, capital=True) for n in range(1970, 2060)]
    found += [Entry(name, {"name": 0}, capital=True) for name in NAMES]
    found += [Entry(phrase, {"name": 0}) for phrase in IDIOMS]
    found += [Entry(mark, {"bracket": 0}) for mark in "(["]
    found += [Entry(mark, {"quote": 0}) for mark in "'’‘"]
    found += [Entry(dash, {"dash": 0}) for dash in "-–—−"]
    found += [Entry(word, {"am": half}) for word, half in AM_PM.items()]
    found += [Entry(letters.upper(), {"zone": 0}, capital=True) for letters in ABBREVIATIONS]
    found += [Entry(word, {"bc": 1}, capital=True) for word in ("BC", "B.C.", "B.C", "BCE", "B.C.E.")]
    found += [Entry(word, {"ad": 1}, capital=True) for word in ("AD", "A.D.", "A.D", "CE", "C.E.")]
    return found


VAGUE: dict[str, int | float | str] = {
    "a few": "X", "a couple of": "X", "a couple": "X", "couple of": "X", "several": "X", "few": "X", "many": "X",
    "a number of": "X",
    "some": "X", "various": "X", "numerous": "X", "countless": "X", "a dozen": 12, "half a dozen": 6, "half a": 0.5,
    "half an": 0.5,  "a hundred": 100, "the few": "X", "an undetermined number of": "X",
    "quite a few": "X", "tens of": "X", "dozens of": "X", "hundreds of": "X", "thousands of": "X",
}  # fmt: skip

AM_PM = {"am": 0, "a.m.": 0, "a.m": 0, "pm": 12, "p.m.": 12, "p.m": 12}
