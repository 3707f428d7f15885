"""Whether a time lies before or after the writing, from the verbs around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dateline.times.lexicon import Encoded, Unit

Direction = Literal["past", "present", "future"]
REACH = 30
"""Units on either side in which a verb is looked for; a clause is rarely longer."""


@dataclass(frozen=True, slots=True)
class TenseCues:
    """The verb forms of a language that tell past from future, as plain words."""

    future: frozenset[str]
    conditional: frozenset[str]
    past: frozenset[str]
    present: frozenset[str]
    copulas: frozenset[str]
    futurate: frozenset[str]
    conditional_followers: frozenset[str]
    passive: frozenset[str]
    passive_infinitive: str
    future_suffix: str | tuple[str, ...]
    past_suffix: str | tuple[str, ...]
    not_past: frozenset[str]
    expecting: frozenset[str]
    expecting_prepositions: frozenset[str]
    infinitive: str
    clause_end: frozenset[str]
    not_future: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    pluperfect: frozenset[str] = frozenset()
    during: frozenset[str] = frozenset()
    bounds: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    comparing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cue:
    """A direction and the word that gave it."""

    direction: Direction
    basis: str


def cue_at(encoded: Encoded, first: int, end: int, cues: TenseCues) -> Cue | None:
    """The nearest verb cue: to the left within the clause, else to the right.

    The verb that a time modifies stands before it more often than after it ("will meet on Tuesday"); when the
    time opens the clause it comes after ("On Monday, 16 states accepted").
    """
    units = encoded.units
    for index in range(first - 1, max(-1, first - 1 - REACH), -1):
        if _ends_clause(units, index, cues) or units[index].lower in cues.openers:
            break
        if units[index].lower in cues.copulas and first - index <= 2:
            return Cue("future", f"verb:{units[index].lower}")  # "the final is on Friday"
        if found := _cue(units, index, cues):
            return found
    for index in range(end, min(len(units), end + REACH)):
        if _ends_clause(units, index, cues):
            break
        if found := _cue(units, index, cues):
            return found
    return None


def _ends_clause(units: list[Unit], index: int, cues: TenseCues) -> bool:
    unit = units[index]
    return unit.shape == "break" or (unit.shape == "mark" and unit.lower in cues.clause_end)


def _cue(units: list[Unit], index: int, cues: TenseCues) -> Cue | None:
    unit = units[index]
    if unit.shape not in ("word", "possessive"):
        return None
    word = unit.lower
    following = units[index + 1].lower if index + 1 < len(units) else ""
    before = units[index - 1].lower if index else ""
    if announced := _announced(word, following, cues):
        return Cue("future", announced)
    if word in cues.copulas and before != cues.infinitive:
        return Cue("present", f"verb:{word}")
    if word in cues.past:
        return (
            Cue("future", f"verb:{before} {word}") if before == cues.passive_infinitive else Cue("past", f"verb:{word}")
        )
    if word.endswith(cues.past_suffix) and len(word) > 4 and word not in cues.not_past:
        if before in cues.passive and not unit.capitalised:
            return Cue("future", f"verb:{before} {word}") if before == cues.passive_infinitive else None
        return Cue("past", f"verb:{word}")
    if before == cues.infinitive and index > 1 and unit.shape == "word" and units[index - 2].lower in cues.expecting:
        return Cue("future", f"verb:{units[index - 2].lower} {before} {word}")
    return None


def _announced(word: str, following: str, cues: TenseCues) -> str | None:
    """The words that put what follows after the writing, if these do."""
    if (
        word in cues.future
        or word in cues.futurate
        or (word.endswith(cues.future_suffix) and word not in cues.not_future)
    ):
        return f"verb:{word}"
    if word in cues.conditional and following in cues.conditional_followers:
        return f"verb:{word}"
    if word in cues.expecting and following in cues.expecting_prepositions:
        return f"verb:{word} {following}"
    if word in cues.present and following == cues.infinitive:
        return f"verb:{word} {following}"
    announced = word == cues.infinitive and following == cues.passive_infinitive
    return f"verb:{word} {following}" if announced else None
