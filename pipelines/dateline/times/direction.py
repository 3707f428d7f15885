"""Whether a time lies before or after the writing, from the verbs around it.

A light morphology (word lists, endings, the word beside) instead of a tagger, after measuring both in November 2026
(``python -m tests.bench.times.tense``): of the bare weekdays of 42 newswire sentences that neither was tuned on, spaCy
(small English model; tagger and parser) put 39 on the right day and the light morphology 38 (40 with what that
taught); of our own cases 96 and 97 of 98, of MEANTIME's development articles 17 and 17 of 17. spaCy took 60-75 ms of
CPU per document of 3 KB, twenty times the whole times stage. So the stage needs no tagger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from dateline.times.lexicon import Encoded, Unit
from dateline.times.memo import Memo

Direction = Literal["past", "present", "future"]
COPULA_REACH = 3
"""Units between a copula and a time that it is said of ("the shop is shut from Monday")."""

CONDITION_REACH = 6
"""Units before the verb of a condition in which its conjunction is looked for."""

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
    perfect: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    since: frozenset[str] = frozenset()
    plural_suffix: str = "s"
    plural_endings: tuple[str, ...] = ()
    dated: frozenset[str] = frozenset()
    destined: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    progressive_suffix: str = ""
    scheduled: frozenset[str] = frozenset()
    silent: Memo[bool] = field(init=False, repr=False, compare=False)
    """Whether a lower-case word can say nothing of time, whatever stands beside it: most words of a clause."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "silent", Memo(self._is_silent))

    def _is_silent(self, word: str) -> bool:
        told = (
            *(self.future, self.conditional, self.past, self.present, self.copulas, self.futurate, self.expecting),
            *(self.clause_end, self.openers, self.dated, self.scheduled, (self.infinitive,)),
        )
        endings = (self.future_suffix, self.past_suffix, self.progressive_suffix or ())
        return bool(word.strip()) and not any(word in words for words in told) and not word.endswith(_flat(endings))


