"""Every rule and modifier proves its examples; every rule has at least one."""

from __future__ import annotations

from datetime import date

import pytest

from dateline.times import normalise
from dateline.times.grammar import Example, Grammar, Modifier, Rule
from dateline.times.languages import LANGUAGES

PUBLISHED = date(2019, 9, 24)


def owners(grammar: Grammar) -> list[Rule | Modifier]:
    return [*grammar.rules, *grammar.modifiers]


CASES = [
    pytest.param(code, example, id=f"{code}-{owner.id}-{number}")
    for code, load in LANGUAGES.items()
    for owner in owners(load().grammar)
    for number, example in enumerate(owner.examples)
]
OWNERS = [
    pytest.param(code, owner, id=f"{code}-{owner.id}")
    for code, load in LANGUAGES.items()
    for owner in owners(load().grammar)
]
RULES = [case for case in OWNERS if isinstance(case.values[1], Rule)]


@pytest.mark.parametrize(("code", "example"), CASES)
def test_example(code: str, example: Example) -> None:
    published = date.fromisoformat(example[2]) if len(example) > 2 else PUBLISHED
    found = normalise(example[0], published, language=code)
    assert " ".join(mention.value for mention in found) == example[1]


@pytest.mark.parametrize(("code", "owner"), OWNERS)
def test_has_an_example_that_it_reads_itself(code: str, owner: Rule | Modifier) -> None:
    assert owner.examples, f"{code} {owner.id} has no example"


@pytest.mark.parametrize("code", LANGUAGES)
def test_ids_are_unique_in_a_language(code: str) -> None:
    ids = [owner.id for owner in owners(LANGUAGES[code]().grammar)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("code", "owner"), RULES)
def test_some_example_uses_the_rule(code: str, owner: Rule) -> None:
    used = {
        rule
        for example in owner.examples
        for mention in normalise(
            example[0], date.fromisoformat(example[2]) if len(example) > 2 else PUBLISHED, language=code
        )
        for rule in mention.rule.split("+")
    }
    assert owner.id in used
