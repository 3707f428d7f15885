"""Text to tokens, once per text, in linear time; the tokens of one language get their classes in :mod:`.lexicon`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from dateline.times.orthography import Orthography

PLAIN = Orthography()
NEVER = r"(?!)"

# Every alternative is anchored at a token's start and consumes a run that it never gives back, or has a bounded
# length: scanning is linear in the text, whatever the text. The shape is that of the first alternative that matches.
SHAPES = {
    "iso": r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])",
    "slashed": r"\d{1,4}/\d{1,2}/\d{2,4}(?![\w/])",
    "dotted": r"\d{1,2}\.\d{1,2}\.\d{4}(?!\w|\.\d)",
    "clock": r"\d{1,2}:\d\d(?::\d\d)?(?![\d:])",
    "ordinal": r"\d{1,4}{ordinal}(?!\w)",
    "decade": r"['’‘]?\d{1,3}0{decade}(?!\w)",
    "number": r"\d+(?:{grouping}\d{3})*(?:{decimal}\d+)?",
    "abbreviation": r"(?:[A-Za-z]\.)+(?:[A-Za-z](?!\w))?",
    "possessive": r"{possessive}(?!\w)",
    "word": r"[^\W\d_]+(?:(?!{possessive}(?!\w))['’][^\W\d_]+)?\w*",
    "break": r"\n[ \t\r]*\n",
    "mark": r"[^\w\s]|_",
}
NUMERIC = ("iso", "slashed", "dotted", "clock", "ordinal", "decade", "number")

# The same tokens, with the commonest kinds tried first; no token of another shape begins as these do.
FAST = (r"[A-Za-z]{2,}+(?![\w'’])", r"(?![A-Za-z]\.){word}", r'[,.()"]', r"(?=\d)(?:{numeric})")


def _patterns(orthography: Orthography) -> dict[str, str]:
    """The pattern of every shape in a language that writes numbers so."""
    marks = {
        "{ordinal}": f"(?:{orthography.ordinal or NEVER})",
        "{decade}": f"(?:{orthography.decade or NEVER})",
        "{possessive}": f"(?:{orthography.possessive or NEVER})",
        "{grouping}": re.escape(orthography.grouping),
        "{decimal}": re.escape(orthography.decimal),
    }
    patterns = dict(SHAPES)
    for mark, written in marks.items():
        patterns = {shape: pattern.replace(mark, written) for shape, pattern in patterns.items()}
    return patterns


@cache
def scanner(orthography: Orthography) -> re.Pattern[str]:
    """The expression that matches one token; its last group is named as the token's shape."""
    return re.compile("|".join(f"(?P<{shape}>{pattern})" for shape, pattern in _patterns(orthography).items()))


@cache
def splitter(orthography: Orthography) -> re.Pattern[str]:
    """The expression that splits a text into (what stands before, token, one blank) again and again.

    It finds what :func:`scanner` finds, and takes the blank along because a search stops at every character.
    """
    patterns = _patterns(orthography)
    numeric = "|".join(patterns[shape] for shape in NUMERIC)
    fast = [option.replace("{word}", patterns["word"]).replace("{numeric}", numeric) for option in FAST]
    return re.compile(f"({'|'.join(fast + [patterns[shape] for shape in patterns if shape != 'number'])})( ?)")


Value = int | float | str | tuple[int, ...]
Classes = Mapping[str, Value]
NO_CLASSES: Classes = MappingProxyType({})


class Token(NamedTuple):
    """One token: its span of code points, its text, its lower-case form and the shape it was read as.

    ``classes`` is what a language's lexicon says it can be.
    """

    start: int
    end: int
    text: str
    lower: str
    shape: str
    classes: Classes = NO_CLASSES

    @property
    def capitalised(self) -> bool:
        """Whether the token begins with a capital letter."""
        return self.text[:1].isupper()


def split(text: str, orthography: Orthography = PLAIN) -> tuple[list[str], list[int], list[int]]:
    """The texts, starts and ends of the tokens of ``text``, in order; white space is dropped.

    >>> split("At 6:30 p.m.")
    (['At', '6:30', 'p.m.'], [0, 3, 8], [2, 7, 12])
    """
    parts = splitter(orthography).split(text)
    ends = list(accumulate(map(len, parts)))
    return parts[1::3], ends[0:-1:3], ends[1::3]


def lowered(text: str) -> str:
    """A token's lower-case form, with straight apostrophes."""
    return text.lower().replace("’", "'")


def shape_of(text: str, orthography: Orthography = PLAIN) -> str:
    """The shape of a token, which its text alone decides.

    >>> [shape_of(text) for text in ("10:30", "1,250.5", "U.S.", "Sept")]
    ['clock', 'number', 'abbreviation', 'word']
    """
    found = scanner(orthography).match(text)
    return (found and found.lastgroup) or "mark"


def tokenise(text: str, orthography: Orthography = PLAIN) -> list[Token]:
    """The tokens of ``text`` in order; white space is dropped, an empty line is a token of shape ``break``.

    >>> [(t.text, t.shape) for t in tokenise("At 6:30 p.m. on Sept 24th", Orthography(ordinal="th"))]
    [('At', 'word'), ('6:30', 'clock'), ('p.m.', 'abbreviation'), ('on', 'word'), ('Sept', 'word'), ('24th', 'ordinal')]
    """
    return [
        Token(start, end, content, lowered(content), shape_of(content, orthography))
        for content, start, end in zip(*split(text, orthography), strict=True)
    ]
