"""Amounts of a unit as TIMEX3 writes them, whatever the language of the text."""

from __future__ import annotations

from dateline.times.tokens import Value


def duration(amount: Value | None, unit: str) -> str:
    """The TIMEX3 value of an amount (None or ``X``: vague) of a unit.

    >>> duration(2.5, "Y"), duration(None, "D"), duration(0.5, "TH"), duration(1, "DE")
    ('P2.5Y', 'PXD', 'PT30M', 'P10Y')
    """
    if not isinstance(amount, int | float):
        amount = None
    if unit == "FN":
        amount, unit = (None if amount is None else amount * 2), "W"
    if unit == "WE":
        return f"P{_number(amount)}WE"
    if amount is not None and unit in ("DE", "CE"):
        amount, unit = amount * (10 if unit == "DE" else 100), "Y"
    if amount is not None and amount != int(amount):
        if unit == "TH":
            amount, unit = amount * 60, "TM"
        elif unit == "Y" and amount < 1:
            amount, unit = amount * 12, "M"
    return f"PT{_number(amount)}{unit[1]}" if unit.startswith("T") else f"P{_number(amount)}{unit}"


def _number(amount: float | None) -> str:
    return "X" if amount is None else f"{amount:g}" if abs(amount) < 1e6 else str(int(amount))
