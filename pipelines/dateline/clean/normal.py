"""The normal form of a text and the fingerprint that exact copies share.

Two texts have one normal form when they differ only in letter case, white space, the shape of quotation marks and
dashes, invisible characters, or Unicode compatibility (ligatures, full-width letters, composed or not).
Everything else counts: digits, punctuation and every word.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import chain

from dateline.records import Document

SHORT_TEXT = 80
"""Below this many characters of normal form a body alone says too little (a flash, a placeholder): the title counts
too. A sentence of wire copy is longer."""

FINGERPRINT_DIGITS = 32
"""Hexadecimal digits of a fingerprint: 128 bits."""

_PIECE = 240
"""Unicode normalisation sorts runs of combining marks, which takes time quadratic in their length; longer words are
normalised piece by piece (UAX #15 bounds such runs for the same reason)."""

_QUOTES = "\"'`´‘’‚‛“”„‟‹›«»′″‴‵‶「」『』〝〞〟＂＇"
_DASHES = "-‐‑‒–—―⁃−﹘﹣－"
_FOLDED = str.maketrans(
    dict.fromkeys(_QUOTES, "'")
    | dict.fromkeys(_DASHES, "-")
    # Soft hyphen, zero-width characters, bidirectional marks, variation selectors, byte order mark.
    | dict.fromkeys(
        map(
            chr,
            chain(
                [0xAD, 0x34F, 0x61C, 0xFEFF],
                range(0x200B, 0x2010),
                range(0x202A, 0x202F),
                range(0x2060, 0x2070),
                range(0xFE00, 0xFE10),
            ),
        )
    )
)
_RUN = re.compile(r"'{2,}|-{2,}")
_SPACED = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def normal_form(text: str) -> str:
    """The form of ``text`` that its exact copies share; never raises, time linear in the length.

    >>> normal_form("“It’s  RIPE” —\\nsaid Ｍr.\u00a0Straße…")
    "'it's ripe' - said mr. strasse..."
    """
    folded = text.casefold() if text.isascii() else _fold_unicode(text)
    return _SPACED.sub(" ", _RUN.sub(lambda run: run[0][0], folded.translate(_FOLDED))).strip()


def _fold_unicode(text: str) -> str:
    return " ".join(
        _fold_piece(word) if len(word) <= _PIECE else "".join(map(_fold_piece, _pieces(word))) for word in text.split()
    )


def _pieces(word: str) -> list[str]:
    return [word[start : start + _PIECE] for start in range(0, len(word), _PIECE)]


def _fold_piece(word: str) -> str:
    if word.isascii():
        return word.casefold()
    # Acute accents alone and the like decompose into a blank and a mark: fold quotation marks first.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word.translate(_FOLDED)).casefold())


def fingerprint(document: Document) -> str:
    """The fingerprint of a document's cleaned text: 128 bits of SHA-256 over its normal form, in hexadecimal.

    The title counts only where the body is shorter than ``SHORT_TEXT``: copies often have another headline, but
    a body of a few words (``Blah blah``, ``MORE TO FOLLOW``) is no proof that two articles are one.
    """
    form = normal_form(document.body.text)
    if len(form) < SHORT_TEXT:
        form = f"{normal_form(document.title.text)}\x00{form}"
    return hashlib.sha256(form.encode("utf-8", "surrogatepass")).hexdigest()[:FINGERPRINT_DIGITS]
