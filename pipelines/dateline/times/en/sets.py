"""English recurring times: ``every Monday``, ``twice a week``, ``daily``."""

from __future__ import annotations

from dateline.times.amounts import duration
from dateline.times.en.durations import unit_of
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading


def _every(match: Match) -> Built:
    """``every Monday``, ``every two weeks``, ``each year``."""
    if (weekday := match.number("weekday")) is not None or (weekday := match.number("weekdays")) is not None:
        return Reading(Fixed("SET", f"XXXX-WXX-{weekday}", quant="EVERY"))
    if (month := match.number("month")) is not None:
        return Reading(Fixed("SET", f"XXXX-{month:02d}", quant="EVERY"))
    if (season := match.word("season")) is not None:
        return Reading(Fixed("SET", f"XXXX-{season}", quant="EVERY"))
    if (part := match.word("part")) is not None:
        return Reading(Fixed("SET", f"XXXX-XX-XXT{part}", quant="EVERY"))
    unit = unit_of(match)
    if unit is None:
        return None
    amount = match["num"] if match["num"] is not None else 2 if match["other"] is not None else 1
    if unit == "WE" and amount == 1:
        return Reading(Fixed("SET", "XXXX-WXX-WE", quant="EVERY"))
    return Reading(Fixed("SET", duration(amount, unit), quant="EACH" if match["each"] is not None else "EVERY"))


def _weekdays(match: Match) -> Built:
    return Reading(Fixed("SET", f"XXXX-WXX-{match.number('weekdays')}"))


def _times_per(match: Match) -> Built:
    """``twice a week``, ``three times per month``."""
    unit = match.word("single")
    amount = 1 if match["once"] is not None else 2 if match["twice"] is not None else match["num"]
    if unit is None:
        return None
    freq = f"{amount}X" if isinstance(amount, int) else None
    return Reading(Fixed("SET", duration(1, unit), freq=freq))


def _per(match: Match) -> Built:
    unit = match.word("single")
    return None if unit is None else Reading(Fixed("SET", duration(1, unit), quant="EACH"))


def _frequency(match: Match) -> Built:
    """``daily``, ``annual``; capitalised it is mostly a name (the Daily Mail)."""
    after, before = match.unit(0), match.unit(-1)
    unit = match.encoded.units[match.first]
    if unit.capitalised and not (before is None or before.lower in {".", "break"} or before.shape == "break"):
        return None
    if unit.capitalised and after is not None and after.capitalised:
        return None
    return Reading(Fixed("SET", match.word("frequency") or "P1D"))


RULES: tuple[Rule, ...] = (
    Rule(
        "set.every",
        tuple(
            f"(every|{{each:=each}}|all) {form}"
            for form in (
                "{single}",
                "{num} {unit}",
                "{other:=other} {single}",
                "{weekday}",
                "{month}",
                "{season}",
                "{part}",
                "few {plural}",
            )
        ),
        _every,
        (("every Monday", "XXXX-WXX-1"), ("every two weeks", "P2W"), ("each year", "P1Y")),
    ),
    Rule("set.weekdays", ("{weekdays}",), _weekdays, (("open on Mondays", "XXXX-WXX-1"),)),
    Rule(
        "set.times",
        ("({once:=once}|{twice:=twice}|{num} times) (a|an|per|each|every) {single}",),
        _times_per,
        (("twice a week", "P1W"), ("three times a month", "P1M")),
    ),
    Rule("set.per", ("(per|each) {single}",), _per, (("40 flights per day", "P1D"),)),
    Rule("set.frequency", ("{frequency}",), _frequency, (("the annual conference", "P1Y"), ("the Daily Mail", ""))),
)
