"""English years and what is larger or named within them: decades, centuries, seasons, quarters, halves."""

from __future__ import annotations

from dateline.times.figures import year_range
from dateline.times.grammar import Built, Match, Rule
from dateline.times.lexicon import Unit
from dateline.times.readings import CalendarDate, Reading

LEADS_TO_YEAR = frozenset(
    [
        "in",
        "since",
        "of",
        "during",
        "year",
        "years",
        "circa",
        "ca",
        "early",
        "late",
        "mid",
        "until",
        "till",
        "by",
        "from",
    ]
)
"""Words after which four digits are a year, whatever follows."""

DETERMINERS = frozenset(["the", "its", "his", "her", "their", "this", "that", "'s"])
APPROXIMATING = frozenset(["about", "around", "than", "over", "some", "nearly", "almost", "approximately"])

COUNTED = frozenset(
    [
        "people",
        "men",
        "women",
        "dead",
        "killed",
        "wounded",
        "aircraft",
        "square",
        "cubic",
        "percent",
        "per-cent",
        "%",
        "km",
        "kg",
        "lb",
        "lbs",
        "ft",
        "mph",
        "others",
        "more",
        "other",
        "new",
        "million",
        "billion",
        "thousand",
        "and-a-half",
        "m",
        "mm",
        "nm",
        "hp",
        "kw",
        "mw",
        "usd",
        "eur",
        "gbp",
    ]
)
"""What follows a quantity rather than a year; so does a plural noun in lower case."""

PLURALS_AFTER_YEAR = frozenset(
    [
        "was",
        "is",
        "has",
        "as",
        "his",
        "its",
        "this",
        "olympics",
        "olympic",
        "games",
        "elections",
        "talks",
        "protests",
        "polls",
        "finals",
        "floods",
        "riots",
        "series",
        "world-series",
        "sales",
        "results",
        "figures",
        "sanctions",
        "attacks",
        "bombings",
        "accords",
        "agreements",
        "riots",
        "wars",
        "models",
    ]
)
CURRENCY = frozenset(
    [
        "$",
        "£",
        "€",
        "¥",
        "us$",
        "a$",
        "c$",
        "hk$",
        "usd",
        "eur",
        "gbp",
        "rs",
        "#",
        "no",
        "no.",
        "nos",
        "flight",
        "act",
        "route",
        "boeing",
        "airbus",
    ]
)


NUMBERED = frozenset(
    ["number", "numbers", "table", "line", "lines", "seat",
     "windows", "office", "section", "sections", "article", "articles", "resolution", "version", "chapter", "page",
     "pages", "p.", "pp", "pp.", "room", "channel", "highway", "interstate", "model", "peugeot", "rule", "proposition",
     "paragraph", "clause", "gate", "platform", "lot", "psalm", "verse", "train", "bus", "iso", "type", "volume",
     "studio", "level", "apollo", "docket", "exhibit", "hp", "sap", "photoshop", "autocad", "exchange", "sharepoint"]
)  # fmt: skip
"""What has a number of its own: four digits after it are that number."""

STREETS = frozenset(["avenue", "ave", "street", "st", "road", "rd", "boulevard", "blvd", "drive", "lane"])
OF_THEM = frozenset(["them", "whom", "these", "those", "which", "us"])


def counted(unit: Unit | None) -> bool:
    """Whether ``unit`` is something that a number before it counts."""
    if unit is None:
        return False
    if unit.lower in COUNTED:
        return True
    plural = unit.lower.endswith("s") and not unit.lower.endswith("ss") and len(unit.lower) > 3
    return plural and unit.shape == "word" and not unit.capitalised and unit.lower not in PLURALS_AFTER_YEAR


def is_year(match: Match) -> bool:
    """Whether four digits stand where a year can stand: no price, score, version, telephone number or count."""
    before, after = match.unit(-1), match.unit(0)
    led = before is not None and before.lower in LEADS_TO_YEAR
    if _level(match) or _address(match) or _in_series(match) or _numbered(match):
        return False
    if after is not None and after.lower == "of" and (whom := match.unit(1)) is not None and whom.lower in OF_THEM:
        return False
    if before is not None and (before.lower in CURRENCY or before.shape == "number" or _glued(match)):
        return False
    if (
        match.encoded.tight(match.end)
        and after is not None
        and (after.shape in ("word", "number") or after.lower in "%$")
    ):
        return False
    if before is not None and before.lower in APPROXIMATING and counted(after):
        return False
    if not 1500 <= (match.number("year") or 0) <= 2080:
        return before is not None and led and not counted(after)
    if led or (before is not None and before.lower in DETERMINERS):
        return after is None or after.lower not in COUNTED
    return not counted(after)


