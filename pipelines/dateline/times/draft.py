"""A mention in the making: what is known of it while the text's other mentions are still to come."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.records import TimeMention
from dateline.times.grammar import Piece


@dataclass(frozen=True, slots=True)
class Draft:
    """A mention with the piece of text it was read from. ``day_given``: its day stands in its own words."""

    mention: TimeMention
    piece: Piece
    day_given: bool
