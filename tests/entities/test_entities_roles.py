"""Places and the governments that sit there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.entities.roles import role_of
from dateline.records import Entity


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Moscow accuses Washington of it", "Moscow", "government"),
        ("Moscow accuses Washington of it", "Washington", "government"),
        ("after Moscow expressed concern", "Moscow", "government"),
        ("Beijing has repeatedly warned that", "Beijing", "government"),
        ("Ottawa will not accept it", "Ottawa", "government"),
        ("they met in Moscow", "Moscow", "location"),
        ("flew to Russia", "Russia", "location"),
        ("from the Netherlands", "Netherlands", "location"),
        ("the mayor of Lisbon", "Lisbon", None),
        ("Lisbon", "Lisbon", None),
        ("In Moscow, said the mayor", "Moscow", "location"),
    ],
)
def test_role(text: str, name: str, role: str | None) -> None:
    start = text.index(name)
    assert role_of(text, start, start + len(name), governs=True) == role


def test_towns_do_not_govern() -> None:
    assert role_of("Chicago said no", 0, 7, governs=False) is None


def test_the_type_stays_gpe(entities: Callable[..., dict[str, Entity]]) -> None:
    found = entities("Moscow accuses Washington of it.", [("Moscow", "GPE"), ("Washington", "GPE")])
    assert {(e.type, e.role) for e in found.values()} == {("GPE", "government")}
    assert found["Moscow"].ids.iso3166 == "RU"
