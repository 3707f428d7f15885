"""Spanish years and what is larger or named within them: ``los años noventa``, ``siglo XIX``, ``tercer trimestre``."""

from __future__ import annotations

from dateline.times.es.pointers import OF_YEAR, relation, year_of
from dateline.times.figures import year_range
from dateline.times.grammar import Built, Match, Rule
from dateline.times.lexicon import Unit
from dateline.times.readings import CalendarDate, Fixed, Reading

LEADS_TO_YEAR = frozenset(["en", "desde", "hasta", "año", "años", "hacia", "para", "durante", "entre", "finales"])
CURRENCY = frozenset(["$", "€", "£", "us$", "usd", "eur", "n", "nº", "núm", "no.", "#", "vuelo", "ley", "ruta"])
COUNTED = frozenset(["%", "km", "kg", "m", "metros", "euros", "dólares", "pesos", "personas", "millones", "mil", "por"])
"""What follows a quantity rather than a year; so does a plural in lower case that is none of :data:`AFTER_YEAR`."""

AFTER_YEAR = frozenset([
    "las", "los", "sus", "tras", "más", "además", "después", "entonces", "es", "dos", "tres", "seis", "unos", "unas",
    "muchos", "muchas", "varios", "varias", "estos", "estas", "otros", "otras", "nos", "les", "menos", "ambos",
    "ambas", "miles", "cientos", "apenas", "antes", "algunos", "algunas", "todos", "todas", "mientras",
])  # fmt: skip


def counted(unit: Unit | None) -> bool:
    """Whether ``unit`` is something that a number before it counts."""
    if unit is None:
        return False
    if unit.lower in COUNTED:
        return True
    plural = unit.lower.endswith("s") and len(unit.lower) > 2 and unit.shape == "word" and not unit.capitalised
    return plural and unit.lower not in AFTER_YEAR


def _year(match: Match) -> Built:
    """Four digits: no price, no quantity, no part of a longer number."""
    before, after = match.unit(-1), match.unit(0)
    led = before is not None and before.lower in LEADS_TO_YEAR
    if before is not None and (before.lower in CURRENCY or (_glued(match, before) and before.lower not in "(¿¡\"“«'")):
        return None
    if after is not None and match.encoded.tight(match.end) and after.lower in "-–/%$€":
        return None
    if counted(after) and not (led and after is not None and after.lower not in COUNTED):
        return None
    return Reading(CalendarDate(year=match.number("year")))


def _glued(match: Match, before: Unit) -> bool:
    return match.encoded.tight(match.first) and before.shape != "break"


def _named_year(match: Match) -> Built:
    return Reading(CalendarDate(year=match.number("year")))


def _bc_year(match: Match) -> Built:
    number = match.number("num")
    if not number or number > 9999:
        return None
    return Reading(CalendarDate(year=number, bc=match["bc"] is not None))


def _year_range(match: Match) -> Built:
    return year_range(match, ("year", "end"), CURRENCY)


def _decade(match: Match) -> Built:
    """``los años noventa``, ``la década de 1990``, ``los 90``; the twenties are those of 1920."""
    year = match.number("year")
    after = match.unit(0)
    bare = match["years"] is None and match["decade"] is None
    if year is not None:
        whole = year % (100 if bare else 10) == 0 and not (bare and counted(after))
        return Reading(Fixed("DATE", f"{year // 10:03d}")) if whole else None
    tens = match.number("decade_word")
    if tens is None:
        two = match.number("two") or 0
        tens = two // 10 if two % 10 == 0 and two >= 10 else None
    if tens is None or (bare and (counted(after) or (after is not None and "unit" in after.classes))):
        return None
    return Reading(Fixed("DATE", f"{(190 if tens > 1 else 200) + tens:03d}"))


def _century(match: Match) -> Built:
    number = match.number("roman") or match.number("num")
    if number is None or not 1 <= number <= 30:
        return None
    return Reading(Fixed("DATE", f"{'BC' if match['bc'] is not None else ''}{number - 1:02d}"))


def _centuries(match: Match) -> Built:
    first, last = match.number("one"), match.number("other")
    if first is None or last is None or first >= last:
        return None
    joined = match["to"] is not None or match["dash"] is not None
    return [
        match.piece(Reading(Fixed("DATE", f"{first - 1:02d}")), None, "one", joined=joined),
        match.piece(Reading(Fixed("DATE", f"{last - 1:02d}")), "other", "other"),
    ]


def _season(match: Match) -> Built:
    code = relation(match) if match["yearword"] is None else None
    return Reading(
        CalendarDate(year=match.number("year"), season=match.word("season"), year_of=year_of(match), relation=code)
    )


def _bare_season(match: Match) -> Built:
    """A season alone, no name (``la Primavera Árabe``)."""
    unit = match.encoded.units[match.end - 1]
    if unit.capitalised or not (match["the"] is not None or match.before("en", "de", "desde", "hasta", "durante")):
        return None
    return _season(match)


