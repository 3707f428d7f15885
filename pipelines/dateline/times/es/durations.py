"""Spanish durations and ages: ``durante tres meses``, ``dos horas y media``, ``los próximos días``, ``33 años``."""

from __future__ import annotations

from dateline.times.amounts import duration
from dateline.times.es.pointers import BASES, relation
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading
from dateline.times.tokens import Value

LEADS = frozenset(["durante", "en", "por", "tras", "de", "unos", "menos", "más", "casi", "dura", "duró", "cada"])
"""Before ``un día`` and ``un segundo``, which mostly are no durations."""

BEFORE_PLURAL = frozenset(["durante", "por", "tras", "llevan", "lleva", "llevaba", "duró", "pasaron", "requerirá"])


def unit_of(match: Match) -> str | None:
    """The unit that a match counts in, however it is written."""
    return match.word("unit") or match.word("single") or match.word("plural")


def amount_of(match: Match) -> Value | None:
    """The written number, with its half; 1 for a unit in the singular without one; None for a vague one."""
    value = match["num"]
    if value is None and match["halved"] is not None:
        return 0.5
    if value is None:
        return 1 if match["single"] is not None else None
    if match["half"] is not None and isinstance(value, int | float):
        return value + 0.5
    return value


def _counted(match: Match) -> Built:
    unit, amount, before = unit_of(match), amount_of(match), match.unit(-1)
    if unit is None or (before is not None and match.encoded.tight(match.first) and before.lower not in "('\"“«[¿¡—"):
        return None
    if amount == 1 and match["half"] is None and unit in ("D", "TS") and not match.before(*LEADS):
        return None  # "un día": one day or other; "un segundo": mostly a second one
    if unit in ("Q", "H") and amount == 4:
        return None
    return Reading(Fixed("DURATION", duration(amount, unit)))


PARTS = {"Y": ("M", "D"), "M": ("D",), "W": ("D",), "TH": ("TM",), "TM": ("TS",)}
"""The smaller units that a unit is added to with ``y``."""


def _compound(match: Match) -> Built:
    """``2 horas y 5 minutos``, ``un año y tres meses``: one length."""
    unit, rest, amount, more = match.word("unit"), match.word("rest"), match.number("num"), match.number("more")
    if unit is None or rest not in PARTS.get(unit, ()) or amount is None or more is None:
        return None
    first, second = duration(amount, unit), duration(more, rest)
    return Reading(Fixed("DURATION", first + second.removeprefix("PT" if rest.startswith("T") else "P")))


def _half(match: Match) -> Built:
    return Reading(Fixed("DURATION", duration(0.5, match.word("single") or "TH")))


def _pointed(match: Match) -> Built:
    """``los últimos tres años``, ``las próximas horas``: a length that points back or on."""
    side = match.word("which_plural")
    found = duration(match["num"], unit_of(match) or "D")
    direction = {"past": "past", "future": "future"}.get(side or "")
    return Reading(Fixed("DURATION", found, direction=direction))  # type: ignore[arg-type]


def _last_unit(match: Match) -> Built:
    """``el último año``: TimeML reads it as a duration."""
    unit = match.word("single")
    if unit in (None, "Q", "H", "WE", "D", "TS"):
        return None
    return Reading(Fixed("DURATION", duration(1, unit or "Y"), direction="past"))


def _plural(match: Match) -> Built:
    """``durante años``: units that are not counted."""
    unit = match.word("plural")
    return Reading(Fixed("DURATION", duration(None, unit or "D"))) if match.before(*BEFORE_PLURAL) else None


def _whole(match: Match) -> Built:
    """``todo el año``; ``toda esta semana`` is the week itself."""
    code, unit = relation(match), match.word("single")
    if unit is None or (code is not None and code not in BASES):
        return None
    return Reading(Fixed("DURATION", duration(1, unit)))


RULES: tuple[Rule, ...] = (
    Rule(
        "duration.counted",
        (
            "{num} {unit}",
            "{num} {single} y {half:=medio}",
            "{num} {unit} y {half:=media}",
            "{num} {plural} y {half:=medio}",
            "{num} (a|o|-|–) {n:num} {unit}",
            "{num} {unit} (seguidos|seguidas|consecutivos|consecutivas|enteros|enteras|completos|completas)",
        ),
        _counted,
        (
            ("durante tres meses", "P3M"),
            ("dos años y medio", "P2.5Y"),
            ("una hora y media", "PT90M"),
            ("varios días", "PXD"),
            ("un segundo hombre", ""),
            ("un día de fiesta", ""),
        ),
    ),
    Rule(
        "duration.compound",
        ("{num} {unit} (y|con|,) {more:num} {rest:unit}",),
        _compound,
        (("en 2 horas y 5 minutos", "PT2H5M"), ("un año y tres meses", "P1Y3M")),
    ),
    Rule("duration.half", ("(media|medio) {single}",), _half, (("durante media hora", "PT30M"), ("medio año", "P6M"))),
    Rule(
        "duration.pointed",
        (
            "(los|las|estos|estas)? {which-plural} {num} {unit}",
            "(los|las|estos|estas) {num} {which-plural} {unit}",
            "(los|las|estos|estas)? {which-plural} {unit:plural}",
        ),
        _pointed,
        (("en los últimos tres años", "P3Y"), ("en las próximas horas", "PTXH")),
    ),
    Rule(
        "duration.last-unit",
        ("(el|la) (último|última) {single}",),
        _last_unit,
        (("en el último año", "P1Y"),),
    ),
    Rule("duration.plural", ("{plural}",), _plural, (("durante años", "PXY"), ("los días felices", ""))),
    Rule("duration.whole", ("(todo el|toda la) {single}",), _whole, (("llovió todo el año", "P1Y"),)),
    Rule(
        "duration.age",
        ("{num} {unit} de edad",),
        _counted,
        (("un hombre de 33 años de edad", "P33Y"), ("tiene 18 años", "P18Y")),
    ),
)
