"""What the words of one language can be, and the encoding of a text into units with one symbol each.

A :class:`Lexicon` gives every word or phrase its *classes* with a value each (``may`` is a ``month`` worth 5).
:meth:`Lexicon.encode` merges phrases and numerals into units, looks every unit up, and returns one character
per unit: the symbol of its set of classes, which the patterns of :mod:`.patterns` match on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dateline.times.orthography import Orthography
from dateline.times.shapes import SPECIMENS, Shapes, shapes
from dateline.times.tokens import Classes, Token, Value, tokenise

Unit = Token
"""One token, or several that patterns see as one (``a few``, ``twenty-five``): then its shape is ``phrase``."""

UNKNOWN = "x"
FIRST_SYMBOL = 0x4E00

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
        for capital, words in self.words.items():
            self.known[capital] = {word: (classes, self._symbol(classes)) for word, classes in words.items()}

    def symbols(self, label: str) -> str:
        """All symbols whose set of classes holds ``label``; ValueError if none does."""
        found = "".join(symbol for classes, symbol in self.symbol_of.items() if label in classes)
        if not found:
            raise ValueError(f"no word has the class {label!r}")
        return found

    def encode(self, text: str) -> Encoded:
        """The units of ``text`` with their symbols."""
        tokens = tokenise(text, self.orthography)
        units: list[Unit] = []
        symbols: list[str] = []
        labels: set[str] = set()
        index, count = 0, len(tokens)
        while index < count:
            token = tokens[index]
            end, classes, symbol = self._read(tokens, index)
            if end > index + 1:
                last = tokens[end - 1].end
                whole = text[token.start : last]
                token = Token(token.start, last, whole, whole.lower(), "phrase")
            if classes:
                token.classes = classes
                labels.update(classes)
            units.append(token)
            symbols.append(symbol)
            index = end
        return Encoded(units, "".join(symbols), frozenset(labels))

    def _symbol(self, classes: Classes) -> str:
        return self.symbol_of.get(frozenset(classes), UNKNOWN) if classes else UNKNOWN

    def _read(self, tokens: Sequence[Token], index: int) -> tuple[int, Classes, str]:
        """The unit that begins at a token: the index after it, its classes and its symbol."""
        token = tokens[index]
        if token.shape in self.shapes:
            return self._shaped(tokens, index)
        capital = token.text[:1].isupper()
        if index + 1 < len(tokens) and (options := self.phrases.get((token.lower, tokens[index + 1].lower))):
            for spoken in options:
                end = index + len(spoken)
                if tuple(t.lower for t in tokens[index:end]) == spoken:
                    found = self.known[capital].get(" ".join(spoken))
                    if found:
                        return end, *found
        classes, symbol = self.known[capital].get(token.lower, NOTHING)
        if "numeral" in classes and (number := self.numeral(tokens, index)):
            return self._numbered(index, classes, *number)
        return index + 1, classes, symbol

    def _shaped(self, tokens: Sequence[Token], index: int) -> tuple[int, Classes, str]:
        token = tokens[index]
        if token.shape == "number" and (found := self.numeral(tokens, index)):
            return self._numbered(index, {}, *found)
        classes = self.shapes[token.shape](token.text)
        return index + 1, classes, self._symbol(classes)

    def _numbered(self, index: int, known: Classes, end: int, number: Value) -> tuple[int, Classes, str]:
        """A numeral; one word keeps what else it can be (``second`` is an ordinal and a unit)."""
        classes: dict[str, Value] = {**known} if end == index + 1 else {}
        classes |= {"num": number, "numeral": 1}
        if isinstance(number, int) and 1 <= number <= 31:
            classes["dom-word"] = number
        return end, classes, self._symbol(classes)


NOTHING: tuple[Classes, str] = ({}, UNKNOWN)
