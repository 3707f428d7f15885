"""A small pattern language over token classes, compiled to Python regular expressions over *symbols*.

Every token of a text becomes one character, its symbol, which stands for the set of classes that the token has.
A pattern element is a class in braces (``{month}``, or ``{first:month}`` to name the capture), or a literal word
or mark; ``( )``, ``|`` and ``?`` mean what they mean in regular expressions. There is no repetition, so that a
match has a bounded length and matching a text is linear::

    {weekday}? ,? {month} {dom} ,? {year}

Patterns know no language; the classes and words come from a :class:`~dateline.times.lexicon.Lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

ELEMENT = re.compile(r"\s*(?:\{(?:(\w+):)?(=?[\w-]+)\}|([()|?])|([^\s{}()|?]+))")


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a parsed pattern: ``atom`` (a class or ``=word``), ``sequence``, ``choice`` or ``optional``."""

    kind: str
    parts: tuple[Node, ...] = ()
    label: str = ""
    name: str = ""


def parse(pattern: str) -> Node:
    """The tree of a pattern; ValueError says where it cannot be read."""
    elements = []
    position = 0
    stripped = pattern.rstrip()
    while position < len(stripped):
        found = ELEMENT.match(stripped, position)
        if not found:
            raise ValueError(f"cannot read pattern {pattern!r} at {position}")
        elements.append(found)
        position = found.end()
    node, end = _choice(elements, 0, pattern)
    if end != len(elements):
        raise ValueError(f"unbalanced parenthesis in pattern {pattern!r}")
    return node


def _choice(elements: list[re.Match[str]], index: int, pattern: str) -> tuple[Node, int]:
    options: list[Node] = []
    sequence: list[Node] = []
    while index < len(elements) and elements[index][3] != ")":
        operator = elements[index][3]
        if operator == "|":
            options.append(Node("sequence", tuple(sequence)))
            sequence = []
        elif operator == "?":
            if not sequence:
                raise ValueError(f"'?' has nothing before it in pattern {pattern!r}")
            sequence[-1] = Node("optional", (sequence[-1],))
        elif operator == "(":
            inner, index = _choice(elements, index + 1, pattern)
            if index >= len(elements):
                raise ValueError(f"unbalanced parenthesis in pattern {pattern!r}")
            sequence.append(inner)
        else:
            name, label, word = elements[index][1], elements[index][2], elements[index][4]
            sequence.append(Node("atom", (), label or f"={word}", (name or label or "").replace("-", "_")))
        index += 1
    options.append(Node("sequence", tuple(sequence)))
    return (options[0] if len(options) == 1 else Node("choice", tuple(options))), index


def labels(node: Node) -> set[str]:
    """All classes and ``=words`` that a pattern names."""
    if node.kind == "atom":
        return {node.label}
    return set().union(*(labels(part) for part in node.parts))


def to_regex(node: Node, symbols: Callable[[str], str], *, named: bool = True) -> str:
    """The regular expression of a pattern; ``symbols`` gives all symbols that have a class.

    Without ``named`` nothing is captured, so that many patterns go into one expression.
    """
    if node.kind == "atom":
        body = any_of(symbols(node.label))
        return f"(?P<{node.name}>{body})" if named and node.name else body
    inner = [to_regex(part, symbols, named=named) for part in node.parts]
    if node.kind == "choice":
        return f"(?:{'|'.join(inner)})"
    if node.kind == "optional":
        return f"(?:{inner[0]})?"
    return "".join(inner)


@cache
def any_of(symbols: str) -> str:
    """The set of some symbols, with ranges: Python compiles it several times as fast.

    >>> any_of("cabx")
    '[a-cx]'
    """
    ranges: list[list[str]] = []
    for symbol in sorted(set(symbols)):
        if ranges and ord(symbol) == ord(ranges[-1][1]) + 1:
            ranges[-1][1] = symbol
        else:
            ranges.append([symbol, symbol])
    parts = ((re.escape(first), re.escape(last)) for first, last in ranges)
    return f"[{''.join(first if first == last else f'{first}-{last}' for first, last in parts)}]"


def openings(node: Node, length: int = 2) -> set[tuple[str, ...]]:
    """The labels that a match can begin with, up to ``length`` of them; fewer where it can end there.

    >>> sorted(openings(parse("the? {month} {dom}?")))
    [('=the', 'month'), ('month',), ('month', 'dom')]
    """
    if node.kind == "atom":
        return {(node.label,)}
    if node.kind == "optional":
        return {(), *openings(node.parts[0], length)}
    if node.kind == "choice":
        return set().union(*(openings(part, length) for part in node.parts))
    found: set[tuple[str, ...]] = {()}
    for part in node.parts:
        if all(len(labels) >= length for labels in found):
            break
        more = openings(part, length)
        found = {(*labels, *then)[:length] for labels in found for then in more}
    return found


def first_symbols(node: Node, symbols: Callable[[str], str]) -> set[str]:
    """The symbols that a match can begin with; patterns that match nothing at all are refused."""
    found, nullable = _first(node, symbols)
    if nullable:
        raise ValueError("a pattern must not match the empty sequence")
    return found


def _first(node: Node, symbols: Callable[[str], str]) -> tuple[set[str], bool]:
    if node.kind == "atom":
        return set(symbols(node.label)), False
    if node.kind == "optional":
        return _first(node.parts[0], symbols)[0], True
    results = [_first(part, symbols) for part in node.parts]
    if node.kind == "choice":
        return set().union(*(found for found, _ in results)), any(nullable for _, nullable in results)
    return _first_of_sequence(results)


def _first_of_sequence(results: Iterable[tuple[set[str], bool]]) -> tuple[set[str], bool]:
    firsts: set[str] = set()
    for found, nullable in results:
        firsts |= found
        if not nullable:
            return firsts, False
    return firsts, True
