"""English expressions counted from an anchor: ``yesterday``, ``last week``, ``two days later``, ``that year``."""

from __future__ import annotations

from dataclasses import replace

from dateline.times.en.relations import BY_CODE, relation
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Base, Fixed, Reading, Shift

DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}


def _day_word(match: Match) -> Built:
    word = match.encoded.units[match.end - 1].lower
    return Reading(Shift("D", DAYS[word]))


def _part_relative(match: Match) -> Built:
    """A part of a day that is pointed at: ``this morning``, ``last night``, ``tomorrow evening``."""
    part = match.word("part")
    code = relation(match)
    if code is None:
        word = match.encoded.units[match.first].lower
        return Reading(Shift("D", DAYS[word]), part=part)
    base, count = BY_CODE[code]
    if code == "next" and match["the"] is not None:
        base = "mention"
    return Reading(Shift("D", count, base), part=part)


def _day_before_yesterday(match: Match) -> Built:
    return Reading(Shift("D", -2 if match["yesterday"] is not None else 2))


def _unit(match: Match) -> Built:
    """``last week``, ``this year``, ``the same month``, ``the following day``; ``the next day`` follows a mention."""
    code, unit = relation(match), match.word("single")
    if code is None or unit is None or unit.startswith("T"):
        return None
    base, count = BY_CODE[code]
    if unit == "FN":
        return None
    if unit == "D" and code in ("this", "last"):
        return None if code == "last" else Reading(Shift("D", 0, "mention"))
    if code == "next" and match["the"] is not None:
        base = "mention"
    return Reading(Shift(unit, count, base))


def _that_unit(match: Match) -> Built:
    unit = match.word("single")
    return None if unit is None or unit.startswith("T") or unit == "FN" else Reading(Shift(unit, 0, "mention"))


YEAR_LEADS = frozenset(["of", "in", "during", "for", "by", "throughout", "through", "over", "until"])
PART_OF = frozenset(
    [
        "end",
        "beginning",
        "start",
        "middle",
        "rest",
        "remainder",
        "part",
        "close",
        "half",
        "most",
        "days",
        "weeks",
        "months",
    ]
)


def _the_unit(match: Match) -> Built:
    """``of the year``: the year that the text is in; a shorter unit only as a whole that has parts."""
    unit, before, earlier = match.word("single"), match.unit(-1), match.unit(-2)
    if before is None or unit is None:
        return None
    if unit == "Y" and before.lower in YEAR_LEADS and not match.after("one", "of"):
        return Reading(Shift("Y", 0, "running"))
    whole = before.lower == "of" and earlier is not None and earlier.lower in PART_OF
    return Reading(Shift(unit, 0, "running")) if whole and unit in ("W", "M", "Q", "Y", "DE") else None


def _amount(match: Match) -> int | float | None:
    """The written number; 1 for ``a week``; None for a vague one."""
    value = match["num"]
    if match["num"] is None:
        return 1 if match["single"] is not None else None
    return value if isinstance(value, int | float) else None


def _counted(match: Match, sign: int, base: Base) -> Built:
    unit = match.word("unit") or match.word("single") or match.word("plural")
    if unit is None:
        return None
    amount = _amount(match)
    if unit == "FN":
        unit, amount = "W", None if amount is None else amount * 2
    if amount is None or unit == "WE":
        return _vague(unit, sign, base)
    if amount != int(amount):
        if unit not in FRACTIONS:
            return _vague(unit, sign, base)
        unit, amount = FRACTIONS[unit][0], amount * FRACTIONS[unit][1]
    return Reading(Shift(unit, sign * int(amount), base, counted=True))


FRACTIONS = {"Y": ("M", 12), "TH": ("TM", 60), "DE": ("Y", 10), "CE": ("Y", 100)}
"""Units whose fractions are whole numbers of a smaller one."""


def _vague(unit: str, sign: int, base: Base) -> Reading:
    if base == "publication":
        return Reading(
            Fixed("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", direction="past" if sign < 0 else "future")
        )
    return Reading(Shift(unit, None, base, counted=True, back=sign < 0))


def _ago(match: Match) -> Built:
    return _counted(match, -1, "publication")


def _ago_today(match: Match) -> Built:
    """The unit or the weekday that is named last: ``two years ago today``, ``a year ago this week``."""
    counted = _counted(match, -1, "publication")
    if not isinstance(counted, Reading) or not isinstance(counted.core, Shift):
        return None
    day = match.number("weekday")
    grain = match.word("this") if match["this"] is not None else "D"
    return Reading(replace(counted.core, grain=grain, weekday=day))


