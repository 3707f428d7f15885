"""On any text: no error, sound spans, sound intervals, the same answer twice, linear time."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.records import TimeMention
from dateline.times import normalise
from dateline.times.en import language
from dateline.times.normalise import MAX_MENTIONS
from dateline.times.values import interval, local_interval

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


@pytest.mark.parametrize(
    "text",
    [
        "9" * 1_000_000,
        "the " * 250_000,
        "1 " * 300_000,
        "a few " * 100_000,
        "at 6:30 p.m. in " * 40_000,
        "twenty " * 100_000,
        "2019-" * 150_000,
        "\n \n" * 200_000,
        "A" * 1_000_000,
        "A. " * 200_000,
        "in the early late " * 50_000,
        "\x00\ud800" * 200_000,
        "(" * 500_000,
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.timeout(120)
def test_hostile_text_takes_linear_time(text: str) -> None:
    mentions = normalise(text, date(2019, 9, 24))
    assert len(mentions) <= MAX_MENTIONS
    check(text, mentions)
