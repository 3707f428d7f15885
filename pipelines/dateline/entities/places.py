"""Place names to places: ids, coordinates and time zone, read in the context of the whole text.

>>> text = "Police in Paris, Texas, said"
>>> [p and (p.name, p.country, p.zone) for p in link(text, [(10, 15), (17, 22)])]
[('Paris', 'US', 'America/Chicago'), ('Texas', 'US', 'America/Chicago')]

Every reading that the gazetteer knows gets a score: how widely known the place is (the logarithm of its
population; countries first), whether the text says what it lies in ("Paris, Texas"), and whether other names of
the text lie in the same country or state. One name means one place in one text. Light to import: the gazetteer is
read at the first call.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from dateline.entities.gazetteer import Candidate, Gazetteer, Toponym, gazetteer, nationalities, place_key
from dateline.records import Entity, EntityIds

LEAST_CONFIDENCE = 0.3
"""A reading below this is not given: unknown is better than wrong."""

# Scores, in powers of ten of the population; tuned on the development data of GeoVirus.
_STATE = 6.5
_CONTINENT = 9.5
_COUNTRY_OVER_POPULATION = 2.0
_CAPITAL = 1.0
_OTHER_NAME = -1.0
_SAID_TO_LIE_IN = 5.0
_LIES_ELSEWHERE = -3.0
_HOLDS_ANOTHER = 3.0
_SAME_COUNTRY = 1.5
_SAME_STATE = 1.0
_CLEAR_MARGIN = 1.0

_CONTAINER = re.compile(r"\s?[,(]\s?((?:[^\W\d_][\w.'’-]*)(?:\s[^\W\d_][\w.'’-]*){0,3})")


class Bounds(Protocol):
    """Anything with a start and an end, in code points of the text."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """After the last one."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a place name means. ``type`` is GPE or LOC, ``kind`` continent, country, state, region or city.

    ``country`` is the ISO 3166-1 alpha-2 code. Coordinates of countries and states are the centre of their towns.
    ``zone`` is an IANA name, null where a country has several. ``reason`` says what decided.
    """

    name: str
    type: str
    kind: str
    ids: EntityIds
    latitude: float | None
    longitude: float | None
    zone: str | None
    country: str | None
    confidence: float
    reason: str
    capital: bool = False


def link(
    text: str,
    spans: Sequence[tuple[int, int] | Bounds],
    *,
    published_at: datetime | date | None = None,  # noqa: ARG001  # part of the stable interface; nothing depends on time yet
) -> list[Place | None]:
    """The place that each of ``spans`` names, or None where the gazetteer knows none or the text leaves it open.

    ``spans`` are place names in ``text`` as (start, end) or objects with those attributes; a span outside the text
    gives None.
    """
    bounds = [span if isinstance(span, tuple) else (span.start, span.end) for span in spans]
    if not bounds:
        return []
    known = gazetteer()
    readings: dict[str, _Reading] = {}
    keys = []
    for start, end in bounds:
        name = text[start:end] if 0 <= start < end <= len(text) else ""
        name_key = place_key(name)
        keys.append(name_key)
        reading = readings.get(name_key)
        if reading is None:
            reading = readings[name_key] = _Reading(_candidates(known, name, text[max(0, start - 2) : start]))
        reading.containers |= _containers(known, text, end) if reading.candidates else set()
    _note_held(text, bounds, keys, readings)
    _choose(readings)
    places = {name: reading.place() for name, reading in readings.items()}
    return [places[name] for name in keys]


def of_nationality(word: str) -> Place | None:
    """The country of a nationality word ("Venezuelan"), or None."""
    code = nationalities().get(word) or nationalities().get(word.title())
    if code is None:
        return None
    toponym = gazetteer().countries.get(code)
    if toponym is None:
        return None
    return _place(toponym, 0.95, f"nationality of {toponym.name}")


def zone_of(entity: Entity) -> str | None:
    """The IANA time zone of an entity that is linked to a place, or None (several zones, or no place)."""
    if entity.type not in ("GPE", "LOC", "FAC") or entity.ids.geonames is None:
        return None
    toponym = gazetteer().by_id.get(entity.ids.geonames)
    return toponym.zone if toponym else None


class _Reading:
    """One name of the text: what it can mean and what speaks for which."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = candidates
        self.containers: set[tuple[str, str | None]] = set()
        self.held: set[tuple[str, str | None]] = set()
        self.scores: list[tuple[float, int]] = []

    def score(self, countries: Counter[str], states: Counter[tuple[str, str]]) -> None:
        """Order the candidates; the counters say which countries and states other names of the text lie in."""
        self.scores = sorted(
            ((self._score(c, countries, states), -i) for i, c in enumerate(self.candidates)), reverse=True
        )

    def _score(self, candidate: Candidate, countries: Counter[str], states: Counter[tuple[str, str]]) -> float:
        place = candidate.toponym
        score = _fame(place) + (0.0 if candidate.by_main_name or place.kind == "state" else _OTHER_NAME)
        if place.kind != "continent" and self.containers:
            inside = any(_is_in(place, container) for container in self.containers)
            score += _SAID_TO_LIE_IN if inside else _LIES_ELSEWHERE
        if (place.country or "", place.region) in self.held:
            score += _HOLDS_ANOTHER
        score += _SAME_COUNTRY * (countries[place.country or ""] > 0)
        if place.kind in ("city", "state"):
            score += _SAME_STATE * (states[place.country or "", place.region or ""] > 0)
        return score

    @property
    def best(self) -> Toponym | None:
        return self.candidates[-self.scores[0][1]].toponym if self.scores else None

    @property
    def margin(self) -> float:
        return self.scores[0][0] - self.scores[1][0] if len(self.scores) > 1 else 2.0

    def place(self) -> Place | None:
        """The best reading with a confidence from its lead over the next one and its fame."""
        toponym = self.best
        if toponym is None:
            return None
        confidence = 0.35 + 0.15 * min(self.margin, 2.5) + 0.06 * min(max(_fame(toponym) - 4.0, 0.0), 4.0)
        if any(_is_in(toponym, container) for container in self.containers):
            confidence += 0.2
        confidence = round(min(confidence, 0.97), 2)
        return _place(toponym, confidence, self._reason(toponym)) if confidence >= LEAST_CONFIDENCE else None

    def _reason(self, toponym: Toponym) -> str:
        others = f", of {len(self.candidates)} of that name" if len(self.candidates) > 1 else ""
        if toponym.kind == "city" and any(_is_in(toponym, container) for container in self.containers):
            return f"the text says what it lies in{others}"
        if (toponym.country or "", toponym.region) in self.held:
            return f"the text names a town of it{others}"
        return f"{toponym.kind} of the gazetteer{others}"


