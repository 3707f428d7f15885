"""How values are named in messages: short, printable, whatever they hold."""

from __future__ import annotations

from collections.abc import Mapping

EXCERPT_CHARACTERS = 60


def excerpt(text: str) -> str:
    """The beginning of ``text`` as a quoted, printable ASCII-safe literal.

    >>> excerpt("a" * 100)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'"
    """
    short = text if len(text) <= EXCERPT_CHARACTERS else text[:EXCERPT_CHARACTERS] + "…"
    return repr(short)


def kind(value: object) -> str:
    """What ``value`` is in the words of JSON, with the value itself where that is short.

    >>> kind(5), kind([1]), kind(None), kind("x")
    ('a number (5)', 'a list', 'null', "text ('x')")
    """
    match value:
        case None:
            return "null"
        case bool():
            return f"a boolean ({str(value).lower()})"
        case int() | float():
            return f"a number ({str(value)[:EXCERPT_CHARACTERS]})"
        case str():
            return f"text ({excerpt(value)})"
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list"
        case _:
            return f"of type {type(value).__name__}"