def _flat(endings: Iterable[str | tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(chain.from_iterable((each,) if isinstance(each, str) else each for each in endings))


@dataclass(frozen=True, slots=True)
class Cue:
    """A direction and the word that gave it."""

    direction: Direction
    basis: str


def cue_at(encoded: Encoded, first: int, end: int, cues: TenseCues) -> Cue | None:
    """The nearest verb cue: to the left within the clause, else to the right.

    The verb that a time modifies stands before it more often than after it ("will meet on Tuesday"); when the
    time opens the clause it comes after ("On Monday, 16 states accepted"). Without any, the present tense of what is
    on a timetable puts it after the writing ("Voters go to the polls on Sunday").
    """
    units = encoded.units
    if first and (governed := _governed(units, first, end, cues)):
        return governed
    found, start = _left(units, first, cues)
    if found is None:
        found = _right(units, end, cues)
    if found is not None and found.direction != "present":
        return found
    return _conditional(units, start, first, cues) or found


def _governed(units: list[Unit], first: int, end: int, cues: TenseCues) -> Cue | None:
    """What the preposition before a time says: ``since Monday``, ``a strike called for Tuesday``."""
    before = units[first - 1].lower
    if before in cues.since:
        return Cue("past", f"preposition:{before}")
    attribute = end < len(units) and units[end].shape == "possessive"
    return Cue("future", f"preposition:{before}") if before in cues.destined and not attribute else None


def _left(units: list[Unit], first: int, cues: TenseCues) -> tuple[Cue | None, int]:
    """The nearest cue before a time in its clause, and where the search ended."""
    index = first
    silent, infinitive = cues.silent, cues.infinitive
    for index in range(first - 1, max(-1, first - 1 - REACH), -1):
        if silent[units[index].lower] and (not index or units[index - 1].lower != infinitive):
            continue
        if _ends_clause(units, index, cues) or units[index].lower in cues.openers:
            return None, index + 1
        if units[index].lower in cues.copulas and first - index <= COPULA_REACH:
            return Cue("future", f"verb:{units[index].lower}"), index  # "the final is on Friday"
        if found := _scheduled(units, index, cues) or _cue(units, index, cues):
            return found, index
    return None, index


def _right(units: list[Unit], end: int, cues: TenseCues) -> Cue | None:
    silent, infinitive = cues.silent, cues.infinitive
    for index in range(end, min(len(units), end + REACH)):
        if silent[units[index].lower] and (not index or units[index - 1].lower != infinitive):
            continue
        if _ends_clause(units, index, cues):
            return None
        if found := _scheduled(units, index, cues) or _cue(units, index, cues):
            return found
    return None


def _scheduled(units: list[Unit], index: int, cues: TenseCues) -> Cue | None:
    """The present tense of what is on a timetable: ``voters go to the polls on Sunday``."""
    word = units[index].lower
    if word not in cues.scheduled or not index or not _present(units[index - 1], word, cues):
        return None
    return Cue("future", f"verb:{word}")


def _conditional(units: list[Unit], start: int, first: int, cues: TenseCues) -> Cue | None:
    """What a condition says: ``if no deal is reached by Monday``."""
    for index in range(max(0, start - CONDITION_REACH), first):
        if units[index].lower in cues.conditions:
            return Cue("future", f"condition:{units[index].lower}")
    return None


def _present(before: Unit, word: str, cues: TenseCues) -> bool:
    """Whether a verb of timetables is finite: its -s form after a noun, its plain form after a plural."""
    third = word.endswith(cues.plural_suffix)
    if third and before.shape == "mark":
        return before.lower == ","
    if before.shape != "word" or before.lower in cues.determiners:
        return False
    return not before.lower.endswith(cues.plural_suffix) if third else before.lower.endswith(cues.plural_endings)


def _ends_clause(units: list[Unit], index: int, cues: TenseCues) -> bool:
    unit = units[index]
    return unit.shape == "break" or (unit.shape == "mark" and unit.lower in cues.clause_end)


def _cue(units: list[Unit], index: int, cues: TenseCues) -> Cue | None:
    unit = units[index]
    if unit.shape not in ("word", "possessive") or (unit.capitalised and "month" in unit.classes):
        return None
    word = unit.lower
    following = units[index + 1].lower if index + 1 < len(units) else ""
    before = units[index - 1].lower if index else ""
    if before not in cues.negations and (announced := _announced(word, following, cues)):
        return Cue("future", announced)
    if cues.progressive_suffix and word.endswith(cues.progressive_suffix) and before in cues.copulas:
        return Cue("future", f"verb:{before} {word}")  # "ministers are meeting on Wednesday"
    if word in cues.dated and before in cues.copulas:
        return Cue("future", f"verb:{before} {word}")  # "is expected back at work on Monday"
    if word in cues.copulas and before != cues.infinitive:
        return Cue("present", f"verb:{word}")
    if word in cues.past:
        if before == cues.passive_infinitive or before in cues.future or before in cues.conditional:
            return Cue("future", f"verb:{before} {word}")  # "could hit", "will put": the forms are the same
        return None if before == cues.infinitive or before in cues.passive else Cue("past", f"verb:{word}")
    if word.endswith(cues.past_suffix) and len(word) > 4 and word not in cues.not_past:
        if before in cues.passive and not unit.capitalised:
            return Cue("future", f"verb:{before} {word}") if before == cues.passive_infinitive else None
        return Cue("past", f"verb:{word}")
    if before == cues.infinitive and index > 1 and unit.shape == "word" and units[index - 2].lower in cues.expecting:
        return Cue("future", f"verb:{units[index - 2].lower} {before} {word}")
    return None


def _expects(word: str, following: str, cues: TenseCues) -> bool:
    """Whether what is expected comes at the time: ``scheduled for Monday``, not ``agreed on Monday``."""
    return following == cues.infinitive or not cues.dated or word in cues.dated


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
    if word in cues.conditional and following not in cues.perfect:
        return f"verb:{word}"
    if word in cues.expecting and following in cues.expecting_prepositions and _expects(word, following, cues):
        return f"verb:{word} {following}"
    if word in cues.present and following == cues.infinitive:
        return f"verb:{word} {following}"
    announced = word == cues.infinitive and following == cues.passive_infinitive
    return f"verb:{word} {following}" if announced else None
