"""Spanish numbers in words: ``veinticinco``, ``treinta y uno``, ``doscientos``, ``12 mil``, ``1,5 millones``."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.times.tokens import Token, Value

SMALL = {
    "cero": 0, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
    "dieciséis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiún": 21,
    "veintiuno": 21, "veintiuna": 21, "veintidós": 22, "veintitrés": 23, "veinticuatro": 24, "veinticinco": 25,
    "veintiséis": 26, "veintisiete": 27, "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
TENS = {"treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90}
HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "doscientas": 200, "trescientos": 300, "trescientas": 300,
    "cuatrocientos": 400, "cuatrocientas": 400, "quinientos": 500, "quinientas": 500, "seiscientos": 600,
    "seiscientas": 600, "setecientos": 700, "setecientas": 700, "ochocientos": 800, "ochocientas": 800,
    "novecientos": 900, "novecientas": 900,
}  # fmt: skip
SCALES = {"mil": 1_000, "millón": 1_000_000, "millones": 1_000_000}
NUMERAL_WORDS: dict[str, Value] = {**SMALL, **TENS, **HUNDREDS, **SCALES}
MAX_TOKENS = 10


def numeral(tokens: Sequence[Token], index: int) -> tuple[int, Value] | None:
    """The number in words, or in digits with a scale, that begins at ``index``: the index after it and its value.

    >>> from dateline.times.tokens import tokenise
    >>> [numeral(tokenise(text), 0) for text in ("treinta y un años", "doscientos dos", "12 millones")]
    [(3, 31), (2, 202), (2, 12000000)]
    """
    if tokens[index].shape == "number":
        return _digits(tokens, index)
    total, current, at = 0, 0, index
    last = ""
    while at < min(index + MAX_TOKENS, len(tokens)):
        word = tokens[at].lower
        following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
        if word in SMALL and last in ("", "hundred", "scale", "and"):
            current, last = current + SMALL[word], "small"
        elif word in TENS and last in ("", "hundred", "scale"):
            current, last = current + TENS[word], "ten"
        elif word in HUNDREDS and last in ("", "scale"):
            current, last = current + HUNDREDS[word], "hundred"
        elif word in SCALES and (last not in ("", "scale") or (word == "mil" and not last)):
            total, current, last = total + max(current, 1) * SCALES[word], 0, "scale"
        elif word == "y" and last == "ten" and 0 < SMALL.get(following, 0) < 10:
            last = "and"
        else:
            break
        at += 1
    return (at, total + current) if last else None


def _digits(tokens: Sequence[Token], index: int) -> tuple[int, Value] | None:
    text = tokens[index].text
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    if len(text) > 9 or following not in SCALES:
        return None
    return index + 2, int(float(text.replace(".", "").replace(",", ".")) * SCALES[following])
