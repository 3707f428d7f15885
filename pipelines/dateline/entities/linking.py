"""Entities of one article to places: ids, names of one place joined, roles of its mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.entities import places
from dateline.entities.joins import Cluster
from dateline.entities.places import Place
from dateline.entities.roles import role_of
from dateline.records import FieldName

LINKED_FROM = 0.5
"""A place that is less sure than this gives an entity no ids: unknown is better than wrong."""

_BETWEEN_FIELDS = "\n\n"
_PLACE_TYPES = frozenset({"GPE", "LOC"})


@dataclass(frozen=True, slots=True)
class LinkedCluster:
    """An entity with its place, if it has one, and the role of each of its mentions."""

    cluster: Cluster
    place: Place | None
    roles: tuple[str | None, ...]


def linked_clusters(texts: Mapping[FieldName, str], clusters: Sequence[Cluster]) -> list[LinkedCluster]:
    """The entities with places and roles; names of one place ("U.S.", "United States") become one entity."""
    found = _places(texts, clusters)
    merged: dict[tuple[str, str], int] = {}
    result: list[tuple[Cluster, Place | None]] = []
    for cluster, place in zip(clusters, found, strict=True):
        identity = (place.ids.geonames or "", cluster.type) if place and cluster.type in _PLACE_TYPES else None
        if identity is None or not identity[0]:
            result.append((cluster, place))
        elif identity in merged:
            at = merged[identity]
            result[at] = (_joined(result[at][0], cluster, place), result[at][1])
        else:
            merged[identity] = len(result)
            result.append((_explained(cluster, place), place))
    return [LinkedCluster(c, place, _roles(texts, c, place)) for c, place in result]


def _places(texts: Mapping[FieldName, str], clusters: Sequence[Cluster]) -> list[Place | None]:
    """The place of each entity: of its first mention, read in the whole article."""
    shift: dict[FieldName, int] = {"title": 0, "body": len(texts["title"]) + len(_BETWEEN_FIELDS)}
    whole = texts["title"] + _BETWEEN_FIELDS + texts["body"]
    spans: list[tuple[int, int]] = []
    owners: list[int] = []
    for index, cluster in enumerate(clusters):
        if cluster.type in _PLACE_TYPES:
            spans += [(s.start + shift[s.field], s.end + shift[s.field]) for s in cluster.spans]
            owners += [index] * len(cluster.spans)
    found: list[Place | None] = [None] * len(clusters)
    for index, place in zip(owners, places.link(whole, spans), strict=True):
        if found[index] is None and place is not None and place.confidence >= LINKED_FROM:
            found[index] = place
    for index, cluster in enumerate(clusters):
        if cluster.type == "NORP":
            found[index] = places.of_nationality(cluster.name)
    return found


def _explained(cluster: Cluster, place: Place | None) -> Cluster:
    if place is None:
        return cluster
    name = place.name if place.kind == "country" else cluster.name
    aliases = tuple(dict.fromkeys(a for a in (cluster.name, *cluster.aliases) if a != name))
    return replace(
        cluster,
        name=name,
        aliases=aliases,
        reason=f"{cluster.reason}; {place.reason}",
        confidence=round(min(cluster.confidence, max(place.confidence, LINKED_FROM)), 2),
    )


def _joined(first: Cluster, second: Cluster, place: Place | None) -> Cluster:
    names = (*first.aliases, second.name, *second.aliases)
    named = place.name if place else first.name
    return replace(
        first,
        spans=tuple(sorted((*first.spans, *second.spans), key=lambda s: s.order)),
        aliases=tuple(dict.fromkeys(name for name in names if name != first.name)),
        reason=f'{first.reason}; "{second.name}": another name of {named} in the gazetteer',
    )


def _roles(texts: Mapping[FieldName, str], cluster: Cluster, place: Place | None) -> tuple[str | None, ...]:
    if cluster.type not in _PLACE_TYPES:
        return (None,) * len(cluster.spans)
    governs = place is not None and (place.kind == "country" or place.capital)
    return tuple(role_of(texts[s.field], s.start, s.end, governs=governs) for s in cluster.spans)
