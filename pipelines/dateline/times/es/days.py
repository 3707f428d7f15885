"""Spanish days and months: ``24 de septiembre de 2019``, ``el lunes``, ``el pasado 3 de mayo``, ``Nochebuena``."""

from __future__ import annotations

from dataclasses import replace

from dateline.times.es.pointers import OF_YEAR, relation, year_of
from dateline.times.es.years import counted
from dateline.times.figures import iso_date, three_figures
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import CalendarDate, Reading

NAMED_AFTER_A_DAY = ("calle", "avenida", "av", "plaza", "estadio", "barrio", "hospital", "movimiento", "autopista")
"""What is called after a day (``avenida 9 de Julio``): no date follows."""

DAY_FORMS = ("dom", "dom:dom-ord", "dom:dom-word", "dom:ordword")
DAY = "(el)? ({weekday} ,?)? (el)? (día)?"
YEAR = "((de|del|,)? (año)? {year} {bc}?)?"


def _day(match: Match) -> Built:
    day, month = match.number("dom"), match.number("month") or match.number("month_short")
    if day is None or month is None or match.before(*NAMED_AFTER_A_DAY):
        return None
    if "ordword" in match.encoded.units[match.index("dom") or 0].classes and day != 1:
        return None  # only the first is an ordinal
    code = relation(match) if match["yearword"] is None else None
    return Reading(
        CalendarDate(
            year=match.number("year"),
            month=month,
            day=day,
            weekday=match.number("weekday"),
            year_of=year_of(match),
            relation=code,
            bc=match["bc"] is not None,
        )
    )


def _day_list(match: Match) -> Built:
    """Two days that share a month: each its own piece, joined when they are the ends of a range."""
    month, first, second = match.number("month"), match.number("one"), match.number("other")
    if first is None or second is None or month is None:
        return None
    core = CalendarDate(year=match.number("year"), month=month, year_of=year_of(match))
    a, b = (Reading(replace(core, day=day)) for day in (first, second))
    joined = any(match[name] is not None for name in ("dash", "to", "between"))
    if joined and first >= second:
        return None
    begin = "the" if match["the"] is not None else "one"
    end = "article" if match["article"] is not None else "other"
    return [match.piece(a, begin, "one", joined=joined), match.piece(b, end)]


def _month(match: Match) -> Built:
    return Reading(
        CalendarDate(
            year=match.number("year") or match.number("num"),
            month=match.number("month") or match.number("month_short"),
            year_of=year_of(match),
            bc=match["bc"] is not None,
        )
    )


def _month_relative(match: Match) -> Built:
    code = relation(match)
    return Reading(CalendarDate(month=match.number("month"), relation=code))


def _bare_month(match: Match) -> Built:
    """A month alone is written small; with a capital it is a name (Julio, Abril, Plaza de Mayo) or opens a headline."""
    unit, before = match.encoded.units[match.end - 1], match.unit(-1)
    if unit.capitalised and not (before is None or before.shape == "break"):
        return None
    after = match.unit(0)
    if unit.capitalised and after is not None and (after.capitalised or after.shape == "word"):
        return None
    return Reading(CalendarDate(month=match.number("month")))


def _weekday(match: Match) -> Built:
    """A weekday; with a capital inside a sentence it is a name (Plácido Domingo)."""
    at = match.index("weekday")
    unit = match.encoded.units[match.first if at is None else at]
    before = match.unit(-1)
    opens = before is None or before.shape == "break" or before.lower in '.!?"“«'
    if unit.capitalised and not (at == match.first and opens):
        return None
    after = match.unit(0)
    if unit.capitalised and after is not None and after.capitalised and after.shape == "word":
        return None
    day = match.number("dom")
    if day is not None and (counted(after) or (after is not None and after.lower in "%:/")):
        return None  # "el lunes 16 personas"
    return Reading(
        CalendarDate(weekday=match.number("weekday"), day=day, relation=relation(match) if day is None else None)
    )


def _weekend(_: Match) -> Built:
    """``el fin de semana``: the one that the tense says, as of its Saturday."""
    return Reading(CalendarDate(weekday=6, weekend=True))


def _weekday_of_week(match: Match) -> Built:
    count = {"this": 0, "last": -1, "next": 1}.get(relation(match) or "")
    return None if count is None else Reading(CalendarDate(weekday=match.number("weekday"), week=count))


def _holiday(match: Match) -> Built:
    code = relation(match) if match["yearword"] is None else None
    return Reading(
        CalendarDate(year=match.number("year"), holiday=match.word("holiday"), year_of=year_of(match), relation=code)
    )


def _day_only(match: Match) -> Built:
    """``el día 20``: a day of the month that the text is in."""
    return Reading(CalendarDate(day=match.number("dom")))


def _numeric(match: Match) -> Built:
    """Numbers only: year first, else day first, unless only the month can be first."""
    found = three_figures(match)
    if found is None:
        return None
    if isinstance(found, CalendarDate):
        return Reading(found)
    first, second, year = found
    day, month = (second, first) if second > 12 else (first, second)
    return Reading(CalendarDate(year=year, month=month, day=day))


