"""Spanish: the common forms of news, in the shape of :mod:`dateline.times.en`.

It knows dates, relative expressions, clocks with their zones, durations, sets, ranges, modifiers and the tenses that
tell last Monday from next. It does not know fiscal periods by company, saints' days, or dialects beyond their words.
"""

from __future__ import annotations

from functools import cache

from dateline.times.direction import TenseCues
from dateline.times.es import (
    clock,
    days,
    durations,
    holidays,
    modifiers,
    numerals,
    relative,
    sets,
    tense,
    words,
    years,
    zones,
)
from dateline.times.grammar import Grammar, Rule
from dateline.times.language import Joints, Language, ZoneWords
from dateline.times.lexicon import Lexicon
from dateline.times.orthography import Orthography

RULES: tuple[Rule, ...] = (
    *days.RULES,
    *years.RULES,
    *clock.RULES,
    *durations.RULES,
    *sets.RULES,
    *relative.RULES,
)

ORTHOGRAPHY = Orthography(ordinal=r"\.?[ºª°]|er|ro|do|da|ra|to|ta|vo|va|mo|ma|no|na", grouping=".", decimal=",")

JOINTS = Joints(
    date_time=frozenset({(), (",",), ("a",), ("al",), (",", "a"), ("sobre",), ("hacia",), ("desde",)}),
    time_date=frozenset({(), (",",), ("del",), ("de",)}),
    part_date=frozenset({(), (",",), ("del",), ("de",)}),
    range_to=frozenset({("-",), ("–",), ("—",), ("a",), ("al",), ("hasta",), ("y", "hasta")}),
    range_pair=frozenset({("y",)}),
    range_open=frozenset({"entre"}),
    alternatives=frozenset({"/", "o", ",", ";"}),
    signals=frozenset({"a", "al", "sobre", "hacia", "desde"}),
    listed=frozenset({("y",), ("o",), (",",), ("y", "en"), ("y", "de")}),
)


@cache
def language() -> Language:
    """The Spanish language, compiled on first use."""
    return Language(
        code="es",
        grammar=Grammar(Lexicon(words.entries(), numerals.numeral, ORTHOGRAPHY), RULES, modifiers.MODIFIERS),
        cues=TenseCues(
            future=tense.FUTURE,
            conditional=frozenset(),
            past=tense.PAST,
            present=frozenset(),
            copulas=tense.COPULAS,
            futurate=tense.FUTURATE,
            conditional_followers=frozenset(),
            passive=frozenset(),
            passive_infinitive="ser",
            future_suffix=tense.FUTURE_ENDINGS,
            past_suffix=tense.PAST_ENDINGS,
            not_past=tense.NOT_PAST,
            expecting=tense.EXPECTING,
            expecting_prepositions=tense.AFTER_EXPECTING,
            infinitive="a",
            clause_end=tense.CLAUSE_END,
            not_future=tense.NOT_FUTURE,
            openers=tense.OPENERS,
            destined=frozenset({"para"}),
            conditions=frozenset({"si"}),
        ),
        zones=ZoneWords(
            abbreviations=zones.ABBREVIATIONS,
            named=zones.NAMED,
            time=frozenset(),
            local=zones.LOCAL,
            in_place=zones.IN_PLACE,
            locatives=zones.LOCATIVES,
            shortened=frozenset({"st", "sta", "sto"}),
            lead=zones.LEADS,
            known_as=zones.known_as,
        ),
        joints=JOINTS,
        holiday=holidays.holiday,
        today=frozenset({"hoy"}),
    )
