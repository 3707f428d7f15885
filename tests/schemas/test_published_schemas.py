"""Rules that every published schema keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dateline import resources
from dateline.encode import json_schema, schemas
from dateline.encode.schemas import Schema

ALL = [schema for subject in schemas.SUBJECTS for schema in schemas.versions(subject)]
by_name = pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.name)


def nodes(definition: Any) -> Iterator[Any]:
    yield definition
    if isinstance(definition, list):
        for branch in definition:
            yield from nodes(branch)
    elif isinstance(definition, dict):
        for key in ("type", "items"):
            if key in definition:
                yield from nodes(definition[key])
        if definition.get("type") == "map":
            yield from nodes(definition["values"])
        for field in definition.get("fields", []):
            yield from nodes(field["type"])


def fields(definition: Any) -> Iterator[Any]:
    for node in nodes(definition):
        if isinstance(node, dict) and node.get("type") == "record":
            yield from node["fields"]


@by_name
def test_a_union_is_null_and_one_other_type(schema: Schema) -> None:
    for node in nodes(schema.definition):
        if isinstance(node, list):
            assert len(node) == 2
            assert node[0] == "null"


@by_name
def test_a_nullable_field_defaults_to_null_and_no_other_has_a_default(schema: Schema) -> None:
    for field in fields(schema.definition):
        nullable = isinstance(field["type"], list)
        assert ("default" in field) == nullable, field["name"]
        assert field.get("default") is None


@by_name
def test_every_field_and_record_is_described(schema: Schema) -> None:
    for node in nodes(schema.definition):
        if isinstance(node, dict) and node.get("type") == "record":
            assert node.get("doc", "").strip()
    for field in fields(schema.definition):
        assert field.get("doc", "").endswith("."), field["name"]


@by_name
def test_instants_are_microseconds(schema: Schema) -> None:
    for node in nodes(schema.definition):
        if isinstance(node, dict) and "logicalType" in node:
            assert (node["type"], node["logicalType"]) == ("long", "timestamp-micros")


@by_name
def test_the_namespace_says_the_version(schema: Schema) -> None:
    assert schema.definition["namespace"] == f"dateline.v{schema.version}"


def test_no_two_schemas_share_a_fingerprint() -> None:
    assert len({schema.fingerprint for schema in ALL}) == len(ALL)


def test_versions_are_numbered_without_holes() -> None:
    for subject in schemas.SUBJECTS:
        numbers = [schema.version for schema in schemas.versions(subject)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_published_fingerprints_never_change() -> None:
    """A change here means that records which are out cannot be read any more: make a new version instead."""
    assert {schema.name: schema.fingerprint.hex() for schema in ALL} == FINGERPRINTS


@by_name
def test_the_json_schema_is_made_of_the_avro_schema(schema: Schema) -> None:
    path = resources.schemas() / "json" / json_schema.file_name(schema)
    assert path.read_text(encoding="utf-8") == json_schema.to_text(schema), (
        "run `python -m dateline.encode.json_schema schemas/json`"
    )


FINGERPRINTS = {
    "event/v1": "7eafc39ab56235c0",
    "duplicate/v1": "672fc494a0031bdf",
    "dead_letter/v1": "35544c1b8b858bb3",
    "outcome/v1": "5fe1c3e73ca34fcd",
}
