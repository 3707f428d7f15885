"""Rules as data, compiled once per language, and the longest match at a position.

A rule is an id, patterns, a builder and examples. The builder gets the :class:`Match` and returns the reading,
several pieces (a written range has two), or None to say that the words are not a time here. Adding a rule is one
entry in a language's rule list; its examples run as tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dateline.times import patterns
from dateline.times.lexicon import Encoded, Lexicon, Unit
from dateline.times.readings import Reading
from dateline.times.tokens import Value


@dataclass(frozen=True, slots=True)
class Piece:
    """Units ``first`` to ``end`` (exclusive) say ``reading``. ``joined``: the end of a range with the next piece."""

    first: int
    end: int
    reading: Reading
    rule: str = ""
    joined: bool = False


Built = Reading | Sequence[Piece] | None


@dataclass(slots=True)
class Match:
    """A pattern found in a text: ``match["month"]`` is the value of what was captured, None if it is not there."""

    encoded: Encoded
    found: re.Match[str]
    classes: dict[str, str]

    @property
    def first(self) -> int:
        """The first unit."""
        return self.found.start()

    @property
    def end(self) -> int:
        """The unit after the last."""
        return self.found.end()

    def __getitem__(self, name: str) -> Value | None:
        index = self.index(name)
        return None if index is None else self.encoded.units[index].classes[self.classes[name]]

    def index(self, name: str) -> int | None:
        """The unit that ``name`` captured."""
        if name not in self.classes:
            return None
        at = self.found.start(name)
        return None if at < 0 else at

    def number(self, name: str) -> int | None:
        """A captured whole number."""
        value = self[name]
        return value if isinstance(value, int) else None

    def word(self, name: str) -> str | None:
        """A captured code (a unit, a season)."""
        value = self[name]
        return value if isinstance(value, str) else None

    def unit(self, offset: int) -> Unit | None:
        """The unit ``offset`` after the end (0 is the next one), or before the start (-1 is the one before)."""
        at = self.end + offset if offset >= 0 else self.first + offset
        return self.encoded.units[at] if 0 <= at < len(self.encoded.units) else None

    def before(self, *words: str) -> bool:
        """Whether the word before is one of ``words``."""
        unit = self.unit(-1)
        return unit is not None and unit.lower in words

    def after(self, *words: str) -> bool:
        """Whether the word after is one of ``words``."""
        unit = self.unit(0)
        return unit is not None and unit.lower in words

    def piece(
        self, reading: Reading, first: str | None = None, end: str | None = None, *, joined: bool = False
    ) -> Piece:
        """A piece from capture ``first`` to capture ``end``, both included (the ends of the match without them)."""
        begin = self.index(first) if first else None
        last = self.index(end) if end else None
        return Piece(
            self.first if begin is None else begin, self.end if last is None else last + 1, reading, joined=joined
        )


Example = tuple[str, str] | tuple[str, str, str]
"""A text, the values that it must give (separated by spaces), and the publication date if it matters."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``examples``: see :data:`Example`; a text with the value ``""`` must give nothing."""

    id: str
    patterns: tuple[str, ...]
    build: Callable[[Match], Built]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Modifier:
    """Words before a date or duration that modify it: ``the end of``, ``early``, ``about``.

    ``apply`` gives the modified reading, or None when the words do not go with it. ``followed_by``: classes of which
    the next unit must have one (``over`` is more than before a number, a preposition elsewhere).
    """

    id: str
    patterns: tuple[str, ...]
    apply: Callable[[Reading], Reading | None]
    examples: tuple[Example, ...]
    followed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Compiled:
    """One pattern, ready to run."""

    order: int
    regex: re.Pattern[str]
    classes: dict[str, str]
    owner: Rule | Modifier


@dataclass(slots=True)
class Grammar:
    """The rules of a language on its lexicon; :meth:`longest` is what the extraction calls."""

    lexicon: Lexicon
    rules: Sequence[Rule]
    modifiers: Sequence[Modifier]
    by_symbol: dict[str, list[Compiled]] = field(init=False, default_factory=dict)
    modifiers_by_symbol: dict[str, list[Compiled]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        owners: list[Rule | Modifier] = [*self.rules, *self.modifiers]
        trees = [(owner, patterns.parse(pattern)) for owner in owners for pattern in owner.patterns]
        literals = {label for _, tree in trees for label in patterns.labels(tree) if label.startswith("=")}
        self.lexicon.learn(literals)
        for order, (owner, tree) in enumerate(trees):
            regex = re.compile(patterns.to_regex(tree, self.lexicon.symbols))
            compiled = Compiled(order, regex, dict(_captures(tree)), owner)
            index = self.by_symbol if isinstance(owner, Rule) else self.modifiers_by_symbol
            for symbol in sorted(patterns.first_symbols(tree, self.lexicon.symbols)):
                index.setdefault(symbol, []).append(compiled)

    def longest(self, encoded: Encoded, index: int) -> list[Piece]:
        """What the longest match at ``index`` says (the earlier rule wins a tie); empty if nothing matches."""
        for _, _, found, compiled in self._matches(self.by_symbol, encoded, index):
            rule = compiled.owner
            if not isinstance(rule, Rule):
                continue
            built = rule.build(Match(encoded, found, compiled.classes))
            if isinstance(built, Reading):
                return [Piece(found.start(), found.end(), built, rule.id)]
            if built:
                return [Piece(p.first, p.end, p.reading, p.rule or rule.id, p.joined) for p in built]
        return []

    def modifier(self, encoded: Encoded, index: int) -> list[tuple[int, Modifier]]:
        """The modifiers that begin at ``index``, longest first, each with the unit after it."""
        return [
            (found.end(), compiled.owner)
            for _, _, found, compiled in self._matches(self.modifiers_by_symbol, encoded, index)
            if isinstance(compiled.owner, Modifier)
        ]

    @staticmethod
    def _matches(
        by_symbol: dict[str, list[Compiled]], encoded: Encoded, index: int
    ) -> list[tuple[int, int, re.Match[str], Compiled]]:
        matches = [
            (-found.end(), compiled.order, found, compiled)
            for compiled in by_symbol.get(encoded.symbols[index], ())
            if (found := compiled.regex.match(encoded.symbols, index))
        ]
        matches.sort(key=lambda match: match[:2])
        return matches


def _captures(node: patterns.Node) -> list[tuple[str, str]]:
    if node.kind == "atom":
        return [(node.name, node.label)] if node.name else []
    return [pair for part in node.parts for pair in _captures(part)]
