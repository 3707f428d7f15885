"""English times that are counted from an event: ``two days after the vote``, ``the day before the attack``.

TimeML marks the stretch ("two days") as a duration and leaves the event to its own annotation; a day or a part of
it that an event fixes ("the day after the attack") is a date whose value is open. The rule ids of this module tell
both from what the calendar fixes.
"""

from __future__ import annotations

from dateline.times.amounts import duration
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading, Shift

CALENDAR = frozenset(
    {
        "dom",
        "month",
        "weekday",
        "holiday",
        "year",
        "iso",
        "numeric-date",
        "season",
        "dom-ord",
        "decade",
        "reference",
        "clock",
        "which",
    }
)
NO_EVENT = frozenset(["that", "this", "which", "and", "or", "but", "then", "it", "noon", "midnight", "dark"])
OPEN = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Y": "XXXX"}


def _event_follows(match: Match) -> bool:
    """Whether what comes next can name an event: words, and none of the calendar's."""
    after, second = match.unit(0), match.unit(1)
    if after is None or after.shape in ("break", "mark") or after.lower in NO_EVENT or CALENDAR & after.classes.keys():
        return False
    if after.lower != "the" or second is None or not CALENDAR & second.classes.keys():
        return True
    of = match.unit(2)
    return "season" in second.classes and of is not None and of.lower == "of"


def _counted(match: Match) -> Built:
    """The stretch between a time and the event that it is counted from; the event is not part of it."""
    if not _event_follows(match):
        return None
    unit = match.word("unit") or match.word("single") or match.word("plural")
    name = next(name for name in ("unit", "single", "plural") if match[name] is not None)
    if unit is None or unit in ("Q", "TS"):
        return None
    amount = match["num"] if match["num"] is not None else 1 if match["single"] is not None else None
    return [match.piece(Reading(Fixed("DURATION", duration(amount, unit))), None, name)]


def _named(match: Match) -> Built:
    """``the day after the attack``: which day is open."""
    if not _event_follows(match) or match.before("of"):
        return None
    unit, part = match.word("single"), match.word("part")
    if match.before(";") and unit in OPEN:
        sign = -1 if match["earlier"] is not None else 1
        return [match.piece(Reading(Shift(unit, sign, "mention")), None, "earlier" if sign < 0 else "later")]
    if part is not None:
        return [match.piece(Reading(Fixed("TIME", f"XXXX-XX-XXT{part}")), None, "part")]
    if unit is None or unit not in OPEN:
        return None
    return [match.piece(Reading(Fixed("DATE", OPEN[unit])), None, "single")]


def _eve(match: Match) -> Built:
    return [match.piece(Reading(Fixed("DATE", OPEN["D"])), "the", "eve")] if _event_follows(match) else None


AFTER = "(after|following|since|into|before|prior to)"

RULES: tuple[Rule, ...] = (
    Rule(
        "event.counted",
        tuple(f"{form} {AFTER}" for form in ("{num} -? {unit}", "(a|an|one) {single}", "{plural}")),
        _counted,
        (
            ("Two days after the vote", "P2D"),
            ("a week before the summit", "P1W"),
            ("hours after the blast", "PTXH"),
            ("Years before the fall of the wall", "PXY"),
            ("Five months into the strike", "P5M"),
        ),
    ),
    Rule(
        "event.named",
        ("the {single} ({later:=after}|{earlier:=before})", "the {part} (after|before|of)"),
        _named,
        (
            ("the day after the attack", "XXXX-XX-XX"),
            ("the night before the wedding", "XXXX-XX-XXTNI"),
            ("the week before the summit", "XXXX-WXX"),
            ("On 5 May 2010 it fell; the day before the bank had ruled it out", "2010-05-05 2010-05-04"),
        ),
    ),
    Rule("event.eve", ("{the:=the} {eve:=eve} of",), _eve, (("on the eve of the election", "XXXX-XX-XX"),)),
)
