"""English numbers in words: ``twenty-five``, ``two and a half``, ``one hundred and ten``, ``2 1/2``, ``12 million``."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.times.tokens import Token, Value

SMALL = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
NUMERAL_WORDS: dict[str, Value] = {**SMALL, **TENS, **SCALES}
MAX_TOKENS = 10


def numeral(tokens: Sequence[Token], index: int) -> tuple[int, Value] | None:
    """The number in words or in digits with words that begins at ``index``: the index after it and its value.

    >>> from dateline.times.tokens import tokenise
    >>> [numeral(tokenise(text), 0) for text in ("two and a half years", "twenty-five", "12 million people")]
    [(4, 2.5), (3, 25), (2, 12000000)]
    """
    if tokens[index].shape == "number":
        return _digits(tokens, index)
    total, current, at = 0, 0, index
    last = ""
    while at < min(index + MAX_TOKENS, len(tokens)):
        word = tokens[at].lower
        if word in SMALL and (last in ("", "tens", "scale") and (last != "tens" or SMALL[word] < 10)):
            current, last = current + SMALL[word], "small"
        elif word in TENS and last in ("", "scale"):
            current, last = current + TENS[word], "tens"
        elif word == "hundred" and last in ("small", ""):
            current, last = max(current, 1) * 100, "scale"
        elif word in SCALES and word != "hundred" and (last or at == index):
            total, current, last = total + max(current, 1) * SCALES[word], 0, "scale"
        elif not (step := _joint(tokens, at, last)):
            break
        else:
            at += step
            continue
        at += 1
    if not last:
        return None
    return _half(tokens, at, total + current)


def _joint(tokens: Sequence[Token], at: int, last: str) -> int:
    """How many tokens join two parts of a number: ``twenty-five``, ``hundred and ten``."""
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    word = tokens[at].lower
    tight = tokens[at].start == tokens[at - 1].end
    if word == "-" and tight and last == "tens" and 0 < SMALL.get(following, 0) < 10:
        return 1
    if word == "and" and last == "scale" and (following in SMALL or following in TENS):
        return 1
    return 0


HALVES = (("and", "a", "half"), ("and", "one", "half"), ("and", "half"))


def _half(tokens: Sequence[Token], at: int, number: int) -> tuple[int, Value]:
    """The number, with ``and a half`` (or ``-and-a-half``) after it if it is there."""
    spoken = [(token.lower, i + 1) for i, token in enumerate(tokens[at : at + 6], at) if token.lower != "-"]
    for half in HALVES:
        if tuple(word for word, _ in spoken[: len(half)]) == half:
            return spoken[len(half) - 1][1], number + 0.5
    return at, number


def _digits(tokens: Sequence[Token], index: int) -> tuple[int, Value] | None:
    text = tokens[index].text
    if len(text) > 9 or "," in text:
        return None
    following = [token.lower for token in tokens[index + 1 : index + 5]]
    if following[:1] and following[0] in SCALES:
        return index + 2, int(float(text) * SCALES[following[0]])
    if "." not in text:
        if following[:3] == ["and", "a", "half"]:
            return index + 4, int(text) + 0.5
        if following[:3] == ["1", "/", "2"]:
            return index + 4, int(text) + 0.5
        if following[:1] == ["½"]:
            return index + 2, int(text) + 0.5
    return None
