"""Rules as data, compiled once per language, and the longest match at a position.

A rule is an id, patterns, a builder and examples. The builder gets the :class:`Match` and returns the reading,
several pieces (a written range has two), or None to say that the words are not a time here. Adding a rule is one
entry in a language's rule list; its examples run as tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from dateline.times import patterns
from dateline.times.lexicon import Encoded, Lexicon, Unit
from dateline.times.memo import Memo
from dateline.times.readings import Reading
from dateline.times.tokens import Value


@dataclass(frozen=True, slots=True)
class Piece:
    """Units ``first`` to ``end`` (exclusive) say ``reading``. ``joined``: the end of a range with the next piece.

    ``paired``: it is on the day of the piece before, or is that day ("8 p.m." and "Friday" in "8 p.m. on Friday").
    """

    first: int
    end: int
    reading: Reading
    rule: str = ""
    joined: bool = False
    paired: bool = False


PATTERN_LENGTH = 100_000
"""Characters of a regular expression beyond any that a rule makes."""

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
    """One pattern: as a regular expression over symbols, and without captures. It is compiled on first use."""

    order: int
    source: str
    bare: str
    classes: dict[str, str]
    owner: Rule | Modifier


Runnable = tuple[Callable[[str, int], re.Match[str] | None], Compiled]


@dataclass(slots=True)
class Grammar:
    """The rules of a language on its lexicon; :meth:`starts` and :meth:`longest` are what the extraction calls."""

    lexicon: Lexicon
    rules: Sequence[Rule]
    modifiers: Sequence[Modifier]
    by_symbol: dict[str, list[Compiled]] = field(init=False, default_factory=dict)
    modifiers_by_symbol: dict[str, list[Compiled]] = field(init=False, default_factory=dict)
    first: re.Pattern[str] = field(init=False)
    second: dict[str, frozenset[str] | None] = field(init=False)
    regexes: Memo[re.Pattern[str]] = field(init=False, repr=False)
    openings: Memo[re.Pattern[str]] = field(init=False, repr=False)
    rules_at: Memo[list[Runnable]] = field(init=False, repr=False)
    modifiers_at: Memo[list[Runnable]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        owners: list[Rule | Modifier] = [*self.rules, *self.modifiers]
        trees = [(owner, patterns.parse(pattern)) for owner in owners for pattern in owner.patterns]
        literals = {label for _, tree in trees for label in patterns.labels(tree) if label.startswith("=")}
        self.lexicon.learn(literals)
        symbols = self.lexicon.symbols
        for order, (owner, tree) in enumerate(trees):
            source, bare = patterns.to_regex(tree, symbols), patterns.to_regex(tree, symbols, named=False)
            compiled = Compiled(order, source, bare, _captures(tree), owner)
            index = self.by_symbol if isinstance(owner, Rule) else self.modifiers_by_symbol
            for symbol in sorted(patterns.first_symbols(tree, symbols)):
                index.setdefault(symbol, []).append(compiled)
        firsts = "".join(self.by_symbol.keys() | self.modifiers_by_symbol.keys())
        self.first = re.compile(patterns.any_of(firsts))
        self.second = self._seconds(trees, firsts)
        self.regexes = Memo(re.compile, longest=PATTERN_LENGTH)
        self.openings = Memo(self._opening)
        self.rules_at = Memo(lambda symbol: self._runnable(self.by_symbol.get(symbol, [])))
        self.modifiers_at = Memo(lambda symbol: self._runnable(self.modifiers_by_symbol.get(symbol, [])))

    def starts(self, encoded: Encoded) -> Iterator[int]:
        """The units, in order, at which some pattern matches: elsewhere no expression begins.

        A modifier counts when something that can begin an expression follows it.
        """
        symbols, openings, second = encoded.symbols, self.openings, self.second
        for found in self.first.finditer(symbols):
            start, symbol = found.start(), found[0]
            following = second[symbol]
            if (following is None or symbols[start + 1 : start + 2] in following) and openings[symbol].match(
                symbols, start
            ):
                yield start

    def longest(self, encoded: Encoded, index: int) -> list[Piece]:
        """What the longest match at ``index`` says (the earlier rule wins a tie); empty if nothing matches."""
        for _, _, found, compiled in self._matches(self.rules_at, encoded, index):
            rule = compiled.owner
            if not isinstance(rule, Rule):
                continue
            built = rule.build(Match(encoded, found, compiled.classes))
            if isinstance(built, Reading):
                return [Piece(found.start(), found.end(), built, rule.id)]
            if built:
                return [replace(p, rule=p.rule or rule.id) for p in built]
        return []

    def modifier(self, encoded: Encoded, index: int) -> list[tuple[int, Modifier]]:
        """The modifiers that begin at ``index``, longest first, each with the unit after it."""
        return [
            (found.end(), compiled.owner)
            for _, _, found, compiled in self._matches(self.modifiers_at, encoded, index)
            if isinstance(compiled.owner, Modifier)
        ]

    def _seconds(
        self, trees: Iterable[tuple[Rule | Modifier, patterns.Node]], firsts: str
    ) -> dict[str, frozenset[str] | None]:
        """What can follow each symbol that something begins with; None: anything.

        Most words that begin a pattern ("the", "to") do so before few others, and this is the cheaper question.
        """
        follows: dict[str, set[str]] = {}
        alone: set[str] = set()
        for owner, tree in trees:
            for first, *rest in patterns.openings(tree):
                begins = self.lexicon.symbols(first)
                if rest:
                    then = self.lexicon.symbols(rest[0])
                elif isinstance(owner, Modifier):
                    then = firsts
                else:
                    alone.update(begins)
                    continue
                for symbol in begins:
                    follows.setdefault(symbol, set()).update(then)
        return dict.fromkeys(alone) | {
            symbol: frozenset(then) for symbol, then in follows.items() if symbol not in alone
        }

    def _runnable(self, found: Iterable[Compiled]) -> list[Runnable]:
        return [(self.regexes[compiled.source].match, compiled) for compiled in found]

    def _opening(self, symbol: str) -> re.Pattern[str]:
        """Whether anything begins with ``symbol`` here, as one expression."""
        options = [compiled.bare for compiled in self.by_symbol.get(symbol, ())]
        if modifiers := [compiled.bare for compiled in self.modifiers_by_symbol.get(symbol, ())]:
            options.append(f"(?:{'|'.join(modifiers)}){self.first.pattern}")
        return re.compile("|".join(options))

    @staticmethod
    def _matches(
        runnable_at: Memo[list[Runnable]], encoded: Encoded, index: int
    ) -> list[tuple[int, int, re.Match[str], Compiled]]:
        symbols = encoded.symbols
        matches = [
            (-found.end(), compiled.order, found, compiled)
            for match, compiled in runnable_at[symbols[index]]
            if (found := match(symbols, index))
        ]
        if len(matches) > 1:
            matches.sort(key=itemgetter(0, 1))
        return matches


def _captures(node: patterns.Node) -> dict[str, str]:
    """What is captured and the class of each; ValueError for a name given twice."""
    pairs = _named(node)
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError(f"a pattern captures one of {[name for name, _ in pairs]} twice")
    return found


def _named(node: patterns.Node) -> list[tuple[str, str]]:
    if node.kind == "atom":
        return [(node.name, node.label)] if node.name else []
    return [pair for part in node.parts for pair in _named(part)]
