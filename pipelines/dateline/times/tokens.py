"""Text to tokens, once per text, in linear time; the tokens of one language get their classes in :mod:`.lexicon`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from dateline.times.orthography import Orthography

PLAIN = Orthography()
NEVER = r"(?!)"

# Every alternative is anchored at a token's start and consumes a run that it never gives back, or has a bounded
# length: scanning is linear in the text, whatever the text.
RAW = r"""
      (?P<iso>\d{4}-\d\d-\d\d(?:[T\x20]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]))
    | (?P<slashed>\d{1,4}/\d{1,2}/\d{2,4}(?![\w/]))
    | (?P<dotted>\d{1,2}\.\d{1,2}\.\d{4}(?!\w|\.\d))
    | (?P<clock>\d{1,2}:\d\d(?::\d\d)?(?![\d:]))
    | (?P<ordinal>\d{1,4}{ordinal}(?!\w))
    | (?P<decade>['’‘]?\d{1,3}0{decade}(?!\w))
    | (?P<number>\d+(?:{grouping}\d{3})*(?:{decimal}\d+)?)
    | (?P<abbreviation>(?:[A-Za-z]\.)+(?:[A-Za-z](?!\w))?)
    | (?P<possessive>{possessive}(?!\w))
    | (?P<word>[^\W\d_]+(?:(?!{possessive}(?!\w))['’][^\W\d_]+)?\w*)
    | (?P<break>\n[ \t\r]*\n)
    | (?P<mark>[^\w\s]|_)
    """


@cache
def scanner(orthography: Orthography) -> re.Pattern[str]:
    """The expression that finds the tokens of a text in a language that writes numbers so."""
    marks = {
        "{ordinal}": orthography.ordinal or NEVER,
        "{decade}": orthography.decade or NEVER,
        "{possessive}": orthography.possessive or NEVER,
        "{grouping}": re.escape(orthography.grouping),
        "{decimal}": re.escape(orthography.decimal),
    }
    raw = RAW
    for name, mark in marks.items():
        raw = raw.replace(name, f"(?:{mark})")
    return re.compile(raw, re.VERBOSE)


Value = int | float | str | tuple[int, ...]
Classes = Mapping[str, Value]
NO_CLASSES: Classes = MappingProxyType({})


@dataclass(slots=True)
class Token:
    """One token: its span of code points, its text, its lower-case form and the shape it was read as.

    ``classes`` is what a language's lexicon says it can be.
    """

    start: int
    end: int
    text: str
    lower: str
    shape: str
    classes: Classes = field(default_factory=lambda: NO_CLASSES)

    @property
    def capitalised(self) -> bool:
        """Whether the token begins with a capital letter."""
        return self.text[:1].isupper()


def tokenise(text: str, orthography: Orthography = PLAIN) -> list[Token]:
    """The tokens of ``text`` in order; white space is dropped, an empty line is a token of shape ``break``.

    >>> [(t.text, t.shape) for t in tokenise("At 6:30 p.m. on Sept 24th", Orthography(ordinal="th"))]
    [('At', 'word'), ('6:30', 'clock'), ('p.m.', 'abbreviation'), ('on', 'word'), ('Sept', 'word'), ('24th', 'ordinal')]
    """
    tokens = []
    for found in scanner(orthography).finditer(text):
        content = found[0]
        lower = content.lower()
        if "’" in lower:
            lower = lower.replace("’", "'")
        start, end = found.span()
        tokens.append(Token(start, end, content, lower, found.lastgroup or "mark"))
    return tokens
