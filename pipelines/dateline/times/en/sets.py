"""English recurring times: ``every Monday``, ``twice a week``, ``daily``."""

from __future__ import annotations

from dateline.times.amounts import duration
from dateline.times.en.durations import unit_of
from dateline.times.en.holidays import FIXED
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading


def _every(match: Match) -> Built:
    """``every Monday``, ``every two weeks``, ``each year``."""
    if (weekday := match.number("weekday")) is not None or (weekday := match.number("weekdays")) is not None:
        time = f"T{match.word('part')}" if match["part"] is not None else ""
        return Reading(Fixed("SET", f"XXXX-WXX-{weekday}{time}", quant="EVERY"))
    if (holiday := match.word("holiday")) is not None:
        month, day = FIXED.get(holiday, (None, None))
        return Reading(Fixed("SET", "P1Y" if month is None else f"XXXX-{month:02d}-{day:02d}", quant="EVERY"))
    if (month := match.number("month")) is not None:
        return Reading(Fixed("SET", f"XXXX-{month:02d}", quant="EVERY"))
    if (season := match.word("season")) is not None:
        return Reading(Fixed("SET", f"XXXX-{season}", quant="EACH" if match["each"] is not None else "EVERY"))
    if (part := match.word("part")) is not None:
        return Reading(Fixed("SET", f"XXXX-XX-XXT{part}", quant="EVERY"))
    unit = unit_of(match)
    if unit is None:
        return None
    if (count := match.number("ordword") or match.number("ord")) is not None and not 2 <= count <= 20:
        return None
    amount = match["num"] if match["num"] is not None else 2 if match["other"] is not None else count or 1
    if unit == "WE" and amount == 1:
        return Reading(Fixed("SET", "XXXX-WXX-WE", quant="EVERY"))
    freq = "1X" if match["once"] is not None else "2X" if match["twice"] is not None else None
    return Reading(
        Fixed("SET", duration(amount, unit), quant="EACH" if match["each"] is not None else "EVERY", freq=freq)
    )


def _every_two(match: Match) -> Built:
    """``every Tuesday and Thursday``: each its own piece."""
    sets = [Reading(Fixed("SET", f"XXXX-WXX-{match.number(name)}", quant="EVERY")) for name in ("one", "weekday")]
    return [match.piece(sets[0], None, "one"), match.piece(sets[1], "weekday")]


def _all(match: Match) -> Built:
    """``all week``: one stretch, not a set; ``all night`` is a part of the day that the text is in."""
    if (part := match.word("part")) is not None:
        return Reading(part=part)
    unit = match.word("single")
    return Reading(Fixed("DURATION", duration(1, unit))) if unit is not None and not unit.startswith("T") else None


def _amount_per(match: Match) -> Built:
    """``five days a week``: TimeML gives the amount as the frequency."""
    unit, every, amount = match.word("unit"), match.word("single"), match.number("num")
    if unit is None or every is None or amount is None:
        return None
    return Reading(Fixed("SET", duration(1, every), quant="EVERY", freq=f"{amount}{unit.removeprefix('T')}"))


def _nth_weekday(match: Match) -> Built:
    """``the first Monday of every month``."""
    unit = match.word("single")
    return None if unit not in ("M", "Y") else Reading(Fixed("SET", duration(1, unit), quant="EVERY"))


def _weekdays(match: Match) -> Built:
    """``on Mondays``, ``Saturday nights``."""
    weekday = match.number("weekdays") or match.number("weekday")
    part = match.encoded.units[match.end - 1].classes.get("parts") if match["parts"] is not None else None
    return Reading(Fixed("SET", f"XXXX-WXX-{weekday}" + (f"T{part}" if part is not None else "")))


def _weekends(match: Match) -> Built:
    return Reading(Fixed("SET", "XXXX-WXX-WE" if match["weekends"] is not None else "XXXX-WXX-WD"))


def _times_per(match: Match) -> Built:
    """``twice a week``, ``three times per month``."""
    unit = match.word("single")
    amount = 1 if match["once"] is not None else 2 if match["twice"] is not None else match["num"]
    if unit is None:
        return None
    freq = f"{amount}X" if isinstance(amount, int) else None
    return Reading(Fixed("SET", duration(1, unit), freq=freq))


def _per(match: Match) -> Built:
    """``per day``; ``per annum`` is only of a year."""
    return Reading(Fixed("SET", duration(1, match.word("single") or "Y"), quant="EACH"))


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
            f"({{once:=once}}|{{twice:=twice}})? (every|{{each:=each}}) (single)? {form}"
            for form in (
                "{single}",
                "{num} {unit}",
                "{other:=other} {single}",
                "({ordword}|{ord}) {single}",
                "{weekday} {part}?",
                "{holiday}",
                "{month}",
                "{season}",
                "{part}",
                "few {plural}",
            )
        ),
        _every,
        (
            ("every Monday", "XXXX-WXX-1"),
            ("every two weeks", "P2W"),
            ("each year", "P1Y"),
            ("every other day", "P2D"),
            ("every Sunday morning", "XXXX-WXX-7TMO"),
            ("every third year", "P3Y"),
            ("once every four years", "P4Y"),
            ("every Christmas", "XXXX-12-25"),
        ),
    ),
    Rule(
        "set.every-two",
        ("every {one:weekday} (and|or) {weekday}",),
        _every_two,
        (("every Tuesday and Thursday", "XXXX-WXX-2 XXXX-WXX-4"),),
    ),
    Rule(
        "set.all",
        ("all ({single}|{part}) (long)?",),
        _all,
        (("it rained all day", "P1D"), ("open all year", "P1Y"), ("all hours", "")),
    ),
    Rule(
        "set.amount-per",
        ("{num} {unit} (a|an|per|each|every) {single}",),
        _amount_per,
        (("five days a week", "P1W"), ("24 hours a day", "P1D")),
    ),
    Rule(
        "set.nth-weekday",
        ("(the|every) ({ordword}|{ord}|last|final) ({weekday}|weekday|day) (of|in) (the|each|every) {single}",),
        _nth_weekday,
        (("the first Monday of every month", "P1M"), ("the last Friday of each month", "P1M")),
    ),
    Rule(
        "set.weekends",
        ("(on|at)? {weekends:=weekends}", "(on)? weekdays"),
        _weekends,
        (("open at weekends", "XXXX-WXX-WE"), ("closed on weekdays", "XXXX-WXX-WD")),
    ),
    Rule(
        "set.weekdays",
        ("{weekdays}", "({weekday}|{weekdays}) {parts}"),
        _weekdays,
        (("open on Mondays", "XXXX-WXX-1"), ("on Saturday nights", "XXXX-WXX-6TNI")),
    ),
    Rule(
        "set.times",
        ("({once:=once}|{twice:=twice}|{num} times) (a|an|per|each|every) {single}",),
        _times_per,
        (("twice a week", "P1W"), ("three times a month", "P1M")),
    ),
    Rule(
        "set.per", ("(per|each) {single}", "per annum"), _per, (("40 flights per day", "P1D"), ("2% per annum", "P1Y"))
    ),
    Rule("set.frequency", ("{frequency}",), _frequency, (("the annual conference", "P1Y"), ("the Daily Mail", ""))),
)
