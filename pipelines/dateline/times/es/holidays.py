"""Holidays that Spanish news names without a date."""

from __future__ import annotations

from datetime import date, timedelta

from dateline.times.feasts import easter

HOLIDAYS = {
    "Navidad": "christmas", "Nochebuena": "christmas-eve", "Nochevieja": "new-year-eve", "Año Nuevo": "new-year",
    "Día de Reyes": "epiphany", "Reyes Magos": "epiphany", "Día del Trabajador": "may-day",
    "Día del Trabajo": "may-day", "Día de los Trabajadores": "may-day", "Día de Muertos": "all-souls",
    "Día de los Muertos": "all-souls", "Día de Todos los Santos": "all-saints", "Todos los Santos": "all-saints",
    "Día de la Hispanidad": "hispanic-day", "Día de los Inocentes": "innocents",
    "Día de la Constitución": "constitution",
    "Viernes Santo": "good-friday", "Jueves Santo": "maundy-thursday", "Domingo de Ramos": "palm-sunday",
    "Domingo de Resurrección": "easter", "Miércoles de Ceniza": "ash-wednesday", "Corpus Christi": "corpus-christi",
    "Día de San Valentín": "valentine", "San Valentín": "valentine", "Día Internacional de la Mujer": "women",
}  # fmt: skip

FIXED = {
    "christmas": (12, 25), "christmas-eve": (12, 24), "new-year-eve": (12, 31), "new-year": (1, 1),
    "epiphany": (1, 6), "may-day": (5, 1), "all-souls": (11, 2), "all-saints": (11, 1), "hispanic-day": (10, 12),
    "innocents": (12, 28), "constitution": (12, 6), "valentine": (2, 14), "women": (3, 8),
}  # fmt: skip

FROM_EASTER = {"easter": 0, "good-friday": -2, "maundy-thursday": -3, "palm-sunday": -7, "ash-wednesday": -46,
               "corpus-christi": 60}  # fmt: skip


def holiday(key: str, year: int) -> date:
    """The day of a holiday in a year (1-9999); ValueError or OverflowError where the calendar ends.

    >>> holiday("good-friday", 2019), holiday("all-souls", 2019)
    (datetime.date(2019, 4, 19), datetime.date(2019, 11, 2))
    """
    return date(year, *FIXED[key]) if key in FIXED else easter(year) + timedelta(days=FROM_EASTER[key])
