"""The table of places and zones: made from its sources, small enough to load at once, and right about names."""

from __future__ import annotations

from importlib.resources import files

import pytest

from dateline.times import placetable
from dateline.times.placezones import TABLE, zone_of_place
from dateline.times.whereabouts import zone_of_dateline


def test_the_table_is_what_its_sources_give() -> None:
    kept = files("dateline.times").joinpath(TABLE).read_text(encoding="utf-8")
    assert kept == placetable.table(), "run python -m dateline.times.placetable"


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Lisbon", "Europe/Lisbon"),
        ("SÃO PAULO", "America/Sao_Paulo"),
        ("Paris", "Europe/Paris"),
        ("Paris, Texas", "America/Chicago"),
        ("Portland", "America/Los_Angeles"),
        ("Portland, Maine", "America/New_York"),
        ("Atlanta, Georgia", "America/New_York"),
        ("Georgia", "Asia/Tbilisi"),
        ("Birmingham, England", "Europe/London"),
        ("London, Ontario", "America/Toronto"),
        ("San Jose, Calif.", "America/Los_Angeles"),
        ("The Hague", "Europe/Amsterdam"),
        ("the Netherlands", "Europe/Amsterdam"),
        ("Portugal", "Europe/Lisbon"),
        ("China", "Asia/Shanghai"),
        ("California", "America/Los_Angeles"),
        ("Russia", None),
        ("United States", None),
        ("Nowhere at all", None),
        ("", None),
    ],
)
def test_zone_of_place(name: str, zone: str | None) -> None:
    assert zone_of_place(name) == zone


def test_region_and_longitude_tell_places_of_one_name_apart() -> None:
    assert zone_of_place("Georgetown", "GY") == "America/Guyana"
    assert zone_of_place("Georgia", "US-GA") == "America/New_York"
    assert zone_of_place("Portland", "US", -70.3) == "America/New_York"
    assert zone_of_place("Portland", "US", -122.7) == "America/Los_Angeles"


def test_a_name_that_is_not_known_has_the_zone_of_its_region() -> None:
    assert zone_of_place("A village", "PT") == "Europe/Lisbon"
    assert zone_of_place("A village", "RU") is None


@pytest.mark.parametrize(
    ("place", "zone"),
    [("YUMA, Ariz.", "America/Phoenix"), ("LONDON/PARIS", "Europe/London"), ("CAIRO and BEIRUT", "Africa/Cairo")],
)
def test_zone_of_dateline(place: str, zone: str) -> None:
    assert zone_of_dateline(place) == zone
