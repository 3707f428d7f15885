"""Any record that fits its schema comes back as it was, from Avro and from JSON."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.encode import from_json_line, instants, json_schema, schemas, to_json_line, wire
from dateline.encode.schemas import Subject
from dateline.errors import DatelineError, UndecodableError

SPAN = 315_537_811_200_000_000
"""Microseconds from the beginning of year 1 to nearly the end of year 9999."""

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
INSTANT = st.integers(0, SPAN).map(
    lambda micros: datetime.fromisoformat("0001-01-01T00:00:00+00:00") + timedelta(microseconds=micros)
)
PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXT,
    "boolean": st.booleans(),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "bytes": st.binary(max_size=20),
}


def values_of(definition: Any) -> st.SearchStrategy[Any]:
    if isinstance(definition, list):
        return st.none() | values_of(definition[1])
    if isinstance(definition, str):
        return PRIMITIVES[definition]
    if "logicalType" in definition:
        return INSTANT
    if definition["type"] == "record":
        return st.fixed_dictionaries({field["name"]: field_of(field) for field in definition["fields"]})
    if definition["type"] == "array":
        return st.lists(values_of(definition["items"]), max_size=3)
    return st.dictionaries(TEXT, values_of(definition["values"]), max_size=3)


def field_of(field: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "values" not in field:
        return values_of(field["type"])
    allowed = st.sampled_from(field["values"])
    return st.none() | allowed if isinstance(field["type"], list) else allowed


@pytest.mark.parametrize("subject", schemas.SUBJECTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_any_record_comes_back(subject: Subject, data: st.DataObject) -> None:
    schema = schemas.latest(subject)
    row = data.draw(values_of(schema.definition))
    value = wire.encode(subject, row)
    assert wire.decode(value) == (schema, row)
    assert list(wire.decode(value)[1]) == [field["name"] for field in schema.definition["fields"]]
    assert wire.encode(subject, row) == value
    line = to_json_line(row)
    assert line.count(b"\n") == 1
    assert from_json_line(line, subject) == row
    jsonschema.validate(json.loads(line), json_schema.json_schema(schema))


@given(st.binary(max_size=200), st.sampled_from(schemas.SUBJECTS))
def test_hostile_bytes_raise_only_named_errors(noise: bytes, subject: Subject) -> None:
    for value in (noise, wire.MARKER + noise, wire.MARKER + schemas.latest(subject).fingerprint + noise):
        try:
            wire.decode(value)
        except DatelineError as error:
            assert error.remedy  # noqa: PT017 (either way is right; what is not named fails the test)


@given(st.binary(max_size=60) | TEXT)
def test_hostile_lines_raise_only_named_errors(noise: bytes | str) -> None:
    with pytest.raises(UndecodableError):
        from_json_line(noise, "outcome")


@given(INSTANT)
def test_instants_come_back(instant: datetime) -> None:
    assert instants.parse_rfc3339(instants.rfc3339(instant)) == instant
    assert instants.from_micros(instants.to_micros(instant)) == instant
