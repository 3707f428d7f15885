"""English days that have a name: ``Good Friday``, ``Thanksgiving Day 2018``, ``D-Day``, ``the new year``."""

from __future__ import annotations

from dateline.times.en.relations import OF_YEAR, relation, year_of
from dateline.times.grammar import Built, Match, Rule
from dateline.times.lexicon import Unit
from dateline.times.readings import CalendarDate, Fixed, Reading, Shift

NO_DAY_AFTER = frozenset(
    ["tree", "trees", "resolution", "resolutions", "carol", "carols", "card", "cards", "island", "egg", "eggs",
     "bunny", "rising", "offensive", "pudding", "movie", "song", "songs", "honours", "honors", "lights"]
)  # fmt: skip
"""What a holiday names without saying when: the Easter Rising, a Christmas tree."""

NAMED_ONCE = {"ve": "1945-05-08", "v-e": "1945-05-08", "vj": "1945-08-15", "v-j": "1945-08-15", "d": "1944-06-06"}

HOME = frozenset(["american", "u.s.", "us", "america's", "the", "this", "last", "next"])
"""Words before ``Independence Day`` that leave it the day of the United States."""


def _of_another(before: Unit) -> bool:
    """Whether a country stands before ``Independence Day``: ``India's``, ``Pakistani``."""
    return before.lower not in HOME and (before.shape == "possessive" or before.capitalised)


def _holiday(match: Match) -> Built:
    after, before = match.unit(0), match.unit(-1)
    if match["year"] is None and after is not None and after.lower in NO_DAY_AFTER:
        return None
    if match.word("holiday") == "independence-us" and before is not None and _of_another(before):
        return None
    return Reading(
        CalendarDate(
            year=match.number("year"),
            holiday=match.word("holiday"),
            year_of=year_of(match),
            relation=relation(match) if match["yearword"] is None else None,
        )
    )


def _once(match: Match) -> Built:
    """``D-Day``: a day of history that English names alone."""
    units = match.encoded.units[match.first : match.end]
    name = "".join(unit.lower for unit in units).removesuffix("day").rstrip("- ")
    if not (units[0].capitalised and units[-1].capitalised):
        return None
    return Reading(Fixed("DATE", NAMED_ONCE[name]))


def _new_year(match: Match) -> Built:
    """``in the new year``: the one that comes; its first day where an event is before or after it."""
    if match.before("in", "into", "of", "by", "for", "during"):
        return [match.piece(Reading(Shift("Y", 1)), "the")]
    return None


RULES: tuple[Rule, ...] = (
    Rule(
        "date.holiday",
        ("{holiday} (,? {year})?", "(the)? {which} {holiday}", f"{{holiday}} {OF_YEAR}", "{holiday} of {year}"),
        _holiday,
        (
            ("on Christmas Eve 2018", "2018-12-24"),
            ("on Good Friday 2019", "2019-04-19"),
            ("on Yom Kippur 2019", "2019-10-09"),
            ("on Orthodox Easter 2019", "2019-04-28"),
            ("on Memorial Day 2020", "2020-05-25"),
            ("a Christmas tree", ""),
            ("India's Independence Day parade", ""),
        ),
    ),
    Rule(
        "date.named-once",
        ("(d|v-e|v-j|ve|vj) -? day",),
        _once,
        (("on D-Day they", "1944-06-06"), ("on VE Day in", "1945-05-08")),
    ),
    Rule("date.new-year", ("{the:=the} new year",), _new_year, (("early in the new year .", "2020", "2019-09-24"),)),
)
