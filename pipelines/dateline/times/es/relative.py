"""Spanish expressions counted from an anchor: ``ayer``, ``hace dos días``, ``la semana pasada``, ``ese mismo año``."""

from __future__ import annotations

from dateline.times.es.durations import amount_of, unit_of
from dateline.times.es.pointers import BASES, relation
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Base, Fixed, Reading, Shift

DAYS = {"hoy": 0, "ayer": -1, "mañana": 1, "anteayer": -2, "antier": -2, "anoche": -1, "anteanoche": -2}
NIGHTS = ("anoche", "anteanoche")
MORNING_AFTER = ("la", "esta", "esa", "aquella", "una", "media", "cada", "toda", "misma", "cualquier")
"""Before ``mañana`` where it is the morning, not tomorrow."""

PART_OF = frozenset(["finales", "fines", "final", "fin", "principios", "principio", "comienzos", "inicios", "inicio",
                     "mediados", "resto", "primeros", "últimos", "va", "cierre"])  # fmt: skip
FRACTIONS = {"Y": ("M", 12), "TH": ("TM", 60), "DE": ("Y", 10), "CE": ("Y", 100)}
"""Units whose fractions are whole numbers of a smaller one."""


def _day_word(match: Match) -> Built:
    word = match.encoded.units[match.first].lower
    if word == "mañana" and match.before(*MORNING_AFTER):
        return None
    return Reading(Shift("D", DAYS[word]), part="NI" if word in NIGHTS else None)


def _day_but_one(match: Match) -> Built:
    return Reading(Shift("D", -2 if match["yesterday"] is not None else 2))


def _part_relative(match: Match) -> Built:
    """``esta mañana``, ``la noche anterior``, ``a la mañana siguiente``."""
    code = relation(match)
    if code is None or code in ("last", "next"):
        return None
    base, count = BASES[code]
    mod = "START" if match.encoded.units[match.index("part") or 0].lower == "madrugada" else None
    return [match.piece(Reading(Shift("D", count, base), part=match.word("part"), mod=mod), "the")]


def _unit(match: Match) -> Built:
    """``la semana pasada``, ``este año``, ``el mismo mes``, ``el día siguiente``."""
    code, unit = relation(match), match.word("single")
    if code is None or unit is None or unit.startswith("T") or unit == "FN":
        return None
    base, count = BASES[code]
    if unit == "D" and code in ("this", "last", "next"):
        return Reading(Shift("D", 0, "mention")) if code == "this" else None
    return Reading(Shift(unit, count, base))


def _same_period(match: Match) -> Built:
    """``el mismo mes del año pasado``: the unit that is named last says when."""
    code, unit = relation(match), match.word("single")
    if code is None or unit is None:
        return None
    base, count = BASES[code]
    return Reading(Shift(unit, count, base))


def _bare_unit(match: Match) -> Built:
    """``a finales de año``: the one that the text is in."""
    before, earlier, unit = match.unit(-1), match.unit(-2), match.word("single")
    if before is None or earlier is None or unit not in ("W", "M", "Q", "H", "Y", "DE", "CE"):
        return None
    whole = before.lower in ("de", "del") and earlier.lower in PART_OF
    return Reading(Shift(unit, 0, "running")) if whole else None


def _so_far(match: Match) -> Built:
    unit = match.word("single")
    return None if unit is None or unit.startswith("T") else Reading(Shift(unit, 0))


def _eve(_: Match) -> Built:
    return Reading(Shift("D", -1, "mention"))


def _moved(match: Match, sign: int, base: Base) -> Built:
    unit, amount = unit_of(match), amount_of(match)
    if unit is None:
        return None
    if unit == "FN":
        unit, amount = "W", amount * 2 if isinstance(amount, int | float) else None
    if not isinstance(amount, int | float) or unit == "WE":
        return _vague(unit, sign, base)
    if amount != int(amount):
        if unit not in FRACTIONS:
            return _vague(unit, sign, base)
        unit, amount = FRACTIONS[unit][0], amount * FRACTIONS[unit][1]
    return Reading(Shift(unit, sign * int(amount), base, counted=True), mod=_mod(match))


def _mod(match: Match) -> str | None:
    """What ``hace más de dos años`` says of the amount inside."""
    for name, mod in (("more", "MORE_THAN"), ("less", "LESS_THAN"), ("about", "APPROX")):
        if match[name] is not None:
            return mod
    return None


def _vague(unit: str, sign: int, base: Base) -> Reading:
    if base == "publication":
        value = "PAST_REF" if sign < 0 else "FUTURE_REF"
        return Reading(Fixed("DATE", value, direction="past" if sign < 0 else "future"))
    return Reading(Shift(unit, None, base, counted=True))


def _ago(match: Match) -> Built:
    return _moved(match, -1, "publication")


def _from_now(match: Match) -> Built:
    return _moved(match, 1, "publication")


def _later(match: Match) -> Built:
    """``dos años después``, but not ``dos años después de la guerra``: the event is the anchor then."""
    return None if match.after("de", "del", "que") else _moved(match, 1, "mention")


def _earlier(match: Match) -> Built:
    return None if match.after("de", "del", "que") else _moved(match, -1, "mention")


def _recent_units(_: Match) -> Built:
    return Reading(Fixed("DATE", "PAST_REF"))


def _reference(match: Match) -> Built:
    return Reading(Fixed("DATE", match.word("reference") or "PRESENT_REF"))


def _past(match: Match) -> Built:
    """``en el pasado``, but not ``en el pasado partido``."""
    after = match.unit(0)
    if after is not None and after.shape not in ("mark", "break") and after.lower not in ("y", "se", "ya", "por", "a"):
        return None
    return [match.piece(Reading(Fixed("DATE", "PAST_REF")), "the")]


