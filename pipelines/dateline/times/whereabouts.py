"""When and where a text was published, as the expressions in it need to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Literal

from dateline.times.placezones import zone_of_place
from dateline.times.values import FIRST_YEAR, LAST_YEAR
from dateline.times.zones import name_of, tzinfo_of

ZoneBasis = Literal["stated", "place", "dateline", "publication", "assumed"]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The local publication date and naive time, its instant if known, and the zone of times that state none.

    ``dateline_zone`` is the zone of the place that the text is written from, ``publication_zone`` that of the
    publication time; either may be unknown.
    """

    date: date | None
    moment: datetime | None
    instant: datetime | None
    publication_zone: str | None
    dateline_zone: str | None

    @property
    def zone(self) -> str:
        """The zone that unstated times are taken to be in."""
        return self.dateline_zone or self.publication_zone or "UTC"

    @property
    def basis(self) -> ZoneBasis:
        """How :attr:`zone` is known."""
        return "dateline" if self.dateline_zone else "publication" if self.publication_zone else "assumed"


def whereabouts(published_at: datetime | date | None, zone: str | tzinfo | None, place: str | None) -> Whereabouts:
    """Read what is known of the publication; unknown zone names count as not given.

    >>> found = whereabouts(datetime(2019, 9, 25, 1, 0, tzinfo=UTC), "America/New_York", None)
    >>> found.date, found.zone, found.basis
    (datetime.date(2019, 9, 24), 'America/New_York', 'publication')
    """
    known = tzinfo_of(zone) if isinstance(zone, str) else zone
    dateline_zone = zone_of_dateline(place) if place else None
    if not isinstance(published_at, datetime):
        name = name_of(known, _midday(published_at or date(2000, 1, 1))) if known else None
        return Whereabouts(published_at, None, None, name, dateline_zone)
    if published_at.tzinfo is None:
        name = name_of(known, published_at) if known else None
        return Whereabouts(published_at.date(), published_at, None, name, dateline_zone)
    moment = _local(published_at, known)
    instant = published_at.astimezone(UTC) if FIRST_YEAR < published_at.year < LAST_YEAR else None
    home = known or published_at.tzinfo
    naive = moment.replace(tzinfo=None)
    return Whereabouts(moment.date(), naive, instant, name_of(home, naive), dateline_zone)


def zone_of_dateline(place: str) -> str | None:
    """The zone of the place of a dateline, of the first if it names several.

    >>> zone_of_dateline("YUMA, Ariz."), zone_of_dateline("LONDON/PARIS")
    ('America/Phoenix', 'Europe/London')
    """
    return zone_of_place(place) or zone_of_place(place.split("/", maxsplit=1)[0].split(" and ", maxsplit=1)[0].strip())


def _midday(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - a local time, only to ask its zone's offset


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    try:
        return moment.astimezone(zone) if zone else moment
    except OverflowError:
        return moment