def _level(match: Match) -> bool:
    """``lost 75 points to 1909``: an index."""
    return match.before("to", "at") and any(
        unit is not None and unit.lower in ("points", "point")
        for unit in (match.unit(-2), match.unit(-3), match.unit(-4))
    )


def _address(match: Match) -> bool:
    """``1600 Pennsylvania Avenue``."""
    name = match.unit(0)
    if name is None or not name.capitalised or not match.before("at", "to", "from", "near"):
        return False
    return any(unit is not None and unit.lower.rstrip(".") in STREETS for unit in (match.unit(1), match.unit(2)))


def _numbered(match: Match) -> bool:
    """Whether the number of a page, a law or a product is what the digits are."""
    before, earlier = match.unit(-1), match.unit(-2)
    if before is not None and before.lower == "." and match.encoded.tight(match.first - 1):
        return earlier is not None and earlier.lower in ("p", "pp", "no", "vol", "sec", "art")
    return before is not None and before.lower in NUMBERED


def _in_series(match: Match) -> bool:
    """Whether a hyphen and more figures than a year's follow: ``2020-03-555``, ``2020-555``."""
    dash, figures, more = match.unit(0), match.unit(1), match.unit(2)
    if dash is None or figures is None or dash.lower != "-" or figures.shape != "number":
        return False
    if not (match.encoded.tight(match.end) and match.encoded.tight(match.end + 1)):
        return False
    longer = more is not None and more.lower == "-" and match.encoded.tight(match.end + 2)
    return longer or len(figures.text) not in (2, 4)


def _glued(match: Match) -> bool:
    """Whether the digits hang on a mark or number before them: ``555-2009``, ``v.2009``, ``#2009``."""
    before, earlier = match.unit(-1), match.unit(-2)
    if before is None or not match.encoded.tight(match.first):
        return False
    if before.lower in "-–—/":
        if earlier is None or not match.encoded.tight(match.first - 1) or earlier.shape != "number":
            return False
        return "year" not in earlier.classes or match.encoded.tight(match.first - 2)
    return before.lower not in "('\"“‘[,"


def _year(match: Match) -> Built:
    return Reading(CalendarDate(year=match.number("year"))) if is_year(match) else None


def _years(match: Match) -> Built:
    return Reading(CalendarDate(year=match.number("year")))


def _short_year(match: Match) -> Built:
    number = match.number("two")
    before = match.unit(-1)
    led = before is not None and (
        before.lower in LEADS_TO_YEAR or "month" in before.classes or "season" in before.classes
    )
    if number is None or not led or not match.encoded.tight(match.end - 1):
        return None
    return Reading(CalendarDate(year=number + (1900 if number > 29 else 2000)))


def _year_range(match: Match) -> Built:
    """Two years written as one; not after "number"."""
    return None if match.unit(-1) is not None and _numbered(match) else year_range(match, ("year", "end"), CURRENCY)


RULES: tuple[Rule, ...] = (
    Rule(
        "date.year",
        ("{year}",),
        _year,
        (("in 2009 it", "2009"), ("for $ 2000 a", ""), ("call 555-2009", ""), ("2008 soldiers died", "")),
    ),
    Rule("date.year-named", ("the (year|years) {year}",), _years, (("in the year 2009", "2009"),)),
    Rule("date.year-short", ("{quote} {two}",), _short_year, (("the class of '08", "2008"),)),
    Rule(
        "date.year-range",
        tuple(f"{{year}} {joint} {{end:{last}}}" for joint in ("{dash}", "/") for last in ("year", "two")),
        _year_range,
        (("the plan 2020-2025 is", "2020 2025"), ("in 1941–42 they", "1941 1942"), ("1-800-2020-2025", "")),
    ),
)