def _attribute(match: Match) -> Built:
    recent = match.encoded.units[match.first].lower.startswith("reciente")
    return Reading(Fixed("DATE", "PAST_REF" if recent else "PRESENT_REF"))


COUNTED = (
    "{num} {unit}",
    "{num} {unit} y {half:=medio}",
    "{num} {unit} y {half:=media}",
    "{halved:=medio} {single}",
    "{halved:=media} {single}",
    "{plural}",
)
ROUGHLY = "({more:=más} de|{less:=menos} de|{about:=casi}|unos|unas|apenas|ya|solo|sólo|cerca de|alrededor de)?"

RULES: tuple[Rule, ...] = (
    Rule(
        "relative.day",
        ("(hoy|ayer|mañana|anteayer|antier|anoche|anteanoche)", "(hoy|ayer|mañana|anteayer|antier) ,? {weekday}"),
        _day_word,
        (
            ("lo dijo ayer", "2019-09-23", "2019-09-24"),
            ("hablará mañana", "2019-09-25", "2019-09-24"),
            ("llegó anoche", "2019-09-23TNI", "2019-09-24"),
        ),
    ),
    Rule(
        "relative.day-but-one",
        ("{yesterday:=antes} de ayer", "pasado mañana"),
        _day_but_one,
        (("antes de ayer", "2019-09-22", "2019-09-24"), ("pasado mañana", "2019-09-26", "2019-09-24")),
    ),
    Rule(
        "relative.part-of-day",
        ("(la)? {which:which-before} {part}", "(a|en|por|de|durante)? {the:=la} {part} {which:which-after}"),
        _part_relative,
        (
            ("esta mañana", "2019-09-24TMO", "2019-09-24"),
            ("El 5 de mayo de 2010 y la noche siguiente", "2010-05-05 2010-05-06TNI"),
        ),
    ),
    Rule(
        "relative.unit",
        (
            "(el|la)? {which:which-before} {single}",
            "(el|la)? {single} {which:which-after}",
            "(el|la) {which:which-before} {single} que viene",
        ),
        _unit,
        (
            ("la semana pasada", "2019-W38", "2019-09-24"),
            ("el próximo mes", "2019-10", "2019-09-24"),
            ("el año que viene", "2020", "2019-09-24"),
            ("El 5 de mayo de 2010 y al día siguiente", "2010-05-05 2010-05-06"),
            ("En 1981 empezó; ese mismo año", "1981 1981"),
        ),
    ),
    Rule(
        "relative.same-period",
        (
            "(el)? mismo (día|mes|trimestre|semestre|periodo|período) (del|de la) {single} {which:which-after}",
            "(el)? mismo (día|mes|trimestre|semestre|periodo|período) (del|de la) {which:which-before} {single}",
        ),
        _same_period,
        (("el mismo mes del año pasado", "2018", "2019-09-24"),),
    ),
    Rule(
        "relative.bare-unit",
        ("{single}",),
        _bare_unit,
        (("a finales de año", "2019", "2019-09-24"), ("un plan de semana", "")),
    ),
    Rule(
        "relative.so-far",
        ("en lo que va (de|del) {single}",),
        _so_far,
        (("en lo que va de año", "2019", "2019-09-24"),),
    ),
    Rule("relative.eve", ("la víspera",), _eve, (("El 5 de mayo de 2010; la víspera", "2010-05-05 2010-05-04"),)),
    Rule(
        "relative.ago",
        (*(f"hace {ROUGHLY} {form}" for form in COUNTED), "{num} {unit} atrás"),
        _ago,
        (
            ("hace dos días", "2019-09-22", "2019-09-24"),
            ("hace más de tres años", "2016", "2019-09-24"),
            ("hace un mes", "2019-08", "2019-09-24"),
            ("hace años", "PAST_REF", "2019-09-24"),
        ),
    ),
    Rule(
        "relative.from-now",
        tuple(f"dentro de {ROUGHLY} {form}" for form in COUNTED),
        _from_now,
        (("dentro de tres días", "2019-09-27", "2019-09-24"),),
    ),
    Rule(
        "relative.later",
        tuple(f"{form} (después|más tarde|luego)" for form in COUNTED),
        _later,
        (
            ("El 5 de mayo de 2010 empezó. Dos días después", "2010-05-05 2010-05-07"),
            ("En 1980; dos años después", "1980 1982"),
            ("En 1961; medio siglo después", "1961 2011"),
        ),
    ),
    Rule(
        "relative.earlier",
        (*(f"{form} (antes|atrás)" for form in COUNTED[:-1]), "{plural} antes"),
        _earlier,
        (("El 5 de mayo de 2010; un día antes", "2010-05-05 2010-05-04"), ("tres años antes de la guerra", "P3Y")),
    ),
    Rule(
        "relative.recent",
        ("(los)? {plural} recientes", "recientes {plural}"),
        _recent_units,
        (("en años recientes", "PAST_REF", "2019-09-24"),),
    ),
    Rule(
        "reference.word",
        ("{reference}",),
        _reference,
        (("ahora gobierna", "PRESENT_REF"), ("recientemente dijo", "PAST_REF")),
    ),
    Rule("reference.past", ("en {the:=el} pasado",), _past, (("como en el pasado.", "PAST_REF"),)),
    Rule(
        "reference.attribute",
        ("(actual|actuales|reciente|recientes)",),
        _attribute,
        (("el actual presidente", "PRESENT_REF"), ("el reciente golpe", "PAST_REF")),
    ),
)
