"""From the name of a place to its IANA zone, offline: cities, capitals, US states, and countries in one zone.

The table ``data/place_zones.txt`` is made by :mod:`.placetable` from GeoNames (cities above 15,000 people,
CC BY 4.0) and tzdata, read on first use (some 20 ms) and kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

TABLE = "data/place_zones.txt"
NOT_IN_NAMES = re.compile(r"[^\w ]|\d")
SPACED = str.maketrans("-_/", "   ")
ALIASES = {
    "New York": "America/New_York",
    "Washington": "America/New_York",
    "Washington, D.C.": "America/New_York",
    "Washington DC": "America/New_York",
    "London": "Europe/London",
    "Britain": "Europe/London",
    "Great Britain": "Europe/London",
    "England": "Europe/London",
    "Scotland": "Europe/London",
    "Wales": "Europe/London",
    "UK": "Europe/London",
    "South Korea": "Asia/Seoul",
    "North Korea": "Asia/Pyongyang",
    "Vatican": "Europe/Vatican",
    "St. Petersburg": "Europe/Moscow",
    "Saigon": "Asia/Ho_Chi_Minh",
    "Peking": "Asia/Shanghai",
    "Bombay": "Asia/Kolkata",
    "Calcutta": "Asia/Kolkata",
    "Madras": "Asia/Kolkata",
    "Rangoon": "Asia/Yangon",
    "Kiev": "Europe/Kyiv",
    "Turkey": "Europe/Istanbul",
    "Czech Republic": "Europe/Prague",
    "Cape Canaveral": "America/New_York",
    "Guantanamo Bay": "America/New_York",
    "UAE": "Asia/Dubai",
    "Samoa": "Pacific/Apia",
    "Bali": "Asia/Makassar",
    "Hawaii": "Pacific/Honolulu",
    "Tahiti": "Pacific/Tahiti",
    "Siberia": "",
    "Victoria": "",
}
"""Names that news uses and GeoNames does not, or gives to another place; ``""``: more than one zone."""

AREAS = frozenset(["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"])
BRITISH = frozenset(["england", "scotland", "wales", "northern ireland", "uk", "britain"])


@dataclass(frozen=True, slots=True)
class ZonedPlace:
    """A place that a name can mean: ISO 3166 region (``US-ME``, ``GY``), degrees east of a town, zone if it has one."""

    region: str
    longitude: int | None
    zone: str | None

    def within(self, region: str) -> bool:
        """Whether it lies in a country or subdivision; a country and its subdivision do not exclude each other."""
        return region.startswith(self.region) or self.region.startswith(region)


def folded(name: str) -> str:
    """A name in the form that it is looked up by: lower case, no accents, no marks.

    >>> folded("São Paulo"), folded("Washington, D.C.")
    ('sao paulo', 'washington dc')
    """
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return " ".join(NOT_IN_NAMES.sub("", plain.lower().translate(SPACED)).split())


@cache
def _table() -> tuple[list[str], Mapping[str, str]]:
    text = files("dateline.times").joinpath(TABLE).read_text(encoding="utf-8")
    zones, _, rest = text.partition("\n")
    return zones.split(" "), dict(line.split("\t", 1) for line in rest.splitlines())


@cache
def _aliases() -> Mapping[str, str]:
    return {folded(name): zone for name, zone in ALIASES.items()}


def places_named(name: str) -> tuple[ZonedPlace, ...]:
    """The places of a name, the best known first; ``=`` and a region code is that region."""
    zones, table = _table()
    key = name if name.startswith("=") else folded(name)
    found = []
    for entry in (table.get(key) or table.get(key.removeprefix("the "), "")).split():
        region, longitude, zone = entry.split(":")
        found.append(ZonedPlace(region, int(longitude) if longitude else None, zones[int(zone)] if zone else None))
    return tuple(found)


def zone_of_place(
    name: str, region: str | None = None, longitude: float | None = None, *, strict: bool = False
) -> str | None:
    """The IANA zone of a city, a capital, a state or a country in one zone; None if it is not known.

    ``region`` (ISO 3166) and ``longitude`` tell places of one name apart; what they lie in may also follow a comma.
    Without either the best known place is meant. A name that is not known has the zone of its region; ``strict``: a
    name that does not lie in its region has none.

    >>> zone_of_place("Lisbon"), zone_of_place("Caracas"), zone_of_place("Russia"), zone_of_place("Nowhere at all")
    ('Europe/Lisbon', 'America/Caracas', None, None)
    >>> zone_of_place("Portland"), zone_of_place("PORTLAND, Maine"), zone_of_place("Georgetown", "GY")
    ('America/Los_Angeles', 'America/New_York', 'America/Guyana')
    """
    if not name:
        return None
    if region is None and (alias := _aliases().get(folded(name))) is not None:
        return alias or None
    head, comma, container = name.partition(",")
    found = places_named(head)
    regions = (region,) if region is not None else _regions_named(container.split(",")[0]) if comma else ()
    if regions:
        inside = tuple(place for place in found if any(place.within(code) for code in regions))
        found = inside or (() if strict else places_named(f"={regions[0]}"))
    elif strict:
        return None
    if longitude is not None and (towns := [place for place in found if place.longitude is not None]):
        return min(towns, key=lambda place: abs((place.longitude or 0) - longitude)).zone
    return found[0].zone if found else None


def _regions_named(name: str) -> tuple[str, ...]:
    """The region codes of a country or US state, also shortened (``Calif.``, ``N.J.``)."""
    letters = folded(name)
    if name.rstrip().endswith(".") and (code := _abbreviated_states().get(letters)):
        return (code,)
    found = tuple(place.region for place in places_named(name) if place.longitude is None and place.region)
    return (*found, "GB") if letters in BRITISH else found


@cache
def _abbreviated_states() -> Mapping[str, str]:
    """US states by their postal code and the abbreviation of the Associated Press stylebook."""
    from dateline.entities.wordlists import lines

    found = {}
    for code, *written in (line.split() for line in lines("states_abbreviated")):
        found[code.lower()] = found[folded(" ".join(written))] = f"US-{code}"
    return found


@cache
def zone_info(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, or None if there is no such zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
