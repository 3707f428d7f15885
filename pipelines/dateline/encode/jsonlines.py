"""The JSON form of the records: the lines of ``dateline enrich``, the same names and order as the Avro form.

Instants are RFC 3339 in UTC with Z, bytes are base64, text is UTF-8 and not escaped beyond what JSON demands.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dateline.encode import instants, schemas
from dateline.encode.rows import Row
from dateline.encode.schemas import Subject
from dateline.errors import EncodeError, UndecodableError

Revive = Callable[[Any], Any]


def to_json_line(row: Row) -> bytes:
    r"""One line of JSON, newline included, keys in the order of the record.

    Raises :class:`EncodeError` for a naive datetime, a lone surrogate or a number that is not finite.

    >>> to_json_line({"at": instants.from_micros(0), "bytes": b"\x00", "text": "Malmö\n"})
    b'{"at":"1970-01-01T00:00:00Z","bytes":"AA==","text":"Malm\xc3\xb6\\n"}\n'
    """
    try:
        text = json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
        return (text + "\n").encode("utf-8")
    except UnicodeEncodeError as error:
        raise EncodeError(
            f"Lone surrogate near {error.object[max(0, error.start - 40) : error.start]!r}.",
            "This is a fault of the stage that made the value; please report it.",
        ) from error
    except ValueError as error:
        raise EncodeError(f"{error}.", "JSON has no such number; please report it.") from error


def from_json_line(line: bytes | str, subject: Subject) -> Row:
    """The record of a line that :func:`to_json_line` wrote, by the newest schema of ``subject``.

    Raises :class:`UndecodableError` if the line is not JSON or lacks a field.
    """
    try:
        row: Row = _reviver_of(subject)(json.loads(line))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise UndecodableError(f"Not a line of {subject}: {error!r}.", "Was it written by this version?") from error
    return row


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise EncodeError(f"{value.isoformat()} has no zone; an instant needs one.", "Please report it.")
        return instants.rfc3339(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise EncodeError(f"{type(value).__name__} has no JSON form.", "Please report it.")


@functools.cache
def _reviver_of(subject: Subject) -> Revive:
    return _reviver(schemas.latest(subject).definition)


def _reviver(definition: Any) -> Revive:
    """What turns a JSON value back into one of the Avro type ``definition``."""
    if isinstance(definition, list):
        revive = _reviver(next(branch for branch in definition if branch != "null"))
        return lambda value: None if value is None else revive(value)
    if isinstance(definition, str):
        return base64.b64decode if definition == "bytes" else _same
    if definition.get("logicalType") == "timestamp-micros":
        return instants.parse_rfc3339
    kind = definition["type"]
    if kind == "record":
        return _record_reviver(definition)
    if kind == "array":
        item = _reviver(definition["items"])
        return lambda value: [item(element) for element in value]
    if kind == "map":
        entry = _reviver(definition["values"])
        return lambda value: {key: entry(element) for key, element in value.items()}
    return _reviver(kind)


def _record_reviver(definition: Mapping[str, Any]) -> Revive:
    fields = [(field["name"], _reviver(field["type"])) for field in definition["fields"]]
    return lambda value: {name: revive(value[name]) for name, revive in fields}


def _same(value: Any) -> Any:
    return value
