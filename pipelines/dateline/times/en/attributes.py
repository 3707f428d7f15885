"""The English adjective that places a thing before the time that is told: ``the former president``.

TIMEX2 and TimeML list it as a lexical trigger. In news it is mostly part of a title ("former President Bush") and the
annotated news corpora leave it out; histories have it marked. So it holds in a text that tells a history.
"""

from __future__ import annotations

from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading

HISTORY = "It began in 1861 . In 1862 , in 1863 , in 1864 , in 1865 , in 1866 and in 1867 it went on ."
"""Enough dates to make a text a history."""

HISTORY_VALUES = "1861 1862 1863 1864 1865 1866 1867"


def _attribute(match: Match) -> Built:
    """An adjective: a word follows, and no article makes it a noun (``the former did, the latter did not``)."""
    after = match.unit(0)
    if after is None or after.shape not in ("word", "abbreviation") or after.lower in NO_NOUN:
        return None
    return Reading(Fixed("DATE", "PAST_REF"), narrative=True)


NO_NOUN = frozenset(
    ["of", "and", "or", "was", "were", "is", "are", "had", "has", "did", "to", "in", "on", "at", "by", "for", "with",
     "as", "but", "being", "an", "a", "the"]
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    Rule(
        "reference.former",
        ("former",),
        _attribute,
        (
            (f"{HISTORY} The former president led it", f"{HISTORY_VALUES} PAST_REF"),
            ("The former president spoke", ""),
        ),
    ),
)
