"""The whole stage on one text: scan, anchor, zones, ranges, one instant said twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from dateline.records import TimeMention
from dateline.times.anchoring import Anchors, Basis
from dateline.times.instants import link_instants, share_day
from dateline.times.languages import language_of
from dateline.times.narrative import is_narrative
from dateline.times.ranges import completed, link_ranges
from dateline.times.reader import Reader
from dateline.times.scan import Scanner
from dateline.times.whereabouts import whereabouts
from dateline.times.zones import PlaceSpan

MAX_MENTIONS = 1_000
"""Time expressions kept of one text; a text with more is a table, no article."""


def normalise(
    text: str,
    published_at: datetime | date | None,
    *,
    zone: str | tzinfo | None = None,
    place: str | None = None,
    places: Sequence[PlaceSpan] = (),
    language: str = "en",
    anchor_basis: Basis = "publication",
) -> list[TimeMention]:
    """The time expressions of ``text`` in order, with TIMEX3 values and UTC intervals.

    ``published_at`` anchors relative expressions: an aware or naive datetime, a date, or None (only what the text
    dates itself is resolved then). ``zone`` is the publication's zone if ``published_at`` does not carry it,
    ``place`` the name of the place that the text is written from, ``places`` the places found in the text, with
    zones. Offsets are code points of ``text``; ``field`` is ``"body"``. A language without a grammar gives an empty
    list. Never raises on any text; time is linear in its length.

    >>> for time in normalise("He said on Monday that they meet at 6 p.m. (Caracas time).", date(2019, 9, 24)):
    ...     print(time.text, "|", time.type, time.value, time.begin)
    Monday | DATE 2019-09-23 2019-09-23 00:00:00+00:00
    6 p.m. (Caracas time) | TIME 2019-09-23T18:00-04:00 2019-09-23 22:00:00+00:00
    """
    tongue = language_of(language)
    if tongue is None or not text:
        return []
    where = whereabouts(published_at, zone, place)
    encoded = tongue.grammar.lexicon.encode(text)
    pieces = Scanner(tongue, encoded, places, MAX_MENTIONS).pieces()
    pieces = completed(share_day(pieces, encoded), encoded, tongue.joints)
    anchors = Anchors(
        where.date, where.moment, anchor_basis, is_narrative((piece.reading for piece in pieces), where.date)
    )
    reader = Reader(tongue, text, encoded, anchors, where, places)
    drafts = link_instants(reader.read(pieces), encoded, tongue.joints, reader.zones)
    drafts = link_ranges(drafts, encoded, tongue.joints)
    return [draft.mention for draft in drafts]
