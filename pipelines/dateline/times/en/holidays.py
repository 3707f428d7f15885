"""Holidays that English news names without a date: fixed days and days that are computed for a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateline.times.feasts import easter, nth_weekday

HOLIDAYS = {
    "Christmas": "christmas", "Christmas Day": "christmas", "Xmas": "christmas", "Christmas Eve": "christmas-eve",
    "Boxing Day": "boxing-day", "New Year's Day": "new-year", "New Year's": "new-year", "New Year": "new-year",
    "New Year's Eve": "new-year-eve", "Valentine's Day": "valentine", "Saint Valentine's Day": "valentine",
    "St. Patrick's Day": "saint-patrick", "Saint Patrick's Day": "saint-patrick", "April Fools' Day": "april-fool",
    "April Fool's Day": "april-fool", "May Day": "may-day", "Independence Day": "independence-us",
    "Fourth of July": "independence-us", "July Fourth": "independence-us", "Bastille Day": "bastille",
    "Halloween": "halloween", "All Saints' Day": "all-saints", "Veterans Day": "armistice",
    "Armistice Day": "armistice", "Remembrance Day": "armistice", "Guy Fawkes Night": "guy-fawkes",
    "Australia Day": "australia-day", "Anzac Day": "anzac", "Canada Day": "canada-day",
    "Martin Luther King Day": "king", "Martin Luther King Jr. Day": "king", "Presidents Day": "presidents",
    "Presidents' Day": "presidents", "Memorial Day": "memorial", "Labor Day": "labor", "Columbus Day": "columbus",
    "Thanksgiving": "thanksgiving", "Thanksgiving Day": "thanksgiving", "Black Friday": "black-friday",
    "Easter": "easter", "Easter Sunday": "easter", "Easter Monday": "easter-monday", "Good Friday": "good-friday",
    "Palm Sunday": "palm-sunday", "Ash Wednesday": "ash-wednesday", "Pentecost": "pentecost",
    "Mother's Day": "mother", "Father's Day": "father", "Election Day": "election-us", "Epiphany": "epiphany",
    "International Women's Day": "women", "Earth Day": "earth", "World AIDS Day": "aids",
}  # fmt: skip


FIXED = {
    "christmas": (12, 25), "christmas-eve": (12, 24), "boxing-day": (12, 26), "new-year": (1, 1),
    "new-year-eve": (12, 31), "valentine": (2, 14), "saint-patrick": (3, 17), "april-fool": (4, 1), "may-day": (5, 1),
    "independence-us": (7, 4), "bastille": (7, 14), "halloween": (10, 31), "all-saints": (11, 1),
    "armistice": (11, 11), "guy-fawkes": (11, 5), "australia-day": (1, 26), "anzac": (4, 25), "canada-day": (7, 1),
    "epiphany": (1, 6), "women": (3, 8), "earth": (4, 22), "aids": (12, 1),
}  # fmt: skip

NTH = {
    "king": (1, 1, 3), "presidents": (2, 1, 3), "memorial": (5, 1, -1), "labor": (9, 1, 1), "columbus": (10, 1, 2),
    "thanksgiving": (11, 4, 4), "mother": (5, 7, 2), "father": (6, 7, 3),
}  # fmt: skip

FROM_EASTER = {"easter": 0, "easter-monday": 1, "good-friday": -2, "palm-sunday": -7, "ash-wednesday": -46,
               "pentecost": 49}  # fmt: skip

OTHER: dict[str, Callable[[int], date]] = {
    "black-friday": lambda year: nth_weekday(year, 11, 4, 4) + timedelta(days=1),
    "election-us": lambda year: nth_weekday(year, 11, 1, 1) + timedelta(days=1),
}


def holiday(key: str, year: int) -> date:
    """The day of a holiday in a year (1-9999); ValueError or OverflowError where the calendar ends.

    >>> holiday("good-friday", 2019), holiday("labor", 2019)
    (datetime.date(2019, 4, 19), datetime.date(2019, 9, 2))
    """
    if key in FIXED:
        return date(year, *FIXED[key])
    if key in NTH:
        return nth_weekday(year, *NTH[key])
    if key in FROM_EASTER:
        return easter(year) + timedelta(days=FROM_EASTER[key])
    return OTHER[key](year)
