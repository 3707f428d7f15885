"""What a language brings: its lexicon, rules, modifiers, tense cues, zone words and joints. Data, no code paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from dateline.times.direction import TenseCues
from dateline.times.grammar import Grammar
from dateline.times.readings import Meaning


@dataclass(frozen=True, slots=True)
class ZoneWords:
    """How the language states zones: by abbreviation, IANA names by phrase, and its words.

    An abbreviation is worth minutes east of UTC, an IANA zone (the offset it has on the day), or the meanings that
    share the letters; those of ``dominant`` state their first meaning without a place. ``spelled`` gives the
    abbreviation or offset of a name before ``time``; ``alone`` are names that need no ``time``, ``peoples`` those of
    nations ("Israeli"); ``locatives`` stand before the place where something happens, ``articles`` before its
    name; ``shortened`` words inside a name end in a full stop ("St. Petersburg").

    ``time`` follows the name of a zone ("Caracas time"), ``lead`` stands before it ("hora de Caracas"): a language has
    one of them. ``known_as`` gives the name that :mod:`.placezones` knows a place by ("Londres" is London).
    """

    abbreviations: Mapping[str, int | str | tuple[Meaning, ...]]
    named: Mapping[str, str]
    time: frozenset[str]
    local: str
    in_place: frozenset[str]
    lead: frozenset[tuple[str, ...]] = frozenset()
    known_as: Callable[[str], str] = str
    dominant: frozenset[str] = frozenset()
    spelled: Mapping[str, str] = field(default_factory=dict)
    alone: frozenset[str] = frozenset()
    peoples: frozenset[str] = frozenset()
    locatives: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    shortened: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Joints:
    """The words between two expressions that belong together, as lower-case sequences.

    ``date_time``: a date, then a time; ``time_date``: a time, then a date; ``range_to``: the ends of a range;
    ``range_pair``: the same, but only after ``range_open`` ("between 2014 and 2016"); ``alternatives``: words and marks
    before the same instant in another zone ("8pm ET / 5pm PT"); ``listed``: between the dates of a list that gives its
    year at the end ("April and June 1955"); ``signals``: prepositions that keep a clock and its day two expressions
    ("8 p.m. on Friday"; TimeML 1.2.1: a SIGNAL delimits).
    """

    date_time: frozenset[tuple[str, ...]]
    time_date: frozenset[tuple[str, ...]]
    part_date: frozenset[tuple[str, ...]]
    range_to: frozenset[tuple[str, ...]]
    range_pair: frozenset[tuple[str, ...]]
    range_open: frozenset[str]
    alternatives: frozenset[str]
    listed: frozenset[tuple[str, ...]] = frozenset()
    signals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Language:
    """A language that times are read in."""

    code: str
    grammar: Grammar
    cues: TenseCues
    zones: ZoneWords
    joints: Joints
    holiday: Callable[[str, int], date]
    today: frozenset[str]