def _nights_ago(match: Match) -> Built:
    count = match.number("num")
    return None if count is None else Reading(Shift("D", -count, counted=True), part="NI")


def _before_last(match: Match) -> Built:
    unit = match.word("single")
    if unit is None or unit.startswith("T") or unit == "FN":
        return None
    return Reading(Shift(unit, -2 if match["last"] is not None else 2))


def _from_now(match: Match) -> Built:
    return _counted(match, 1, "publication")


def _later(match: Match) -> Built:
    return _compared(match, _counted(match, 1, "mention"))


def _earlier(match: Match) -> Built:
    return _compared(match, _counted(match, -1, "mention"))


def _compared(match: Match, built: Built) -> Built:
    """``three days later than planned``: a difference, said of the date beside it if there is one."""
    if not match.after("than") or not isinstance(built, Reading) or not isinstance(built.core, Shift):
        return built
    return Reading(replace(built.core, compared=True)) if built.core.count else built


def _day_after(match: Match) -> Built:
    """``the day before``, ``the year after``: not when a clause or an event follows (it is the anchor then)."""
    after = match.unit(0)
    if after is not None and after.shape not in ("mark", "break") and after.lower not in {"and", "in", "at", "when"}:
        return None
    base: Base = "mention"
    unit = match.word("single")
    sign = -1 if match["before"] is not None else 1
    if (part := match.word("part")) is not None:
        return Reading(Shift("D", sign, base), part=part)
    return None if unit is None or unit.startswith("T") else Reading(Shift(unit, sign, base))


def _later_in(match: Match) -> Built:
    """``later this year``, ``earlier that month``: the unit, at its end or start."""
    code, unit = relation(match), match.word("single")
    if unit is None or unit.startswith("T"):
        return None
    base, count = BY_CODE[code] if code else ("mention", 0)
    if code == "next" and match["the"] is not None:
        base = "mention"
    return Reading(
        Shift(unit, count, base), mod="END" if match["later"] is not None or match["late"] is not None else "START"
    )


def _day_of_relative_unit(match: Match) -> Built:
    """The unit that is named last: ``this time last year``, ``the same period last year``."""
    unit, code = match.word("single"), relation(match)
    if unit is None or code is None:
        return None
    base, count = BY_CODE[code]
    return Reading(Shift(unit, count, base))


def _year_earlier(_: Match) -> Built:
    return Reading(Shift("Y", -1, "mention", counted=True))


def _recent_units(match: Match) -> Built:
    return Reading(Fixed("DATE", "PAST_REF" if match["coming"] is None else "FUTURE_REF"))


COUNTED = ("(a|an) {single}", "{num} (- )? {unit}", "{plural}")

