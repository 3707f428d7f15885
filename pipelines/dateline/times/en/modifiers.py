"""English words before a time that modify it: ``early``, ``the end of``, ``about``, ``more than``."""

from __future__ import annotations

from dateline.times.grammar import Modifier
from dateline.times.modifying import approximate, of_amount, within_date

AMOUNTS = frozenset({"num", "=a", "=an"})
MODIFIERS: tuple[Modifier, ...] = (
    Modifier(
        "mod.start",
        (
            "(the)? (very)? (beginning|start|dawn|outset|onset) of",
            "(the)? (first|early) (part|week|days|weeks|months) of",
            "(the)? first (quarter|half|third) of",
            "(the)? (early|small|wee) hours of",
            "(the)? opening (days|week|weeks|months) of",
            "(the)? (early|earlier) -? (in|on)?",
            "(the)? (very)? turn of",
        ),
        within_date("START"),
        (
            ("early October 1939", "1939-10"),
            ("at the beginning of 1864", "1864"),
            ("the early 1990s", "199"),
            ("the first quarter of the 19th century", "18"),
            ("in the early hours of 5 May 2010", "2010-05-05"),
        ),
    ),
    Modifier(
        "mod.end",
        (
            "(the)? (very)? (end|close) of",
            "(the)? (last|final|latter|closing) (part|days|week|weeks|months) of",
            "(the)? (last|final|second|latter) (quarter|half|third) of",
            "(the)? (rest|remainder) of",
            "(the)? late -? (in|on)?",
            "later (in|on)?",
        ),
        within_date("END"),
        (("late September 2010", "2010-09"), ("by the end of 2008", "2008")),
    ),
    Modifier(
        "mod.mid",
        ("(the)? (middle|midst) of", "(the)? (mid|middle) -? of?", "halfway through"),
        within_date("MID"),
        (("in mid-March 1982", "1982-03"), ("mid-2007", "2007"), ("the mid-1990s", "199")),
    ),
    Modifier(
        "mod.approximate",
        ("(about|around|approximately|roughly|nearly|almost|some)", "close to", "just over"),
        of_amount("APPROX"),
        (("about two weeks", "P2W"), ("nearly two years ago", "2017", "2019-09-24")),
    ),
    Modifier(
        "mod.approximate-date",
        ("(around|circa|c.|ca.)", "(ca|c) .?"),
        approximate,
        (("around March 1981", "1981-03"),),
    ),
    Modifier(
        "mod.more",
        ("(more|longer) than",),
        of_amount("MORE_THAN"),
        (("more than three years", "P3Y"),),
    ),
    Modifier(
        "mod.equal-or-more",
        ("at least", "no (less|fewer) than"),
        of_amount("EQUAL_OR_MORE"),
        (("at least three years", "P3Y"),),
    ),
    Modifier(
        "mod.over",
        ("(well)? over",),
        of_amount("MORE_THAN"),
        (("over nine months", "P9M"), ("over a year", "P1Y"), ("over the next five years", "P5Y")),
        AMOUNTS,
    ),
    Modifier(
        "mod.less",
        ("(less|fewer) than",),
        of_amount("LESS_THAN"),
        (("less than two weeks", "P2W"), ("On 5 May 2010 ; less than a week later", "2010-05-05 2010-W19")),
    ),
    Modifier(
        "mod.under",
        ("(well|just)? under",),
        of_amount("LESS_THAN"),
        (("under a month", "P1M"), ("in under two hours", "PT2H")),
        AMOUNTS,
    ),
    Modifier(
        "mod.equal-or-less",
        ("as (many|long|much) as", "up to", "at most", "no more than"),
        of_amount("EQUAL_OR_LESS"),
        (("as many as 60 days", "P60D"),),
    ),
    Modifier(
        "mod.plain",
        ("(just|only|exactly|barely|fully)", "a mere", "the (entire|whole)"),
        of_amount(None),
        (("just two weeks", "P2W"),),
    ),
)
