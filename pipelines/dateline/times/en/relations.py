"""How English points from an anchor to a unit: ``this``, ``last``, ``next``, ``that same``."""

from __future__ import annotations

from dateline.times.grammar import Match
from dateline.times.readings import Base, Shift

OF_YEAR = "(of|in)? (the)? {which} {yearword:=year}"

WHICH: dict[str, tuple[str, Base, int]] = {
    "this": ("this", "publication", 0),
    "current": ("this", "publication", 0),
    "last": ("last", "publication", -1),
    "this past": ("last", "publication", -1),
    "past": ("last", "publication", -1),
    "next": ("next", "publication", 1),
    "this coming": ("next", "publication", 1),
    "coming": ("next", "publication", 1),
    "upcoming": ("next", "publication", 1),
    "that": ("that", "mention", 0),
    "that same": ("that", "mention", 0),
    "same": ("that", "mention", 0),
    "previous": ("previous", "mention", -1),
    "preceding": ("previous", "mention", -1),
    "prior": ("previous", "mention", -1),
    "following": ("following", "mention", 1),
    "subsequent": ("following", "mention", 1),
}
"""Word: its code, what it counts from, how many units."""

BY_CODE = {code: (base, count) for code, base, count in WHICH.values()}


def relation(match: Match) -> str | None:
    """The code of the captured ``{which}``."""
    return match.word("which")


def year_of(match: Match) -> Shift | None:
    """``of that year``, ``of last year`` after a partial date."""
    if match["yearword"] is None or (code := relation(match)) is None:
        return None
    base, count = BY_CODE[code]
    return Shift("Y", count, base)