def _candidates(known: Gazetteer, name: str, before: str) -> Sequence[Candidate]:
    """What a name can mean after ``before``.

    Two or three capitals are no town ("EU" is not Eu in France), and a state only behind a comma ("Austin, TX").
    """
    found = known.candidates(name) if name else ()
    if len(name) > 3 or not name.isupper():
        return found
    return [
        c
        for c in found
        if (c.by_main_name and (c.toponym.kind != "city" or len(c.toponym.name) > 3))
        or (c.toponym.kind == "state" and before.strip() == ",")
    ]


def _fame(place: Toponym) -> float:
    if place.kind == "continent":
        return _CONTINENT
    if place.kind == "state":
        return _STATE
    size = math.log10(place.population + 10)
    if place.kind == "country":
        return size + _COUNTRY_OVER_POPULATION
    return size + (_CAPITAL if place.capital else 0.0)


def _is_in(place: Toponym, container: tuple[str, str | None]) -> bool:
    country, region = container
    if place.kind in ("state", "region"):
        return place.country == country and region is None
    return place.kind == "city" and place.country == country and region in (None, place.region)


def _containers(known: Gazetteer, text: str, end: int) -> set[tuple[str, str | None]]:
    """The countries and states that may be named right after a place: "Paris, Texas", "Paris (Texas)"."""
    match = _CONTAINER.match(text, end, end + 80)
    if match is None:
        return set()
    written = match.group(1).split()
    for count in range(len(written), 0, -1):
        name = " ".join(written[:count]).rstrip(",)")
        if len(name) <= 3 and not (name.isupper() or name.endswith(".")):
            continue  # "in", "or" and "me" are not Indiana, Oregon and Maine
        areas = {_area_of(c.toponym) for c in known.candidates(name) if c.toponym.kind != "city"}
        if areas:
            return areas
    return set()


def _area_of(place: Toponym) -> tuple[str, str | None]:
    """Country and region of an area; regions outside the US say only in which country a town lies."""
    return place.country or "", place.region if place.kind == "state" else None


def _note_held(
    text: str, bounds: Sequence[tuple[int, int]], keys: Sequence[str], readings: dict[str, _Reading]
) -> None:
    """Tell the second name of "Atlanta, Georgia" that it holds a town of the first name."""
    order = sorted(range(len(bounds)), key=lambda i: bounds[i])
    for first, second in itertools.pairwise(order):
        gap = text[bounds[first][1] : bounds[second][0]]
        if gap.strip() not in (",", "("):
            continue
        towns = {(c.toponym.country, c.toponym.region) for c in readings[keys[first]].candidates}
        readings[keys[second]].held |= {
            (c.toponym.country or "", c.toponym.region)
            for c in readings[keys[second]].candidates
            if c.toponym.kind == "state" and (c.toponym.country, c.toponym.region) in towns
        }


def _choose(readings: dict[str, _Reading]) -> None:
    """Score by fame, let the clear cases vote for their countries and states, score again with those votes."""
    none: Counter[str] = Counter()
    no_state: Counter[tuple[str, str]] = Counter()
    countries, states = none.copy(), no_state.copy()
    votes: dict[str, Toponym] = {}
    for name, reading in readings.items():
        reading.score(none, no_state)
        best = reading.best
        if best is not None and reading.margin >= _CLEAR_MARGIN:
            votes[name] = best
            countries[best.country or ""] += 1
            states[best.country or "", best.region or ""] += 1
    for name, reading in readings.items():
        own = votes.get(name)
        around = countries.copy()
        near = states.copy()
        if own is not None:
            around[own.country or ""] -= 1
            near[own.country or "", own.region or ""] -= 1
        reading.score(around, near)


def _place(toponym: Toponym, confidence: float, reason: str) -> Place:
    return Place(
        name=toponym.name,
        type="LOC" if toponym.kind == "continent" else "GPE",
        kind=toponym.kind,
        ids=EntityIds(geonames=toponym.geonames, iso3166=toponym.iso3166),
        latitude=toponym.latitude,
        longitude=toponym.longitude,
        zone=toponym.zone,
        country=toponym.country,
        confidence=confidence,
        reason=reason,
        capital=toponym.capital,
    )
