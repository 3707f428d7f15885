"""English: everything that the times stage knows of the language. A second language is a second such folder."""

from __future__ import annotations

from functools import cache

from dateline.times.direction import TenseCues
from dateline.times.en import holidays, modifiers, numerals, tense, words, zones
from dateline.times.en.rules import RULES
from dateline.times.grammar import Grammar
from dateline.times.language import Joints, Language, ZoneWords
from dateline.times.lexicon import Lexicon
from dateline.times.orthography import Orthography

ORTHOGRAPHY = Orthography(ordinal="st|nd|rd|th", decade="['’]?s", possessive="['’]s")

JOINTS = Joints(
    date_time=frozenset({(), (",",), ("at",), (",", "at"), ("around",), ("at", "about"), ("at", "around"), ("by",)}),
    time_date=frozenset({(), (",",), ("on",), (",", "on"), ("of",), ("on", "the")}),
    part_date=frozenset({(), ("of",), ("on",), (",",), ("of", "the"), ("before",)}),
    range_to=frozenset(
        {
            ("-",),
            ("–",),
            ("—",),
            ("to",),
            ("through",),
            ("until",),
            ("till",),
            ("up", "to"),
            ("and", "until"),
            ("thru",),
        }
    ),
    range_pair=frozenset({("and",)}),
    range_open=frozenset({"between"}),
    listed=frozenset({("and",), ("or",), (",",), (",", "and"), ("and", "in"), ("and", "on")}),
    alternatives=frozenset({"/", "or", ",", ";"}),
    signals=frozenset({"on", "at", "by", "around", "about"}),
)


@cache
def language() -> Language:
    """The English language, compiled on first use."""
    return Language(
        code="en",
        grammar=Grammar(Lexicon(words.entries(), numerals.numeral, ORTHOGRAPHY), RULES, modifiers.MODIFIERS),
        cues=TenseCues(
            future=tense.FUTURE,
            conditional=tense.CONDITIONAL,
            past=tense.PAST,
            present=tense.PRESENT,
            copulas=tense.COPULAS,
            futurate=tense.FUTURATE,
            conditional_followers=frozenset({"be", "have"}),
            passive=frozenset({"be", "is", "are"}),
            passive_infinitive="be",
            future_suffix="'ll",
            past_suffix="ed",
            not_past=tense.NOT_PAST,
            expecting=tense.EXPECTING,
            expecting_prepositions=tense.PREPOSITION_AFTER_EXPECTING,
            infinitive="to",
            clause_end=tense.CLAUSE_END,
            pluperfect=tense.PLUPERFECT,
            during=tense.DURING,
            bounds=tense.BOUNDS,
            determiners=tense.DETERMINERS,
            comparing=tense.COMPARING,
            perfect=tense.PERFECT,
            negations=tense.NEGATIONS,
            since=tense.SINCE,
            plural_endings=tense.PLURAL_ENDINGS,
            dated=tense.DATED,
            destined=tense.DESTINED,
            conditions=tense.CONDITIONS,
            progressive_suffix=tense.PROGRESSIVE,
            scheduled=tense.SCHEDULED,
        ),
        zones=ZoneWords(
            zones.ABBREVIATIONS,
            {**zones.NAMED, **zones.PEOPLES},
            zones.TIME_WORDS,
            zones.LOCAL,
            zones.IN_PLACE,
            dominant=zones.DOMINANT,
            spelled=zones.SPELLED,
            peoples=frozenset(zones.PEOPLES),
            alone=zones.ALONE,
            locatives=zones.LOCATIVES,
            articles=frozenset({"the"}),
            shortened=frozenset({"st"}),
        ),
        joints=JOINTS,
        holiday=holidays.holiday,
        today=frozenset({"today"}),
    )
