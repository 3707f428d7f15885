"""Names in text: the span type that the entity stage works on, and how two spellings are compared."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from dateline.records import FieldName

TYPES = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"})
"""The entity types of the published records: OntoNotes 5 without its dates and numbers."""

_SAME_CHARACTER = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "‐": "-", "‑": "-", "\xa0": " "})
_STROKES = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss"})
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:['’.&/-][^\W_]+)*\.?")


@dataclass(frozen=True, slots=True)
class Span:
    """A name in the cleaned text of one field; ``rule`` is what found it or last changed it."""

    field: FieldName
    start: int
    end: int
    type: str
    rule: str = "model"

    @property
    def order(self) -> tuple[bool, int, int]:
        """Reading order: the title, then the body."""
        return self.field == "body", self.start, self.end


@functools.lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    r"""``name`` on one line, with straight quotes and hyphens and single spaces.

    >>> plain("Jean\u2010Luc  O’Neill")
    "Jean-Luc O'Neill"
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", name).translate(_SAME_CHARACTER)).strip()


def unmarked(name: str) -> str:
    """``name`` without diacritics; its case is kept.

    >>> unmarked("Nicolás Guaidó, Łódź")
    'Nicolas Guaido, Lodz'
    """
    if name.isascii():
        return name
    decomposed = unicodedata.normalize("NFKD", name.translate(_STROKES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@functools.lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """What two spellings of one name share: no diacritics, no case, no dots.

    A short word in capitals keeps them: "WHO" is not "who" and "US" is not "us".

    >>> key("Nicolás  MADURO"), key("U.S."), key("WHO")
    ('nicolas maduro', 'US', 'WHO')
    """
    bare = unmarked(plain(name)).replace(".", "")
    return bare if is_acronym(bare) else bare.casefold()


def is_acronym(word: str) -> bool:
    """True for one short word of capitals (digits and ``&`` allowed): "TIAR", "G20", "AT&T", "U.S.".

    >>> [is_acronym(w) for w in ("TIAR", "U.S.", "G20", "Maduro", "A", "2019")]
    [True, True, True, False, False, False]
    """
    letters = word.replace(".", "").replace("&", "").replace("-", "")
    return 2 <= len(letters) <= 8 and letters.isalnum() and letters[0].isalpha() and letters.upper() == letters


@functools.lru_cache(maxsize=65_536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, as compared: ``key`` of each.

    >>> words("Inter-American Treaty of X")
    ('inter-american', 'treaty', 'of', 'x')
    """
    return tuple(key(w) for w in _WORD.findall(plain(name)))