RULES: tuple[Rule, ...] = (
    Rule(
        "date.iso",
        ("{iso}",),
        iso_date,
        (("el 2019-09-24 se", "2019-09-24"),),
    ),
    Rule(
        "date.numeric",
        ("(el)? {numeric-date}",),
        _numeric,
        (("el 24/9/2019", "2019-09-24"), ("fecha: 03.05.2019", "2019-05-03")),
    ),
    Rule(
        "date.day-month",
        (
            *(f"{DAY} {{{day}}} de? {{month}} {YEAR}" for day in DAY_FORMS),
            *(f"{DAY} {{{day}}} de? {{month}} {of_year}" for day in DAY_FORMS for of_year in OF_YEAR),
            *(f"(el)? {{which:which-before}} (día)? {{{day}}} de {{month}}" for day in DAY_FORMS),
            *(f"(el)? {{which:which-before}} {{weekday}} ,? (día)? {{{day}}} de {{month}}" for day in DAY_FORMS),
            f"{DAY} {{{DAY_FORMS[0]}}} (de|-|/)? {{month-short}} ((de|-|/)? {{year}})?",
        ),
        _day,
        (
            ("el 24 de septiembre de 2019", "2019-09-24"),
            ("el martes, 3 de mayo", "2019-05-03", "2019-05-10"),
            ("el primero de mayo", "2019-05-01", "2019-05-10"),
            ("el 1.º de mayo de 2010", "2010-05-01"),
            ("el pasado 3 de mayo", "2019-05-03", "2019-09-24"),
            ("el 25 de julio del año pasado", "2018-07-25", "2019-09-24"),
            ("la avenida 9 de Julio", ""),
        ),
    ),
    Rule(
        "date.days-of-month",
        tuple(
            f"{lead} {{one:dom}} {joint} {{other:dom}} de {{month}} {year}"
            for lead, joint in (
                ("{the:=el}?", "(y|,|o) {article:=el}?"),
                ("los días", "y"),
                ("(del|desde el)", "{to:=al}"),
                ("{between:=entre} {the:=el}?", "y {article:=el}?"),
                ("desde {the:=el}", "{to:=hasta} {article:=el}"),
                ("(del)?", "{dash}"),
            )
            for year in (YEAR, *OF_YEAR)
        ),
        _day_list,
        (
            ("del 3 al 5 de mayo de 2010", "2010-05-03 2010-05-05"),
            ("los días 5 y 6 de junio de 2010", "2010-06-05 2010-06-06"),
        ),
    ),
    Rule(
        "date.month-year",
        (
            "(el mes de)? {month} (de|del|,)? (año)? {year} {bc}?",
            *(f"(el mes de)? {{month}} {of_year}" for of_year in OF_YEAR),
            "{month} (de|del)? {num} {bc}",
            "{month-short} (de|-|/)? {year}",
            "(el)? mes de {month}",
        ),
        _month,
        (
            ("en septiembre de 2019", "2019-09"),
            ("en marzo del año pasado", "2018-03", "2019-09-24"),
            ("en el mes de mayo", "2019-05", "2019-09-24"),
        ),
    ),
    Rule(
        "date.month-relative",
        ("(el)? {which:which-before} (mes de)? {month}", "{month} {which:which-after}"),
        _month_relative,
        (("el pasado mes de octubre", "2018-10", "2019-09-24"), ("en marzo próximo", "2020-03", "2019-09-24")),
    ),
    Rule(
        "date.month",
        ("{month}",),
        _bare_month,
        (
            ("cayó en mayo", "2019-05", "2019-09-24"),
            ("dijo Julio Iglesias", ""),
            ("la Plaza de Mayo", ""),
        ),
    ),
    Rule(
        "date.weekday",
        (
            "(el)? {weekday}",
            "(el)? {which:which-before} (día)? {weekday}",
            "(el)? {weekday} {which:which-after}",
            "el {weekday} ,? (día)? {dom}",
            "(el)? {which:which-before} {weekday} ,? (día)? {dom}",
        ),
        _weekday,
        (
            ("lo dijo el lunes", "2019-09-23", "2019-09-24"),
            ("hablará el lunes", "2019-09-30", "2019-09-24"),
            ("el lunes pasado", "2019-09-23", "2019-09-24"),
            ("cantó Plácido Domingo", ""),
        ),
    ),
    Rule(
        "date.weekend",
        ("(el)? {weekend}",),
        _weekend,
        (("cayó el fin de semana", "2019-W38-WE", "2019-09-24"),),
    ),
    Rule(
        "date.weekday-of-week",
        (
            "(el)? {weekday} de (la)? {which:which-before} semana",
            "(el)? {weekday} de la semana {which:which-after}",
        ),
        _weekday_of_week,
        (("el viernes de la semana pasada", "2019-09-20", "2019-09-24"),),
    ),
    Rule(
        "date.holiday",
        (
            "(el)? {holiday} ((de|del) {year})?",
            *(f"(el)? {{holiday}} {of_year}" for of_year in OF_YEAR),
            "(el|la)? {which:which-before} {holiday}",
            "(el)? {holiday} {which:which-after}",
        ),
        _holiday,
        (("en la Nochebuena de 2018", "2018-12-24"), ("el Viernes Santo de 2019", "2019-04-19")),
    ),
    Rule(
        "date.day-only",
        ("(el)? (pasado|próximo|mismo)? día {dom}",),
        _day_only,
        (("el 5 de mayo de 2010 y el día 20", "2010-05-05 2010-05-20"),),
    ),
)
