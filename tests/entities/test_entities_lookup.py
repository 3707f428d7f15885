"""Countries and nationality words: the gazetteer over the model."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.records import Entity

Found = Callable[..., dict[str, Entity]]


@pytest.mark.parametrize("type_", ["ORG", "PERSON", "LOC"])
def test_a_country_is_a_gpe(entities: Found, type_: str) -> None:
    venezuela = entities("Talks with Venezuela failed.", [("Venezuela", type_)])["Venezuela"]
    assert (venezuela.type, venezuela.ids.iso3166, venezuela.ids.geonames) == ("GPE", "VE", "3625428")


def test_an_overlooked_country_is_added_and_names_of_one_country_joined(entities: Found) -> None:
    found = entities("The United States said the U.S. and the USA agree.", [])
    assert [m.text for m in found["United States"].mentions] == ["United States", "U.S.", "USA"]
    assert found["United States"].aliases == ("U.S.", "USA")


def test_a_longer_name_is_left_alone(entities: Found) -> None:
    found = entities("Bank of China rose; Northern Ireland and New Mexico.", [("Bank of China", "ORG")])
    assert sorted(found) == ["Bank of China"]


def test_an_ambiguous_name_is_a_person_where_the_model_says_so(entities: Found) -> None:
    found = entities("Michael Jordan won. Jordan smiled.", [("Michael Jordan", "PERSON"), ("Jordan", "PERSON")])
    assert list(found) == ["Michael Jordan"]
    assert len(found["Michael Jordan"].mentions) == 2


def test_nationality_words_carry_their_country(entities: Found) -> None:
    found = entities("The Venezuelan and the Russians met.", [("Venezuelan", "ORG")])
    assert (found["Venezuelan"].type, found["Venezuelan"].ids.iso3166) == ("NORP", "VE")
    assert found["Venezuelan"].latitude is None
    assert found["Russians"].ids.iso3166 == "RU"


def test_us_in_a_headline_of_capitals_is_no_country(entities: Found) -> None:
    assert entities("He came.", [], title="THEY TOLD US NOTHING") == {}