def _quarter(match: Match) -> Built:
    number = match.number("ordword") or match.number("ord") or 4
    return None if number > 4 else Reading(_within(match, quarter=number))


def _half(match: Match) -> Built:
    number = match.number("ordword") or match.number("ord") or 2
    return None if number > 2 else Reading(_within(match, half=number))


def _within(match: Match, *, quarter: int | None = None, half: int | None = None) -> CalendarDate:
    return CalendarDate(year=match.number("year"), quarter=quarter, half=half, year_of=year_of(match))


def _financial_year(match: Match) -> Built:
    return Reading(Fixed("DATE", f"FY{match.number('year')}"))


IN_YEAR = ("((de|del|,) (año)? {year})?", *OF_YEAR, "del año")

RULES: tuple[Rule, ...] = (
    Rule(
        "date.year",
        ("{year}",),
        _year,
        (("en 2009 se", "2009"), ("costó $ 2000 y", ""), ("tel. 555-2009", ""), ("eran 2000 soldados", "")),
    ),
    Rule(
        "date.year-named",
        ("(el)? año (de)? {year}", "(los)? años {year}"),
        _named_year,
        (("en el año 2009", "2009"),),
    ),
    Rule(
        "date.year-bc",
        ("(el)? (año)? {num} {bc}", "(el)? (año)? {num} {ad}"),
        _bc_year,
        (("en el año 44 a. C.", "BC0044"), ("en 79 d. C.", "0079")),
    ),
    Rule(
        "date.year-range",
        tuple(f"{{year}} {joint} {{end:{last}}}" for joint in ("{dash}", "/") for last in ("year", "two")),
        _year_range,
        (("el plan 2020-2025 es", "2020 2025"), ("la temporada 2018/19", "2018 2019")),
    ),
    Rule(
        "date.decade",
        (
            "(los)? {years:=años} ({decade-word}|{two}|{year})",
            "(la|una)? {decade:=década} (de|del)? (los)? (años)? ({decade-word}|{two}|{year})",
            "los {decade-word}",
            "los {two}",
            "los {year}",
        ),
        _decade,
        (
            ("en los años noventa", "199"),
            ("la década de 1990", "199"),
            ("la década de los 80", "198"),
            ("en los sesenta", "196"),
            ("los noventa minutos", "PT90M"),
            ("los 20 detenidos", ""),
        ),
    ),
    Rule(
        "date.century",
        ("(el)? siglo {roman} {bc}?", "(el)? siglo {num} {bc}?"),
        _century,
        (("en el siglo XIX", "18"), ("del siglo IV a. C.", "BC03")),
    ),
    Rule(
        "date.centuries",
        tuple(
            f"(los)? siglos {{one:roman}} {joint} {{other:roman}}" for joint in ("y", "{to:=al}", "{to:=a}", "{dash}")
        ),
        _centuries,
        (("en los siglos XVIII y XIX", "17 18"),),
    ),
    Rule(
        "date.season-year",
        tuple(f"(el|la)? {{season}} {year}" for year in ("(de|del|,)? {year}", *OF_YEAR)),
        _season,
        (("el verano de 2016", "2016-SU"), ("la primavera del año que viene", "2020-SP", "2019-09-24")),
    ),
    Rule(
        "date.season-relative",
        ("(el|la)? {which:which-before} {season}", "(el|la)? {season} {which:which-after}"),
        _season,
        (("este verano", "2019-SU", "2019-09-24"), ("el invierno pasado", "2018-WI", "2019-09-24")),
    ),
    Rule(
        "date.season",
        ("({the:=el}|la)? {season}", "{the:=la} {season}"),
        _bare_season,
        (("abrió en verano", "2019-SU", "2019-09-24"), ("la Primavera Árabe", "")),
    ),
    Rule(
        "date.quarter",
        (
            *(f"(el)? {{{n}}} trimestre {year}" for n in ("ordword", "ord") for year in IN_YEAR),
            "(el)? último trimestre (de|del) {year}",
        ),
        _quarter,
        (("el tercer trimestre de 2008", "2008-Q3"), ("en el tercer trimestre creció", "2019-Q3", "2019-10-24")),
    ),
    Rule(
        "date.half",
        (
            *(f"(el)? {{{n}}} semestre {year}" for n in ("ordword", "ord") for year in IN_YEAR),
            "(la)? {ordword} mitad (de|del) (año)? {year}",
            "(el)? último semestre (de|del) {year}",
        ),
        _half,
        (("el segundo semestre de 2008", "2008-H2"),),
    ),
    Rule(
        "date.financial-year",
        ("(el)? (año|ejercicio) fiscal (de)? {year}",),
        _financial_year,
        (("en el ejercicio fiscal 2019", "FY2019"),),
    ),
)
