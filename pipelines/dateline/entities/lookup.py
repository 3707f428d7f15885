"""The gazetteer over the model where the gazetteer is surer: names of countries and words of nationality."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.entities.gazetteer import country_names, nationalities, place_key
from dateline.entities.matching import NameMatcher
from dateline.entities.names import Span
from dateline.entities.wordlists import lines, sections
from dateline.records import FieldName

SHORTEST_ADDED = 5
"""Letters of a nationality word that is added where the model saw none; shorter ones ("Pole") mean too much."""


def corrected(texts: Mapping[FieldName, str], spans: Sequence[Span]) -> list[Span]:
    """The spans with countries as GPE and nationality words as NORP; those that the model overlooked are added.

    A name that holds more than the country ("Bank of China") is left as it is, and so is an ambiguous one
    (Jordan, Georgia) that the model takes for something else.
    """
    result: list[Span] = []
    for field, text in texts.items():
        result += _corrected_field(field, text, [s for s in spans if s.field == field])
    return result


def _corrected_field(field: FieldName, text: str, spans: list[Span]) -> list[Span]:
    by_bounds = {(s.start, s.end): s for s in spans}
    taken = _Taken(spans)
    for match in _matcher().find(text):
        reading = _reading(match.name)
        if reading is None:
            continue
        type_, rule = reading
        known = by_bounds.get((match.start, match.end))
        if known is not None:
            by_bounds[known.start, known.end] = _retyped(known, type_, rule, match.name)
        elif not taken.overlaps(match.start, match.end) and _may_be_added(text, match.start, match.end, match.name):
            by_bounds[match.start, match.end] = Span(field, match.start, match.end, type_, rule)
    return sorted(by_bounds.values(), key=lambda s: s.order)


class _Taken:
    """Which characters of a text belong to a name."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._characters = {i for span in spans for i in range(span.start, span.end)}

    def overlaps(self, start: int, end: int) -> bool:
        return any(i in self._characters for i in range(start, end))


@functools.cache
def _matcher() -> NameMatcher:
    return NameMatcher([*country_names(), *nationalities(), *lines("not_countries")])


@functools.cache
def _other_names() -> frozenset[str]:
    return frozenset(lines("not_countries"))


@functools.cache
def _ambiguous() -> frozenset[str]:
    return frozenset(place_key(name) for name in sections("ambiguous_countries")[""])


def _reading(name: str) -> tuple[str, str] | None:
    """Type and rule of a matched name; None for one that only contains a country's name."""
    if name in _other_names():
        return None
    if name in country_names():
        return "GPE", "gazetteer"
    return "NORP", "nationality"


def _retyped(span: Span, type_: str, rule: str, name: str) -> Span:
    if place_key(name) in _ambiguous() and span.type not in ("GPE", "LOC"):
        return span
    if type_ == "NORP" and span.type in ("PERSON", "LANGUAGE"):
        return span
    return replace(span, type=type_, rule=rule)


def _may_be_added(text: str, start: int, end: int, name: str) -> bool:
    if place_key(name) in _ambiguous():
        return False
    written = text[start:end]
    if name in nationalities():
        return len(name) >= SHORTEST_ADDED
    if written.isupper() and len(written) <= 3:
        return not _stands_in_capitals(text, start, end)
    return True


def _stands_in_capitals(text: str, start: int, end: int) -> bool:
    """True where the words around are in capitals too, so that "US" may be the word "us"."""
    around = [
        w for w in (*text[max(0, start - 20) : start].split()[-1:], *text[end : end + 20].split()[:1]) if w.isalpha()
    ]
    return bool(around) and all(w.isupper() for w in around)
