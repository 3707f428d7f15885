"""The core modules know no language: what they compare text with comes from the Language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import dateline.times
from dateline.times import patterns
from dateline.times.grammar import Modifier, Rule
from dateline.times.language import Joints, Language
from dateline.times.languages import LANGUAGES

FOLDER = Path(dateline.times.__file__).parent
ABOUT_THE_READER = {"explaining.py", "placetable.py", "placezones.py"}
"""They speak to a person in English, or hold names of places, which are data of no grammar."""

CODES = frozenset([
    "past", "present", "future", "this", "last", "next", "that", "previous", "following", "second", "minute", "hour",
    "day", "part", "week", "weekend", "weekday", "month", "season", "quarter", "half", "year", "decade", "century",
    "calendar", "place", "number", "two", "digits", "hourly", "times", "earlier", "later", "minutes", "bc", "ce",
    "de", "pt", "fy", "date", "time", "utc", "en", "es", "us", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday",
])  # fmt: skip
"""Codes, classes and units that happen to be English words, and the words of conflicts; no text is compared to them."""


def words(language: Language) -> set[str]:
    """All words that a language's rules and lexicon name."""
    found: set[str] = set()
    owners: list[Rule | Modifier] = [*language.grammar.rules, *language.grammar.modifiers]
    for owner in owners:
        for pattern in owner.patterns:
            found |= {label[1:] for label in patterns.labels(patterns.parse(pattern)) if label.startswith("=")}
    for entry in language.grammar.lexicon.entries:
        found |= set(entry.phrase.lower().split())
    return {word for word in found if word.isalpha() and len(word) > 1}


def strings(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The string constants of a module that are no docstrings, with their lines."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value, node.lineno


@pytest.fixture(scope="module")
def known() -> set[str]:
    return set().union(*(words(load()) for load in LANGUAGES.values()))


@pytest.mark.parametrize(
    "path", [path for path in sorted(FOLDER.glob("*.py")) if path.name not in ABOUT_THE_READER], ids=lambda p: p.name
)
def test_no_word_of_a_language_is_in_the_core(path: Path, known: set[str]) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [(text, line) for text, line in strings(tree) if text.lower() in known - CODES] == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.py")), ids=lambda p: f"{p.parent.name}-{p.name}")
def test_no_language_leans_on_another(path: Path) -> None:
    others = {f"dateline.times.{code}" for code in LANGUAGES if code != path.parent.name}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        assert not [module for module in modules if any(f"{module}.".startswith(f"{other}.") for other in others)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_brings_the_joints_that_ranges_and_clocks_need(code: str) -> None:
    joints = LANGUAGES[code]().joints
    assert LANGUAGES[code]().code == code
    assert [name.name for name in fields(Joints) if not getattr(joints, name.name)] == []
