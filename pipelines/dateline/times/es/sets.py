"""Spanish recurring times: ``cada lunes``, ``todos los días``, ``dos veces por semana``, ``mensual``."""

from __future__ import annotations

from dateline.times.amounts import duration
from dateline.times.es.durations import unit_of
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading


def _every(match: Match) -> Built:
    quant = "EACH" if match["each"] is not None else "EVERY"
    weekday = match.number("weekday") or match.number("weekdays")
    if weekday is not None:
        return Reading(Fixed("SET", f"XXXX-WXX-{weekday}", quant=quant))
    if (month := match.number("month")) is not None:
        return Reading(Fixed("SET", f"XXXX-{month:02d}", quant=quant))
    if (season := match.word("season")) is not None:
        return Reading(Fixed("SET", f"XXXX-{season}", quant=quant))
    if (part := match.word("part")) is not None:
        return Reading(Fixed("SET", f"XXXX-XX-XXT{part}", quant=quant))
    unit = unit_of(match)
    if unit is None:
        return None
    if unit == "WE":
        return Reading(Fixed("SET", "XXXX-WXX-WE", quant=quant))
    return Reading(Fixed("SET", duration(match["num"] if match["num"] is not None else 1, unit), quant=quant))


def _weekdays(match: Match) -> Built:
    return Reading(Fixed("SET", f"XXXX-WXX-{match.number('weekdays')}"))


def _times_per(match: Match) -> Built:
    """``dos veces por semana``, ``una vez al mes``."""
    amount, unit = match["num"], match.word("single")
    freq = f"{amount}X" if isinstance(amount, int) else None
    return None if unit is None else Reading(Fixed("SET", duration(1, unit), freq=freq))


def _per(match: Match) -> Built:
    """``40 vuelos por día``, ``mil euros al mes``: after a quantity."""
    unit, quantity, after = match.word("single"), match.unit(-2), match.unit(0)
    if unit is None or quantity is None or "num" not in quantity.classes or match.before("y", "o", ",", "."):
        return None
    if after is not None and "which-after" in after.classes:
        return None  # "al día siguiente"
    return Reading(Fixed("SET", duration(1, unit), quant="EACH"))


def _frequency(match: Match) -> Built:
    """``mensual``, ``diariamente``; not the noun (``un diario``, ``el diario El País``) and no name."""
    unit, after = match.encoded.units[match.first], match.unit(0)
    if unit.capitalised or (unit.lower in ("diario", "diarios") and _noun(match)):
        return None
    return None if after is not None and after.shape == "word" and after.lower == "oficial" else _value(match)


def _noun(match: Match) -> bool:
    return match.before("el", "un", "los", "al", "del", "este", "su", "otro", "varios", "muchos")


def _value(match: Match) -> Built:
    return Reading(Fixed("SET", match.word("frequency") or "P1D"))


RULES: tuple[Rule, ...] = (
    Rule(
        "set.every",
        (
            *(f"{{each:=cada}} {form}" for form in ("{single}", "{num} {unit}", "{weekday}", "{month}", "{season}")),
            "{each:=cada} {part}",
            "(todos los|todas las) ({plural}|{weekdays}|{season})",
            "todos los {weekday}",
            "(todas las) (mañanas|tardes|noches)",
        ),
        _every,
        (
            ("cada lunes", "XXXX-WXX-1"),
            ("cada dos semanas", "P2W"),
            ("todos los días", "P1D"),
            ("todos los martes", "XXXX-WXX-2"),
        ),
    ),
    Rule("set.weekdays", ("los {weekdays}",), _weekdays, (("abre los lunes", "XXXX-WXX-1"),)),
    Rule(
        "set.times",
        ("{num} (vez|veces) (por|al|a la|cada) {single}",),
        _times_per,
        (("dos veces por semana", "P1W"), ("una vez al mes", "P1M")),
    ),
    Rule("set.per", ("(por|al|a la) {single}",), _per, (("40 vuelos por día", "P1D"), ("entró por día y noche", ""))),
    Rule(
        "set.frequency",
        ("{frequency}",),
        _frequency,
        (("la reunión anual", "P1Y"), ("el diario El País", ""), ("su informe mensual", "P1M")),
    ),
)
