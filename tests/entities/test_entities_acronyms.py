"""Acronyms that the text defines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.entities.acronyms import head_type, matched_from, share_of_initials
from dateline.records import Entity

Found = Callable[..., dict[str, Entity]]


@pytest.mark.parametrize(
    ("body", "name", "acronym", "type_"),
    [
        ("the World Health Organization (WHO) said. WHO left.", "World Health Organization", "WHO", "ORG"),
        ("WHO (World Health Organization) said.", "World Health Organization", "WHO", "ORG"),
        (
            "the Organization for Security and Co-operation in Europe (OSCE) met",
            "Organization for Security and Co-operation in Europe",
            "OSCE",
            "ORG",
        ),
        (
            "into the Andean Treaty of Mutual Help (TAAM), which. TAAM's members",
            "Andean Treaty of Mutual Help",
            "TAAM",
            "LAW",
        ),
        ("the Philippine Department of Agriculture (DA) has", "Department of Agriculture", "DA", "ORG"),
        ("In Geneva the Global Seed Fund (GSF) paid", "Global Seed Fund", "GSF", "ORG"),
        ("the Movimento dos Sem Barco (MSB) marched", "Movimento dos Sem Barco", "MSB", "ORG"),
    ],
)
def test_defined_in_the_text(entities: Found, body: str, name: str, acronym: str, type_: str) -> None:
    entity = entities(body, [])[name]
    assert entity.type == type_
    assert acronym in entity.aliases
    assert {acronym, name} <= {mention.text for mention in entity.mentions}
    assert "acronym of" in entity.reason


def test_every_later_use_is_a_mention(entities: Found) -> None:
    found = entities("The Global Seed Fund (GSF) paid. GSF left, GSF's head said.", [("GSF", "PERSON")])
    assert [m.text for m in found["Global Seed Fund"].mentions] == ["Global Seed Fund", "GSF", "GSF", "GSF"]


def test_letters_in_no_order_need_the_model_and_a_later_use(entities: Found) -> None:
    body = "the Supreme Workers Council (KRV) met. KRV voted."
    assert "KRV" in entities(body, [("Supreme Workers Council", "ORG")])["Supreme Workers Council"].aliases
    once = entities("the Supreme Workers Council (KRV) met.", [("Supreme Workers Council", "ORG")])
    assert once["Supreme Workers Council"].aliases == ()


@pytest.mark.parametrize(
    "body",
    ["NEW YORK (AP) - Shares", "met in Buenos Aires (GMT) today", "Senator Ana Lopes (XYZ) spoke. XYZ won.", "(ABC)"],
)
def test_what_is_no_definition(entities: Found, body: str) -> None:
    found = entities(body, [("Ana Lopes", "PERSON")])
    assert not any("acronym" in entity.reason for entity in found.values())


def test_schwartz_and_hearst() -> None:
    assert matched_from("DA", "Philippine Department of Agriculture") == 11
    assert matched_from("EPA", "Environmental Protection Agency") == 0
    assert matched_from("XQ", "Environmental Protection Agency") is None
    assert matched_from("", "Agency") is None
    assert share_of_initials("OPAC", "Parliament Of The Coast") == 0.5


def test_head_nouns() -> None:
    assert head_type("North Atlantic Treaty Organization") == "ORG"
    assert head_type("Treaty of Lisbon") == "LAW"
    assert head_type("Treaty") is None


def test_many_brackets_stay_cheap(entities: Found) -> None:
    entities("Aa Bb (AB) " * 9_000, [])
    entities("(" * 50_000 + "AB)" * 10_000, [])
