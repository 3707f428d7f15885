"""How Spanish points from an anchor to a unit: ``este``, ``el … pasado``, ``el próximo``, ``ese mismo``."""

from __future__ import annotations

from dateline.times.grammar import Match
from dateline.times.readings import Base, Shift

BASES: dict[str, tuple[Base, int]] = {
    "this": ("publication", 0),
    "last": ("publication", -1),
    "next": ("publication", 1),
    "that": ("mention", 0),
    "previous": ("mention", -1),
    "following": ("mention", 1),
}
"""The code of a pointer: what it counts from and how many units."""

BEFORE = {
    "este": "this", "esta": "this", "este mismo": "this", "esta misma": "this", "presente": "this", "actual": "this",
    "pasado": "last", "pasada": "last", "próximo": "next", "próxima": "next", "ese": "that", "esa": "that",
    "aquel": "that", "aquella": "that", "mismo": "that", "misma": "that", "ese mismo": "that", "esa misma": "that",
    "aquel mismo": "that", "aquella misma": "that", "siguiente": "following", "anterior": "previous",
}  # fmt: skip
"""Pointers before the unit."""

AFTER = {
    "pasado": "last", "pasada": "last", "último": "last", "próximo": "next", "próxima": "next", "que viene": "next",
    "que entra": "next", "entrante": "next", "en curso": "this", "actual": "this", "corriente": "this",
    "siguiente": "following", "posterior": "following", "anterior": "previous", "previo": "previous",
    "previa": "previous",
}  # fmt: skip
"""Pointers after it."""

PLURAL = {
    "últimos": "past", "últimas": "past", "pasados": "past", "pasadas": "past", "próximos": "future",
    "próximas": "future", "siguientes": "future", "primeros": "", "primeras": "",
}  # fmt: skip
"""Pointers at several units, and their direction."""

OF_YEAR = ("(de|del) {which:which-before} {yearword:=año}", "(de|del) {yearword:=año} {which:which-after}")
"""``de este año``, ``del año pasado`` after a date without its year."""


def relation(match: Match) -> str | None:
    """The code of the captured ``{which}``."""
    return match.word("which")


def year_of(match: Match) -> Shift | None:
    """The year that a partial date points at."""
    code = relation(match)
    if match["yearword"] is None or code is None:
        return None
    base, count = BASES[code]
    return Shift("Y", count, base)
