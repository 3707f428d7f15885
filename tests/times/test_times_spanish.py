"""The Spanish grammar on our own sentences, with floors, and what a second language must not break."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.times.cases import Case, Pair, load_file, pairs, scores

from dateline.times import normalise

CASES = load_file(Path(__file__).with_name("cases_es.jsonl"), "es")
TUESDAY = date(2019, 9, 24)
LEAST_CASES = 265
STRICT, RELAXED, VALUE = 97.0, 98.0, 97.0
"""F1 in percent that must be reached; when written all were 100, for the sentences are its tuning ground."""


def read(case: Case) -> list[Pair]:
    return pairs(case.mentions, normalise(case.text, case.published, language="es"))


def test_f1() -> None:
    assert len(CASES) >= LEAST_CASES
    found = {case.id: read(case) for case in CASES}
    reached = scores(pair for paired in found.values() for pair in paired)
    figures = " ".join(f"{name} {value:.1f}" for name, value in reached.f1.items())
    print(f"\nSpanish, {len(CASES)} cases, {reached.gold} gold: {figures} attributes {reached.attributes:.1f}")
    faults = [name for name, paired in found.items() if not all(p.strict and p.value and not p.wrong for p in paired)]
    assert reached.f1["strict"] >= STRICT, faults
    assert reached.f1["relaxed"] >= RELAXED, faults
    assert reached.f1["value"] >= VALUE, faults
    assert reached.attributes >= VALUE, faults


@pytest.mark.parametrize("case", [case for case in CASES if not case.mentions], ids=lambda case: case.id)
def test_look_alikes_are_no_times(case: Case) -> None:
    assert read(case) == []


def test_one_instant_in_two_zones() -> None:
    text = "Habló a las 18:30 (hora de Caracas) en el palacio (23:30 en Lisboa)."
    one, other = normalise(text, datetime(2019, 9, 24, 23, 5, tzinfo=UTC), language="es")
    assert one.begin == other.begin == datetime(2019, 9, 24, 22, 30, tzinfo=UTC)
    assert (one.same_instant_as, other.same_instant_as) == (1, 0)


def test_a_range_is_shared_by_its_ends() -> None:
    one, other = normalise("Del 3 al 5 de mayo de 2020 hay feria.", TUESDAY, language="es")
    assert one.range is not None
    assert one.range is other.range
    assert one.range.value == "2020-05-03/2020-05-05"


def test_the_wrong_weekday_is_a_conflict() -> None:
    (mention,) = normalise("El lunes, 24 de septiembre de 2019 llovió.", TUESDAY, language="es")
    assert mention.value == "2019-09-24"
    assert mention.conflict is not None


def test_the_direction_names_the_spanish_verb() -> None:
    (mention,) = normalise("El ministro viajará el viernes.", TUESDAY, language="es")
    assert (mention.direction, mention.direction_basis) == ("future", "verb:viajará")


def test_a_history_is_counted_from_itself() -> None:
    years = " ".join(f"En {year} hubo guerra." for year in range(1914, 1921))
    assert normalise(f"{years} En junio murió el rey.", TUESDAY, language="es")[-1].value == "1920-06"


@pytest.mark.parametrize("code", ["es", "es-VE", "es_MX", "ES"])
def test_the_language_is_found_by_any_code_of_it(code: str) -> None:
    assert [time.value for time in normalise("Llegó ayer.", TUESDAY, language=code)] == ["2019-09-23"]


@pytest.mark.parametrize("text", ["el " * 3_000, "a las " * 3_000, "de " * 3_000, "1." * 3_000, "lunes " * 1_000])
def test_repetition_is_read(text: str) -> None:
    for mention in normalise(text, TUESDAY, language="es"):
        assert text[mention.start : mention.end] == mention.text


def test_english_is_not_read_as_spanish() -> None:
    assert normalise("They met two days ago, last Monday at noon.", TUESDAY, language="es") == []
