"""Places that stand for their governments: "Moscow accuses Washington" names no towns.

The reading goes by the words right before and after the mention. Without a cue there is no role.
"""

from __future__ import annotations

import re

from dateline.entities.wordlists import sections

GOVERNMENT = "government"
LOCATION = "location"

_REACH = 40
_ADVERB = (
    r"(?:\s+(?:has|have|had|is|was|will|would|could|might|did|does|do|not"
    r"|also|again|still|now|[a-z]+ly))*"
)
_BEFORE = re.compile(r"(?:^|[^\w])([\w-]+)\s+(?:the\s+)?$")


def role_of(text: str, start: int, end: int, *, governs: bool) -> str | None:
    """``location``, ``government`` or None for the place named at ``start``:``end``.

    ``governs`` is true for countries and capitals, which alone stand for governments.

    >>> role_of("Moscow accuses Washington of it", 0, 6, governs=True)
    'government'
    >>> role_of("Moscow accuses Washington of it", 15, 25, governs=True)
    'government'
    >>> role_of("He spoke in Moscow", 12, 18, governs=True)
    'location'
    """
    before = _BEFORE.search(text[max(0, start - _REACH) : start])
    word = before.group(1).casefold() if before else ""
    cues = sections("role_cues")
    if word in cues["locative"]:
        return LOCATION
    if not governs:
        return None
    if word in cues["address"]:
        return GOVERNMENT
    after = _AFTER.match(text[end : end + _REACH])
    if after and after.group(1) in cues["agent"]:
        return GOVERNMENT
    return None


_AFTER = re.compile(_ADVERB + r"\s+([a-z]+)\b")
