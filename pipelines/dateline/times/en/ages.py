"""English lengths and ages that describe something: ``a decade-old feud``, ``a yearlong siege``, ``33-year-old``."""

from __future__ import annotations

from dateline.times.amounts import duration
from dateline.times.en.durations import unit_of
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading


def _long(match: Match) -> Built:
    amount = match["num"]
    if amount is None and match["single"] is not None:
        amount = 1 if match["half"] is None else 1.5
    return Reading(Fixed("DURATION", duration(amount, unit_of(match) or "Y")))


def _age(match: Match) -> Built:
    amount = match["num"]
    return Reading(Fixed("DURATION", duration(amount, unit_of(match) or "Y")))


RULES: tuple[Rule, ...] = (
    Rule(
        "duration.long",
        (
            "{plural} -? (long|old)",
            "{single} -? (long|old)",
            "{single} - and - a - {half:=half} -? long",
            "{num} -? {unit} -? long",
        ),
        _long,
        (
            ("a decades-long dispute", "PXDE"),
            ("a year-long siege", "P1Y"),
            ("a decade-old feud", "P10Y"),
            ("a six-month-long siege", "P6M"),
        ),
    ),
    Rule(
        "duration.long-word",
        ("{long}",),
        lambda match: Reading(Fixed("DURATION", match.word("long") or "P1D")),
        (("a yearlong siege", "P1Y"),),
    ),
    Rule(
        "duration.age",
        (
            "{num} -? ({unit}|{short-unit}) -? (old|olds)",
            "{num} -? to -? {n:num} -? {unit} -? (old|olds)",
            "{num} {unit} of age",
        ),
        _age,
        (("a 33-year-old man", "P33Y"), ("18 years old", "P18Y"), ("three-year-olds", "P3Y")),
    ),
)
