"""Finding many known names in a text at once: time linear in the text, names compared word by word."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dateline.entities.names import plain, unmarked

LONGEST_GAP = 3
MOST_NAMESAKES = 160
"""Names that share their first word, so that a text made of such names stays linear; the longest are kept."""
_WORD = re.compile(r"[^\W_]+")


class Match(NamedTuple):
    """A known name at ``start``:``end`` of a text."""

    start: int
    end: int
    name: str


class _Pattern(NamedTuple):
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    tail: str
    name: str


class NameMatcher:
    """Finds names as whole words; the longest wins, then the leftmost goes on.

    Diacritics may be missing on either side and any white space stands for a space. Case must agree, but a name
    that has small letters is found in capitals too.

    >>> [m.name for m in NameMatcher(["U.S.", "South Sudan", "Sudan"]).find("SUDAN, South\\nSudan and the U.S. said")]
    ['Sudan', 'South Sudan', 'U.S.']
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[_Pattern]] = {}
        for name in dict.fromkeys(names):
            pattern = _pattern(name)
            if pattern is None:
                continue
            for words in dict.fromkeys((pattern.words, _capitals(pattern.words))):
                if words:
                    self._by_first.setdefault(words[0], []).append(pattern._replace(words=words))
        for patterns in self._by_first.values():
            patterns.sort(key=lambda p: (-len(p.words), -len(p.tail), p.name))
            del patterns[MOST_NAMESAKES:]

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def find(self, text: str) -> Iterator[Match]:
        """The names in ``text`` from left to right, none overlapping another."""
        done = 0
        for word in _WORD.finditer(text):
            written = word.group()
            patterns = self._by_first.get(written if written.isascii() else unmarked(written))
            if patterns is None or word.start() < done:
                continue
            for pattern in patterns:
                end = _end_of(pattern, text, word.end())
                if end is not None:
                    yield Match(word.start(), end, pattern.name)
                    done = end
                    break


def _pattern(name: str) -> _Pattern | None:
    written = unmarked(plain(name))
    found = list(_WORD.finditer(written))
    if not found or found[0].start() != 0:
        return None
    gaps = tuple(written[a.end() : b.start()] for a, b in itertools.pairwise(found))
    return _Pattern(tuple(w.group() for w in found), gaps, written[found[-1].end() :], name)


def _capitals(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words in capitals, or none where a short word would become another one ("Us", "It")."""
    return tuple(w.upper() for w in words) if sum(map(len, words)) > 3 else ()


def _end_of(pattern: _Pattern, text: str, position: int) -> int | None:
    """Where the rest of the pattern, which starts after its first word, ends in the text."""
    for gap, expected in zip(pattern.gaps, pattern.words[1:], strict=True):
        word = _WORD.search(text, position, position + LONGEST_GAP + 2 * len(expected) + 2)
        if word is None or plain_gap(text[position : word.start()]) != gap:
            return None
        end = word.end()
        while end < len(text) and _WORD.match(text, end, end + 1):
            end += 1
            if end - word.start() > 2 * len(expected) + 2:
                return None
        if unmarked(text[word.start() : end]) != expected:
            return None
        position = end
    if pattern.tail:
        return position + len(pattern.tail) if text.startswith(pattern.tail, position) else None
    return position


def plain_gap(gap: str) -> str:
    """What stands between two words, with straight quotes and hyphens; white space is one space."""
    return " " if gap.isspace() and gap.count("\n") < 2 else plain(gap) if gap.strip() == gap else gap