RULES: tuple[Rule, ...] = (
    Rule(
        "relative.day",
        ("(today|yesterday|tomorrow)", "(later|earlier|early|late) (on)? (today|yesterday|tomorrow)"),
        _day_word,
        (("it said yesterday", "2019-09-23", "2019-09-24"), ("today 's vote", "2019-09-24", "2019-09-24")),
    ),
    Rule(
        "relative.day-but-one",
        ("(the)? day before {yesterday:=yesterday}", "(the)? day after tomorrow"),
        _day_before_yesterday,
        (("the day before yesterday", "2019-09-22", "2019-09-24"),),
    ),
    Rule(
        "relative.part-of-day",
        (
            "(yesterday|today|tomorrow) {part}",
            "{the:=the}? {which} {part}",
        ),
        _part_relative,
        (
            ("this morning", "2019-09-24TMO", "2019-09-24"),
            ("last night", "2019-09-23TNI", "2019-09-24"),
            ("tomorrow evening", "2019-09-25TEV", "2019-09-24"),
            ("on 5 May 2010 . The next morning", "2010-05-05 2010-05-06TMO"),
        ),
    ),
    Rule(
        "relative.tonight",
        ("tonight", "overnight"),
        lambda _: Reading(Shift("D", 0), part="NI"),
        (("he speaks tonight", "2019-09-24TNI", "2019-09-24"),),
    ),
    Rule(
        "relative.unit",
        ("{which} {single}", "{the:=the} {which} {single}"),
        _unit,
        (
            ("last week", "2019-W38", "2019-09-24"),
            ("this weekend", "2019-W39-WE", "2019-09-24"),
            ("next month", "2019-10", "2019-09-24"),
            ("on 5 May 2010 . The following day", "2010-05-05 2010-05-06"),
            ("on 5 May 2010 . The next day", "2010-05-05 2010-05-06"),
        ),
    ),
    Rule(
        "relative.that-unit",
        ("(later|earlier) on? (that|the same) {single}",),
        _that_unit,
        (("In 1981 it began; later that year", "1981 1981"),),
    ),
    Rule(
        "relative.the-unit",
        ("the {single}",),
        _the_unit,
        (
            ("the best of the year", "2019", "2019-09-24"),
            ("by the end of the month", "2019-09", "2019-09-24"),
            ("the week that was", ""),
        ),
    ),
    Rule(
        "relative.ago",
        tuple(f"{form} ago" for form in COUNTED),
        _ago,
        (
            ("two days ago", "2019-09-22", "2019-09-24"),
            ("three years ago", "2016", "2019-09-24"),
            ("a month ago", "2019-08", "2019-09-24"),
            ("years ago", "PAST_REF", "2019-09-24"),
            ("ten minutes ago", "PAST_REF", "2019-09-24"),
        ),
    ),
    Rule(
        "relative.ago-today",
        tuple(f"{form} ago (today|on? {{weekday}}|this {{this:single}})" for form in COUNTED[:2]),
        _ago_today,
        (
            ("three years ago today", "2016-09-24", "2019-09-24"),
            ("a year ago this week", "2018-W39", "2019-09-24"),
            ("a year ago Tuesday", "2018-09-25", "2019-09-24"),
            ("a week ago Friday", "2019-09-20", "2019-09-24"),
        ),
    ),
    Rule(
        "relative.nights-ago",
        ("{num} nights ago",),
        _nights_ago,
        (("Two nights ago the shelling resumed", "2019-09-22TNI", "2019-09-24"),),
    ),
    Rule(
        "relative.before-last",
        ("the {single} before {last:=last}", "the {single} after next"),
        _before_last,
        (
            ("the year before last", "2017", "2019-09-24"),
            ("the week after next", "2019-W41", "2019-09-24"),
        ),
    ),
    Rule(
        "relative.from-now",
        tuple(f"{form} (from now|hence|from today)" for form in COUNTED),
        _from_now,
        (("two weeks from now", "2019-W41", "2019-09-24"),),
    ),
    Rule(
        "relative.later",
        tuple(f"{form} (later|afterwards|afterward|after that|thereafter|after this)" for form in COUNTED),
        _later,
        (
            ("On 5 May 2010 it began . Two days later", "2010-05-05 2010-05-07"),
            ("In 1980 ; a decade later", "1980 1990"),
            ("it arrives on 11 May 2010 , three days later than planned", "2010-05-11 2010-05-11"),
            ("it is three days later than planned", "P3D"),
        ),
    ),
    Rule(
        "relative.earlier",
        tuple(f"{form} (earlier|previously|before that|beforehand|before this)" for form in COUNTED),
        _earlier,
        (("On 5 May 2010 ; a day earlier", "2010-05-05 2010-05-04"),),
    ),
    Rule(
        "relative.the-day-after",
        (
            "the {part} {before:=before}",
            "(the|a) {single} {before:=before}",
            "(the|a) {single} {after:=after}",
            "the {single} following",
        ),
        _day_after,
        (("On 5 May 2010 and the day before .", "2010-05-05 2010-05-04"), ("the day before the attack", "XXXX-XX-XX")),
    ),
    Rule(
        "relative.later-in",
        tuple(
            f"({{later:=later}}|{{late:=late}}|earlier|early) {form}"
            for form in ("(in)? ({the:=the})? {which} {single}", "in the {single}")
        ),
        _later_in,
        (
            ("later this year", "2019", "2019-09-24"),
            ("earlier this month", "2019-09", "2019-09-24"),
            ("in 1952 . Early the next year", "1952 1953"),
        ),
    ),
    Rule(
        "relative.same-period",
        (
            "(the|this) (same|corresponding)? (time|period|point|quarter) (of|in)? (the)? {which} {single}",
            "this time {which} {single}",
        ),
        _day_of_relative_unit,
        (("the same period last year", "2018", "2019-09-24"),),
    ),
    Rule(
        "relative.year-earlier",
        ("(the|a)? (same)? year -? (earlier|ago) (period|quarter|half|month|level|figure)?",),
        _year_earlier,
        (("the year-earlier quarter", "2018", "2019-09-24"),),
    ),
    Rule(
        "relative.recent",
        ("(the)? (most)? (recent|past) {plural}", "(the)? {coming:=coming} {plural}"),
        _recent_units,
        (("in recent years", "PAST_REF", "2019-09-24"), ("in the coming weeks", "FUTURE_REF", "2019-09-24")),
    ),
)
