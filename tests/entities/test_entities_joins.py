"""Which names of one article are one entity. The model's part is given by hand."""

from __future__ import annotations

from collections.abc import Callable

from dateline.records import Entity

Found = Callable[..., dict[str, Entity]]


def texts_of(entity: Entity) -> list[str]:
    return [mention.text for mention in entity.mentions]


def test_family_name_joins_the_full_name(entities: Found) -> None:
    found = entities(
        "Ana Lopes spoke. Lopes left. Lopes's car was gone.", [("Ana Lopes", "PERSON"), ("Lopes", "PERSON")]
    )
    assert texts_of(found["Ana Lopes"]) == ["Ana Lopes", "Lopes", "Lopes"]
    assert found["Ana Lopes"].aliases == ("Lopes",)
    assert 'family name of the only "Ana Lopes"' in found["Ana Lopes"].reason


def test_headline_comes_before_the_full_name(entities: Found) -> None:
    found = entities("Ana Lopes spoke in the hall.", [("Ana Lopes", "PERSON")], title="Lopes speaks")
    assert [(m.field, m.text) for m in found["Ana Lopes"].mentions] == [("title", "Lopes"), ("body", "Ana Lopes")]


def test_headline_in_capitals(entities: Found) -> None:
    found = entities("Ana Lopes spoke in the hall.", [("Ana Lopes", "PERSON")], title="ANA LOPES SPEAKS, LOPES SAYS")
    assert texts_of(found["Ana Lopes"]) == ["ANA LOPES", "LOPES", "Ana Lopes"]


def test_two_people_of_one_family_name_stay_two(entities: Found) -> None:
    found = entities(
        "Ana Lopes met Rui Lopes. Lopes paid.",
        [("Ana Lopes", "PERSON"), ("Rui Lopes", "PERSON"), ("Lopes", "PERSON")],
    )
    assert sorted(found) == ["Ana Lopes", "Lopes", "Rui Lopes"]
    assert texts_of(found["Lopes"]) == ["Lopes"]


def test_diacritics_may_be_missing(entities: Found) -> None:
    found = entities("Nicolás Ibáñez came. Nicolas Ibanez went. Ibanez and Ibáñez.", [("Nicolás Ibáñez", "PERSON")])
    assert texts_of(found["Nicolás Ibáñez"]) == ["Nicolás Ibáñez", "Nicolas Ibanez", "Ibanez", "Ibáñez"]


def test_family_name_first_and_double_family_names(entities: Found) -> None:
    found = entities(
        "Xi Jinping met Gabriel García Solís. Xi smiled. García did not.",
        [("Xi Jinping", "PERSON"), ("Gabriel García Solís", "PERSON"), ("Xi", "PERSON"), ("García", "PERSON")],
    )
    assert texts_of(found["Xi Jinping"]) == ["Xi Jinping", "Xi"]
    assert texts_of(found["Gabriel García Solís"]) == ["Gabriel García Solís", "García"]


def test_middle_names_and_initials(entities: Found) -> None:
    found = entities(
        "George W. Hale and G. Hale and George Hale.",
        [("George W. Hale", "PERSON"), ("G. Hale", "PERSON"), ("George Hale", "PERSON")],
    )
    assert len(found) == 1


def test_one_type_per_name(entities: Found) -> None:
    found = entities(
        "Ana Lopes came. Lopes won. Lopes lost.", [("Ana Lopes", "PERSON"), ("Lopes", "ORG"), ("Lopes", "GPE")]
    )
    assert {m.type for m in found["Ana Lopes"].mentions} == {"PERSON"}


def test_a_company_named_after_its_founder_stays_a_company(entities: Found) -> None:
    found = entities(
        "Harwell rose. Harwell fell. Harwell closed. It was founded by John Harwell.",
        [("Harwell", "ORG"), ("Harwell", "ORG"), ("Harwell", "ORG"), ("John Harwell", "PERSON")],
    )
    assert found["Harwell"].type == "ORG"
    assert found["John Harwell"].type == "PERSON"


def test_second_reference_of_an_organisation(entities: Found) -> None:
    found = entities("Northwind Traders grew. Northwind hired.", [("Northwind Traders", "ORG"), ("Northwind", "ORG")])
    assert texts_of(found["Northwind Traders"]) == ["Northwind Traders", "Northwind"]


def test_a_name_used_before_the_longer_one_stands_for_itself(entities: Found) -> None:
    found = entities(
        "Northwind grew. Northwind Freight Rail closed.", [("Northwind", "ORG"), ("Northwind Freight Rail", "ORG")]
    )
    assert len(found) == 2


def test_legal_form_and_head_noun(entities: Found) -> None:
    found = entities(
        "Ropack rose. Ropack Corp fell. The Harbour Commission met; the Commission voted.",
        [("Ropack", "PERSON"), ("Ropack Corp", "ORG"), ("Harbour Commission", "ORG"), ("Commission", "ORG")],
    )
    assert sorted(found) == ["Harbour Commission", "Ropack Corp"]
    assert found["Ropack Corp"].type == "ORG"


def test_repeats_keep_to_word_boundaries(entities: Found) -> None:
    found = entities("Ana Rot spoke of Rotterdam. Protest, Rotary.", [("Ana Rot", "PERSON")])
    assert texts_of(found["Ana Rot"]) == ["Ana Rot"]


def test_common_words_are_not_searched_for(entities: Found) -> None:
    found = entities("Theresa May came. May was warm.", [("Theresa May", "PERSON")])
    assert texts_of(found["Theresa May"]) == ["Theresa May"]


def test_halves_that_only_occur_together(entities: Found) -> None:
    found = entities(
        "Nordal Grimsen won. Nordal Grimsen lost.",
        [("Nordal", "ORG"), ("Grimsen", "PRODUCT"), ("Nordal", "ORG"), ("Grimsen", "ORG")],
    )
    assert texts_of(found["Nordal Grimsen"]) == ["Nordal Grimsen", "Nordal Grimsen"]


def test_entities_come_in_the_order_of_their_first_mentions(entities: Found) -> None:
    found = entities("Zoe Zaal met Ana Alm. Alm left.", [("Zoe Zaal", "PERSON"), ("Ana Alm", "PERSON")])
    assert list(found) == ["Zoe Zaal", "Ana Alm"]
