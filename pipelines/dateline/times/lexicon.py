"""What the words of one language can be, and the encoding of a text into units with one symbol each.

A :class:`Lexicon` gives every word or phrase its *classes* with a value each (``may`` is a ``month`` worth 5).
:meth:`Lexicon.encode` merges phrases and numerals into units, looks every unit up, and returns one character
per unit: the symbol of its set of classes, which the patterns of :mod:`.patterns` match on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, count
from typing import NamedTuple

from dateline.times.memo import Memo
from dateline.times.orthography import Orthography
from dateline.times.shapes import SPECIMENS, Shapes, shapes
from dateline.times.tokens import NO_CLASSES, Classes, Token, Value, lowered, shape_of, split, tokenise

Unit = Token
"""One token, or several that patterns see as one (``a few``, ``twenty-five``): then its shape is ``phrase``."""

UNKNOWN = "\0"
FIRST_SYMBOL = 1  # sets of characters below 256 are what Python compiles and matches fastest

WORDS_KEPT = 32_768
"""Words whose reading is kept: those that make up nearly all of a day's news, in some 8 MB."""

Numeral = Callable[[Sequence[Token], int], tuple[int, Value] | None]
"""Reads a spelled-out number at an index: the index after it and its value, or None."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase with its classes. ``capital``: it must begin with a capital letter to have them."""

    phrase: str
    classes: Mapping[str, Value]
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as units and, position by position, their symbols; ``labels``: all classes of these symbols."""

    units: list[Unit]
    symbols: str
    labels: frozenset[str]

    def tight(self, index: int) -> bool:
        """Whether nothing stands between unit ``index - 1`` and unit ``index``."""
        if not 0 < index < len(self.units):
            return False
        before, unit = self.units[index - 1], self.units[index]
        return before.end == unit.start and before.shape != "break" and unit.shape != "break"


class Word(NamedTuple):
    """What a token with a given text is wherever it stands. ``opens``: a phrase or a numeral may begin with it."""

    lower: str
    shape: str
    classes: Classes
    symbol: str
    opens: bool


# Makes a Token from a tuple of its fields without the cost of a call per field.
token_of: Callable[[tuple[int, int, str, str, str, Classes]], Token] = partial(tuple.__new__, Token)


@dataclass(slots=True)
class Lexicon:
    """The words and numerals of a language, and the symbols of everything that its patterns can see."""

    entries: Iterable[Entry]
    numeral: Numeral
    orthography: Orthography = field(default_factory=Orthography)
    words: Mapping[bool, dict[str, Classes]] = field(init=False)
    phrases: dict[tuple[str, str], list[tuple[str, ...]]] = field(init=False, default_factory=dict)
    symbol_of: dict[frozenset[str], str] = field(init=False, default_factory=dict)
    known: dict[bool, dict[str, tuple[Classes, str]]] = field(init=False, default_factory=dict)
    shapes: Shapes = field(init=False)
    openers: frozenset[str] = field(init=False)
    labels_of: dict[str, frozenset[str]] = field(init=False, default_factory=dict)
    symbols_of: dict[str, str] = field(init=False, default_factory=dict)
    read: Memo[Word] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.shapes = shapes(self.orthography)
        lower: dict[str, Classes] = {}
        capital: dict[str, Classes] = {}
        for entry in self.entries:
            spoken = tuple(token.lower for token in tokenise(entry.phrase, self.orthography))
            key = " ".join(spoken)
            if len(spoken) > 1 and spoken not in (options := self.phrases.setdefault(spoken[:2], [])):  # type: ignore[arg-type]
                options.append(spoken)
            capital[key] = {**capital.get(key, {}), **entry.classes}
            if not entry.capital:
                lower[key] = {**lower.get(key, {}), **entry.classes}
        for options in self.phrases.values():
            options.sort(key=len, reverse=True)
        self.words = {False: lower, True: capital}
        self.openers = frozenset(first for first, _ in self.phrases)
        self.read = Memo(self._word, limit=WORDS_KEPT)

    def learn(self, literals: Iterable[str]) -> None:
        """Make every literal word of the patterns a class of its own, then give out all symbols."""
        for label in sorted(literals):
            for known in self.words.values():
                known[label[1:]] = {**known.get(label[1:], {}), label: 0}
        known_shapes = shapes(Orthography())
        seen = [frozenset(classes) for known in self.words.values() for classes in known.values()]
        seen += [frozenset(known_shapes[shape](text)) for shape, text in SPECIMENS]
        spelled = [classes | {"num"} for classes in seen if "numeral" in classes]
        spelled.append(frozenset({"num", "numeral"}))
        seen += [*spelled, *(classes | {"dom-word"} for classes in spelled)]
        for number, classes in enumerate(sorted(set(seen) - {frozenset()}, key=sorted)):
            self.symbol_of[classes] = chr(FIRST_SYMBOL + number)
        self.labels_of = {symbol: classes for classes, symbol in self.symbol_of.items()} | {UNKNOWN: frozenset()}
        for symbol, classes in self.labels_of.items():
            for label in classes:
                self.symbols_of[label] = self.symbols_of.get(label, "") + symbol
        for capital, words in self.words.items():
            self.known[capital] = {word: (classes, self._symbol(classes)) for word, classes in words.items()}
        self.read.clear()

    def symbols(self, label: str) -> str:
        """All symbols whose set of classes holds ``label``; ValueError if none does."""
        found = self.symbols_of.get(label)
        if not found:
            raise ValueError(f"no word has the class {label!r}")
        return found

    def encode(self, text: str) -> Encoded:
        """The units of ``text`` with their symbols.

        Every step over all tokens is one call of a built-in; Python code runs only where a phrase or a numeral may
        begin. That is what makes it several times as fast as a loop.
        """
        texts, starts, ends = split(text, self.orthography)
        if not texts:
            return Encoded([], "", frozenset())
        lowers, shape, classes, symbol, opens = zip(*map(self.read.__getitem__, texts), strict=True)
        tokens = list(map(token_of, zip(starts, ends, texts, lowers, shape, classes, strict=True)))
        units, symbols = self._merged(text, tokens, "".join(symbol), compress(count(), opens))
        return Encoded(units, symbols, frozenset().union(*map(self.labels_of.__getitem__, set(symbols))))

    def _symbol(self, classes: Classes) -> str:
        return self.symbol_of.get(frozenset(classes), UNKNOWN) if classes else UNKNOWN

    def _word(self, text: str) -> Word:
        """What a token is by its text alone."""
        lower, shape = lowered(text), shape_of(text, self.orthography)
        if shape in self.shapes:
            classes: Classes = self.shapes[shape](text) or NO_CLASSES
            return Word(lower, shape, classes, self._symbol(classes), shape == "number")
        classes, symbol = self.known[text[:1].isupper()].get(lower, NOTHING)
        return Word(lower, shape, classes, symbol, lower in self.openers or "numeral" in classes)

    def _merged(self, text: str, tokens: list[Token], symbols: str, opening: Iterable[int]) -> tuple[list[Unit], str]:
        """The tokens and symbols with phrases and numerals in place of their tokens."""
        units: list[Unit] = []
        merged: list[str] = []
        done = 0
        for index in opening:
            if index < done or (found := self._begins(tokens, index)) is None:
                continue
            end, classes, symbol = found
            token = tokens[index]
            if end > index + 1:
                last = tokens[end - 1].end
                whole = text[token.start : last]
                token = Token(token.start, last, whole, whole.lower(), "phrase", classes)
            else:
                token = token._replace(classes=classes)
            units += tokens[done:index]
            units.append(token)
            merged += symbols[done:index], symbol
            done = end
        if not done:
            return tokens, symbols
        return units + tokens[done:], "".join(merged) + symbols[done:]

    def _begins(self, tokens: Sequence[Token], index: int) -> tuple[int, Classes, str] | None:
        """The phrase or numeral that begins at a token: the index after it, its classes and its symbol."""
        token = tokens[index]
        if token.shape == "number":
            number = self.numeral(tokens, index)
            return self._numbered(index, {}, *number) if number else None
        if index + 1 < len(tokens) and (options := self.phrases.get((token.lower, tokens[index + 1].lower))):
            known = self.known[token.capitalised]
            for spoken in options:
                end = index + len(spoken)
                if tuple(t.lower for t in tokens[index:end]) == spoken and (found := known.get(" ".join(spoken))):
                    return end, *found
        if "numeral" in token.classes and (number := self.numeral(tokens, index)):
            return self._numbered(index, token.classes, *number)
        return None

    def _numbered(self, index: int, known: Classes, end: int, number: Value) -> tuple[int, Classes, str]:
        """A numeral; one word keeps what else it can be (``second`` is an ordinal and a unit)."""
        classes: dict[str, Value] = {**known} if end == index + 1 else {}
        classes |= {"num": number, "numeral": 1}
        if isinstance(number, int) and 1 <= number <= 31:
            classes["dom-word"] = number
        return end, classes, self._symbol(classes)


NOTHING: tuple[Classes, str] = (NO_CLASSES, UNKNOWN)
