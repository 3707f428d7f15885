"""Holidays that English news names without a date: fixed days and days that are computed for a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from dateline.times.feasts import easter, hanukkah, nth_weekday, orthodox_easter, passover, rosh_hashanah

HOLIDAYS = {
    "Christmas": "christmas", "Christmas Day": "christmas", "Xmas": "christmas", "Christmas Eve": "christmas-eve",
    "Boxing Day": "boxing-day", "New Year's Day": "new-year", "New Year's": "new-year", "New Year": "new-year",
    "New Years Day": "new-year", "New Years Eve": "new-year-eve", "New Year's Eve": "new-year-eve",
    "Valentine's Day": "valentine", "Saint Valentine's Day": "valentine", "Valentines Day": "valentine",
    "St. Patrick's Day": "saint-patrick", "St Patrick's Day": "saint-patrick", "Saint Patrick's Day": "saint-patrick",
    "St. George's Day": "saint-george", "St George's Day": "saint-george", "St. Andrew's Day": "saint-andrew",
    "St Andrew's Day": "saint-andrew", "St. David's Day": "saint-david", "St David's Day": "saint-david",
    "April Fools' Day": "april-fool", "April Fool's Day": "april-fool", "April Fools Day": "april-fool",
    "May Day": "may-day", "Independence Day": "independence-us", "Fourth of July": "independence-us",
    "the Fourth of July": "independence-us", "July Fourth": "independence-us",
    "Bastille Day": "bastille", "Halloween": "halloween",
    "All Hallows' Eve": "halloween", "All Saints' Day": "all-saints", "All Saints Day": "all-saints",
    "All Souls' Day": "all-souls", "Veterans Day": "armistice", "Veterans' Day": "armistice",
    "Veteran's Day": "armistice", "Armistice Day": "armistice", "Remembrance Day": "armistice",
    "Remembrance Sunday": "remembrance-sunday", "Guy Fawkes Night": "guy-fawkes", "Guy Fawkes Day": "guy-fawkes",
    "Bonfire Night": "guy-fawkes", "Burns Night": "burns", "Australia Day": "australia-day", "Anzac Day": "anzac",
    "ANZAC Day": "anzac", "Waitangi Day": "waitangi", "Canada Day": "canada-day", "Victoria Day": "victoria",
    "Groundhog Day": "groundhog", "Flag Day": "flag", "Juneteenth": "juneteenth", "Cinco de Mayo": "cinco-de-mayo",
    "Pearl Harbor Day": "pearl-harbor", "Patriot Day": "patriot", "Inauguration Day": "inauguration",
    "Martin Luther King Day": "king", "Martin Luther King Jr. Day": "king", "MLK Day": "king",
    "Presidents Day": "presidents", "Presidents' Day": "presidents", "President's Day": "presidents",
    "Memorial Day": "memorial", "Labor Day": "labor", "Columbus Day": "columbus",
    "Indigenous Peoples' Day": "columbus", "Thanksgiving": "thanksgiving", "Thanksgiving Day": "thanksgiving",
    "Black Friday": "black-friday", "Cyber Monday": "cyber-monday", "Easter": "easter", "Easter Sunday": "easter",
    "Easter Day": "easter", "Easter Monday": "easter-monday", "Easter Saturday": "holy-saturday",
    "Holy Saturday": "holy-saturday", "Good Friday": "good-friday", "Maundy Thursday": "maundy-thursday",
    "Holy Thursday": "maundy-thursday", "Palm Sunday": "palm-sunday", "Ash Wednesday": "ash-wednesday",
    "Shrove Tuesday": "shrove-tuesday", "Mardi Gras": "shrove-tuesday", "Fat Tuesday": "shrove-tuesday",
    "Ascension Day": "ascension", "Ascension Thursday": "ascension", "Pentecost": "pentecost",
    "Whit Sunday": "pentecost", "Whit Monday": "whit-monday", "Pentecost Monday": "whit-monday",
    "Corpus Christi": "corpus-christi", "Orthodox Easter": "orthodox-easter",
    "Orthodox Christmas": "orthodox-christmas", "Passover": "passover", "Rosh Hashanah": "rosh-hashanah",
    "Rosh Hashana": "rosh-hashanah", "Yom Kippur": "yom-kippur", "Sukkot": "sukkot", "Shavuot": "shavuot",
    "Purim": "purim", "Hanukkah": "hanukkah", "Chanukah": "hanukkah", "Mother's Day": "mother",
    "Mothers Day": "mother", "Father's Day": "father", "Fathers Day": "father", "Election Day": "election-us",
    "Epiphany": "epiphany", "Twelfth Night": "twelfth-night", "International Women's Day": "women",
    "Earth Day": "earth", "World AIDS Day": "aids", "Human Rights Day": "human-rights",
    "Holocaust Memorial Day": "holocaust", "World Press Freedom Day": "press-freedom", "Kwanzaa": "boxing-day",
}  # fmt: skip
"""Name: the key of its rule in :func:`holiday`. Names of one day in several countries have the better known one."""

FIXED = {
    "christmas": (12, 25), "christmas-eve": (12, 24), "boxing-day": (12, 26), "new-year": (1, 1),
    "new-year-eve": (12, 31), "valentine": (2, 14), "saint-patrick": (3, 17), "saint-george": (4, 23),
    "saint-andrew": (11, 30), "saint-david": (3, 1), "april-fool": (4, 1), "may-day": (5, 1),
    "independence-us": (7, 4), "bastille": (7, 14), "halloween": (10, 31), "all-saints": (11, 1),
    "all-souls": (11, 2), "armistice": (11, 11), "guy-fawkes": (11, 5), "burns": (1, 25), "australia-day": (1, 26),
    "anzac": (4, 25), "waitangi": (2, 6), "canada-day": (7, 1), "groundhog": (2, 2), "flag": (6, 14),
    "juneteenth": (6, 19), "cinco-de-mayo": (5, 5), "pearl-harbor": (12, 7), "patriot": (9, 11),
    "inauguration": (1, 20), "orthodox-christmas": (1, 7), "epiphany": (1, 6), "twelfth-night": (1, 5),
    "women": (3, 8), "earth": (4, 22), "aids": (12, 1), "human-rights": (12, 10), "holocaust": (1, 27),
    "press-freedom": (5, 3),
}  # fmt: skip

NTH = {
    "king": (1, 1, 3), "presidents": (2, 1, 3), "memorial": (5, 1, -1), "labor": (9, 1, 1), "columbus": (10, 1, 2),
    "thanksgiving": (11, 4, 4), "mother": (5, 7, 2), "father": (6, 7, 3), "remembrance-sunday": (11, 7, 2),
}  # fmt: skip
"""Month, ISO weekday, which of them (-1: the last)."""

FROM_EASTER = {"easter": 0, "easter-monday": 1, "holy-saturday": -1, "good-friday": -2, "maundy-thursday": -3,
               "palm-sunday": -7, "ash-wednesday": -46, "shrove-tuesday": -47, "ascension": 39, "pentecost": 49,
               "whit-monday": 50, "corpus-christi": 60}  # fmt: skip

OTHER: dict[str, Callable[[int], date]] = {
    "black-friday": lambda year: nth_weekday(year, 11, 4, 4) + timedelta(days=1),
    "cyber-monday": lambda year: nth_weekday(year, 11, 4, 4) + timedelta(days=4),
    "election-us": lambda year: nth_weekday(year, 11, 1, 1) + timedelta(days=1),
    "victoria": lambda year: date(year, 5, 24) - timedelta(days=date(year, 5, 24).weekday()),
    "orthodox-easter": orthodox_easter,
    "passover": passover,
    "purim": lambda year: passover(year) - timedelta(days=30),
    "shavuot": lambda year: passover(year) + timedelta(days=50),
    "rosh-hashanah": rosh_hashanah,
    "yom-kippur": lambda year: rosh_hashanah(year) + timedelta(days=9),
    "sukkot": lambda year: rosh_hashanah(year) + timedelta(days=14),
    "hanukkah": hanukkah,
}


def holiday(key: str, year: int) -> date:
    """The day of a holiday in a year (1-9999); ValueError or OverflowError where the calendar ends.

    ``nth/MONTH/WEEKDAY/N`` is the n-th weekday of a month, which has a rule and no name.

    >>> holiday("good-friday", 2019), holiday("labor", 2019), holiday("nth/5/1/1", 2010)
    (datetime.date(2019, 4, 19), datetime.date(2019, 9, 2), datetime.date(2010, 5, 3))
    """
    if key in FIXED:
        return date(year, *FIXED[key])
    if key in NTH:
        return nth_weekday(year, *NTH[key])
    if key in FROM_EASTER:
        return easter(year) + timedelta(days=FROM_EASTER[key])
    if key.startswith("nth/"):
        month, weekday, count = (int(part) for part in key.split("/")[1:])
        return nth_weekday(year, month, weekday, count)
    return OTHER[key](year)
