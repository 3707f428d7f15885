"""English deictic references without a date: ``now``, ``recently``, ``the future``."""

from __future__ import annotations

from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading


def _reference(match: Match) -> Built:
    value = match.word("reference") or "PRESENT_REF"
    return Reading(Fixed("DATE", value))


def _attribute(match: Match) -> Built:
    """``the current president``, ``future wars``: an adjective of the present, the past or what is to come."""
    if match["future"] is not None:
        return Reading(Fixed("DATE", "FUTURE_REF"))
    word = match.encoded.units[match.first].lower
    return Reading(Fixed("DATE", "PAST_REF" if word == "recent" else "PRESENT_REF"))


def _past(match: Match) -> Built:
    """``in the past``: not ``the past tense``, ``the past president``."""
    after = match.unit(0)
    if after is not None and after.shape == "word" and after.lower not in AFTER_PAST:
        return None
    value = {"past": "PAST_REF", "present": "PRESENT_REF", "future": "FUTURE_REF"}
    return [match.piece(Reading(Fixed("DATE", value[match.encoded.units[match.end - 1].lower])), "the")]


AFTER_PAST = frozenset(
    [
        "and",
        "or",
        "but",
        "to",
        "for",
        "with",
        "when",
        "that",
        "by",
        "as",
        "he",
        "she",
        "it",
        "they",
        "we",
        "is",
        "was",
        "has",
        "had",
        "have",
        "are",
        "of",
        "in",
        "on",
    ]
)

RULES: tuple[Rule, ...] = (
    Rule(
        "reference.word",
        ("{reference}",),
        _reference,
        (("he is now in office", "PRESENT_REF"), ("it was recently announced", "PAST_REF")),
    ),
    Rule(
        "reference.past",
        ("(in|for|of|from|about|to|at) {the:=the} (past|present|future)", "in {the:=future}", "at {the:=present}"),
        _past,
        (("as in the past .", "PAST_REF"), ("hope for the future .", "FUTURE_REF"), ("in the past tense", "")),
    ),
    Rule(
        "reference.attribute",
        ("(recent|current|{future:=future}|modern -? day)",),
        _attribute,
        (
            ("the recent coup", "PAST_REF"),
            ("the current president", "PRESENT_REF"),
            ("future wars", "FUTURE_REF"),
            ("modern-day Belize", "PRESENT_REF"),
        ),
    ),
)
