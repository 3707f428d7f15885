"""JSON Schemas of the lines of ``dateline enrich``, made from the Avro schemas so that they cannot disagree.

``python -m dateline.encode.json_schema schemas/json`` writes them anew; a test compares.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dateline.encode import schemas
from dateline.encode.schemas import Schema, Subject

DIALECT = "https://json-schema.org/draft/2020-12/schema"

LINES: tuple[Subject, ...] = ("event", "duplicate", "dead_letter", "outcome")
"""Subjects that have a JSON form."""

INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$"

_PRIMITIVES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "double": {"type": "number"},
    "int": {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1},
    "long": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "bytes": {"type": "string", "contentEncoding": "base64"},
}


def json_schema(schema: Schema) -> dict[str, Any]:
    """The JSON Schema of one line; a reader should let pass what later versions add.

    >>> json_schema(schemas.latest("outcome"))["properties"]["offset"]["type"]
    'integer'
    """
    return {"$schema": DIALECT, "title": schema.name, **_type(schema.definition)}


def file_name(schema: Schema) -> str:
    """What its file is called: ``event.v1.schema.json``."""
    return f"{schema.subject}.v{schema.version}.schema.json"


def to_text(schema: Schema) -> str:
    """The file's content."""
    return json.dumps(json_schema(schema), indent=2, ensure_ascii=False) + "\n"


def _type(definition: Any) -> dict[str, Any]:
    if isinstance(definition, list):
        return _nullable(_type(next(branch for branch in definition if branch != "null")))
    if isinstance(definition, str):
        return dict(_PRIMITIVES[definition])
    if definition.get("logicalType") == "timestamp-micros":
        return {"type": "string", "format": "date-time", "pattern": INSTANT}
    kind = definition["type"]
    if kind == "record":
        return _record(definition)
    if kind == "array":
        return {"type": "array", "items": _type(definition["items"])}
    if kind == "map":
        return {"type": "object", "additionalProperties": _type(definition["values"])}
    return _type(kind)


def _record(definition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "description": definition["doc"],
        "type": "object",
        "required": [field["name"] for field in definition["fields"]],
        "properties": {field["name"]: _field(field) for field in definition["fields"]},
    }


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    described = _type(field["type"])
    if "values" in field:
        nullable = isinstance(described["type"], list)
        described["enum"] = [*field["values"], *([None] if nullable else [])]
    return {**described, "description": field["doc"]}


def _nullable(described: dict[str, Any]) -> dict[str, Any]:
    return {**described, "type": [described["type"], "null"]}


def main(folder: str) -> None:
    """Write the files of all versions below ``folder``."""
    for subject in LINES:
        for schema in schemas.versions(subject):
            (Path(folder) / file_name(schema)).write_text(to_text(schema), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
