"""What the words of one language can be, and the encoding of a text into units with one symbol each.

A :class:`Lexicon` gives every word or phrase its *classes* with a value each (``may`` is a ``month`` worth 5).
:meth:`Lexicon.encode` merges phrases and numerals into units, looks every unit up, and returns one character
per unit: the symbol of its set of classes, which the patterns of :mod:`.patterns` match on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dateline.times.tokens import Token, tokenise

Value = int | float | str | tuple[int, ...]
Classes = Mapping[str, Value]

UNKNOWN = "x"
FIRST_SYMBOL = 0x4E00
MAX_PHRASE_TOKENS = 7

Numeral = Callable[[Sequence[Token], int], tuple[int, Value] | None]
"""Reads a spelled-out number at an index: the index after it and its value, or None."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase with its classes. ``capital``: it must begin with a capital letter to have them."""

    phrase: str
    classes: Mapping[str, Value]
    capital: bool = False


@dataclass(slots=True)
class Unit:
    """One or more tokens that patterns see as one: span, text, lower-case text, classes with values."""

    start: int
    end: int
    text: str
    lower: str
    shape: str
    classes: Classes

    @property
    def capitalised(self) -> bool:
        """Whether the unit begins with a capital letter."""
        return self.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as units and, position by position, their symbols; ``labels``: all classes that occur."""

    units: list[Unit]
    symbols: str
    labels: frozenset[str]

    def tight(self, index: int) -> bool:
        """Whether nothing stands between unit ``index - 1`` and unit ``index``."""
        if not 0 < index < len(self.units):
            return False
        before, unit = self.units[index - 1], self.units[index]
        return before.end == unit.start and before.shape != "break" and unit.shape != "break"


def _whole(digits: str) -> dict[str, Value]:
    """Classes of a run of digits.

    >>> _whole("09")
    {'num': 9, 'dom': 9, 'moy': 9, 'hour12': 9, 'hour24': 9, 'two': 9}
    """
    if len(digits) > 9:
        return {"digits": 0}
    number = int(digits)
    classes: dict[str, Value] = {"num": number}
    if len(digits) <= 2:
        classes |= {"dom": number} if 1 <= number <= 31 else {}
        classes |= {"moy": number, "hour12": number} if 1 <= number <= 12 else {}
        classes |= {"hour24": number} if number <= 24 else {}
        classes |= {"two": number} if len(digits) == 2 else {}
    elif len(digits) == 3:
        classes["year3"] = number
    elif len(digits) == 4:
        classes |= {"year": number} if 1000 <= number <= 2100 else {}
        classes |= {"hhmm": number} if number // 100 <= 24 and number % 100 <= 59 else {}
    return classes


def _clock(text: str) -> dict[str, Value]:
    parts = tuple(int(part) for part in text.split(":"))
    if parts[0] > 24 or parts[1] > 59 or (len(parts) > 2 and parts[2] > 60):
        return {}
    return {"clock": parts, "hourly": 1} if 1 <= parts[0] <= 12 else {"clock": parts}


def _number(text: str) -> dict[str, Value]:
    if "," in text:
        whole = text.split(".", maxsplit=1)[0].replace(",", "")
        return {"num": int(whole)} if len(whole) <= 9 else {"digits": 0}
    whole, dot, fraction = text.partition(".")
    if not dot:
        return _whole(whole)
    classes: dict[str, Value] = {"num": float(text), "decimal": 1} if len(text) <= 9 else {"digits": 0}
    if len(fraction) == 2 and len(whole) <= 2 and int(whole) <= 24 and int(fraction) <= 59:
        classes["dotclock"] = (int(whole), int(fraction))
    return classes


def _decade(text: str) -> dict[str, Value]:
    digits = text.strip("'’‘s")
    if len(digits) == 4 and digits[3] == "0" and 1000 <= int(digits) <= 2100:
        return {"decade": int(digits) // 10}
    if len(digits) == 3:
        return {"early-decade": int(digits) // 10}
    if len(digits) == 2:
        return {"short-decade": int(digits) // 10}
    return {}


def _calendar(text: str) -> dict[str, Value]:
    parts = tuple(int(part) for part in re.split(r"[/.]", text))
    return {"numeric-date": parts}


SHAPES: dict[str, Callable[[str], dict[str, Value]]] = {
    "number": _number,
    "clock": _clock,
    "decade": _decade,
    "slashed": _calendar,
    "dotted": _calendar,
    "iso": lambda text: {"iso": text},
    "break": lambda _: {"break": 0},
}


def _ordinal(text: str) -> dict[str, Value]:
    number = int(text[:-2])
    return {"ord": number, "dom-ord": number} if 1 <= number <= 31 else {"ord": number}


SHAPES["ordinal"] = _ordinal

# One specimen for every set of classes that a shape can have, so that patterns know all symbols beforehand.
SPECIMENS: tuple[tuple[str, str], ...] = (
    *(("number", f"{n}") for n in (*range(61), 99, 100, 999, 1000, 1159, 1160, 2100, 2101, 2359, 2360, 2460, 9999)),
    *(("number", f"{n:02d}") for n in range(61)),
    *(("number", text) for text in ("0030", "0060", "10000", "1,000", "1,000,000,000,000", "9" * 10)),
    *(("number", text) for text in ("2.5", "2.30", "2.75", "99.30", "1234567.25", "123456789.25", "0.5")),
    *(("clock", text) for text in ("6:30", "18:30", "0:30", "6:30:15", "18:30:15", "25:99")),
    *(("decade", text) for text in ("1990s", "90s", "9990s", "470s")),
    *(("slashed", "1/2/2003"), ("dotted", "1.2.2003"), ("iso", "2019-09-24"), ("break", "\n\n")),
    *(("ordinal", text) for text in ("1st", "31st", "32nd", "0th")),
)


@dataclass(slots=True)
class Lexicon:
    """The words and numerals of a language, and the symbols of everything that its patterns can see."""

    entries: Iterable[Entry]
    numeral: Numeral
    words: Mapping[bool, dict[str, Classes]] = field(init=False)
    phrases: dict[str, list[tuple[str, ...]]] = field(init=False, default_factory=dict)
    symbol_of: dict[frozenset[str], str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        lower: dict[str, Classes] = {}
        capital: dict[str, Classes] = {}
        for entry in self.entries:
            spoken = [token.lower for token in tokenise(entry.phrase)]
            key = " ".join(spoken)
            if len(spoken) > 1:
                self.phrases.setdefault(spoken[0], []).append(tuple(spoken))
            capital[key] = {**capital.get(key, {}), **entry.classes}
            if not entry.capital:
                lower[key] = {**lower.get(key, {}), **entry.classes}
        for options in self.phrases.values():
            options.sort(key=len, reverse=True)
        self.words = {False: lower, True: capital}

    def learn(self, literals: Iterable[str]) -> None:
        """Make every literal word of the patterns a class of its own, then give out all symbols."""
        for label in sorted(literals):
            for known in self.words.values():
                known[label[1:]] = {**known.get(label[1:], {}), label: 0}
        seen = [frozenset(classes) for known in self.words.values() for classes in known.values()]
        seen += [frozenset(SHAPES[shape](text)) for shape, text in SPECIMENS]
        spelled = [classes | {"num"} for classes in seen if "numeral" in classes]
        seen += [*spelled, frozenset({"num", "numeral"})]
        seen += [classes | {"vague"} for classes in seen if "numeral" in classes and "num" in classes]
        for number, classes in enumerate(sorted(set(seen) - {frozenset()}, key=sorted)):
            self.symbol_of[classes] = chr(FIRST_SYMBOL + number)

    def symbols(self, label: str) -> str:
        """All symbols whose set of classes holds ``label``; ValueError if none does."""
        found = "".join(symbol for classes, symbol in self.symbol_of.items() if label in classes)
        if not found:
            raise ValueError(f"no word has the class {label!r}")
        return found

    def encode(self, text: str) -> Encoded:
        """The units of ``text`` with their symbols."""
        tokens = tokenise(text)
        units: list[Unit] = []
        index = 0
        while index < len(tokens):
            end, classes = self._read(tokens, index)
            first, last = tokens[index], tokens[end - 1]
            if end == index + 1:
                unit = Unit(first.start, first.end, first.text, first.lower, first.shape, classes)
            else:
                whole = text[first.start : last.end]
                unit = Unit(first.start, last.end, whole, whole.lower(), "phrase", classes)
            units.append(unit)
            index = end
        nothing: frozenset[str] = frozenset()
        symbol_of = self.symbol_of
        symbols = "".join(
            symbol_of.get(frozenset(unit.classes) if unit.classes else nothing, UNKNOWN) for unit in units
        )
        labels = frozenset(label for classes in {id(u.classes): u.classes for u in units}.values() for label in classes)
        return Encoded(units, symbols, labels)

    def _read(self, tokens: Sequence[Token], index: int) -> tuple[int, Classes]:
        token = tokens[index]
        if shape := SHAPES.get(token.shape):
            if token.shape == "number" and (found := self.numeral(tokens, index)):
                return found[0], {"num": found[1], "numeral": 1}
            return index + 1, shape(token.text)
        if options := self.phrases.get(token.lower):
            for spoken in options:
                end = index + len(spoken)
                if all(t.lower == word for t, word in zip(tokens[index:end], spoken, strict=False)) and end <= len(
                    tokens
                ):
                    classes = self.words[token.capitalised].get(" ".join(spoken))
                    if classes:
                        return end, classes
        known = self.words[token.capitalised].get(token.lower, {})
        if "numeral" in known and (found := self.numeral(tokens, index)):
            classes = {"num": found[1], "numeral": 1}
            if found[1] == "X":
                classes["vague"] = 1
            return found[0], {**known, **classes} if found[0] == index + 1 else classes
        return index + 1, known
