"""Whether a record fits its schema, said before it is written and with the name of the field.

fastavro would write a naive datetime in the machine's zone, cut an integer that is out of range and accept NaN,
which JSON has no word for. Here each of them is an :class:`~dateline.errors.EncodeError`. A schema is compiled
once into nested functions, so that a check costs little more than a walk over the record.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dateline.errors import EncodeError

Check = Callable[[Any, str], None]
"""Raises :class:`EncodeError` with the path of the field if a value does not fit."""

_INTEGERS = {"int": 31, "long": 63}


def compile_check(definition: Any) -> Check:
    """The check of values of an Avro type, as it stands in an ``.avsc`` file with its types written in place.

    >>> check = compile_check({"type": "record", "name": "R", "fields": [{"name": "n", "type": "int"}]})
    >>> check({"n": 2**40}, "")
    Traceback (most recent call last):
    dateline.errors.EncodeError: n: 1099511627776 is out of range for int. This ... report it.
    """
    if isinstance(definition, list):
        return _nullable(compile_check(next(branch for branch in definition if branch != "null")))
    if isinstance(definition, str):
        return _primitive(definition)
    if definition.get("logicalType") == "timestamp-micros":
        return _instant
    kind = definition["type"]
    if kind == "record":
        return _record(definition)
    if kind == "array":
        return _array(compile_check(definition["items"]))
    if kind == "map":
        return _map(compile_check(definition["values"]))
    return compile_check(kind)


def _record(definition: Mapping[str, Any]) -> Check:
    fields = [(field["name"], _field(field)) for field in definition["fields"]]
    names = {name for name, _ in fields}

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise _unfit(path, f"{type(value).__name__} is not a record")
        if value.keys() != names:
            odd = sorted(value.keys() ^ names)
            raise _unfit(path, f"fields missing or unknown: {', '.join(odd)}")
        prefix = f"{path}." if path else ""
        for name, check_field in fields:
            check_field(value[name], prefix + name)

    return check


def _field(field: Mapping[str, Any]) -> Check:
    check_type = compile_check(field["type"])
    if "values" not in field:
        return check_type
    allowed = frozenset(field["values"])

    def check(value: Any, path: str) -> None:
        check_type(value, path)
        if value is not None and value not in allowed:
            raise _unfit(path, f"{value!r:.80} is none of {', '.join(field['values'])}")

    return check


def _nullable(check_value: Check) -> Check:
    def check(value: Any, path: str) -> None:
        if value is not None:
            check_value(value, path)

    return check


def _array(check_item: Check) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise _unfit(path, f"{type(value).__name__} is not a list")
        for index, item in enumerate(value):
            check_item(item, f"{path}[{index}]")

    return check


def _map(check_item: Check) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise _unfit(path, f"{type(value).__name__} is not a map")
        for key, item in value.items():
            _text(key, f"{path} (a key)")
            check_item(item, f"{path}[{key!r:.40}]")

    return check


def _primitive(name: str) -> Check:
    if name in _INTEGERS:
        return _integer(name, _INTEGERS[name])
    return {"string": _text, "double": _number, "boolean": _boolean, "bytes": _octets}[name]


def _integer(name: str, bits: int) -> Check:
    low, high = -(1 << bits), (1 << bits) - 1

    def check(value: Any, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise _unfit(path, f"{type(value).__name__} is not an integer")
        if not low <= value <= high:
            raise _unfit(path, f"{value} is out of range for {name}")

    return check


def _text(value: Any, path: str) -> None:
    if not isinstance(value, str):
        raise _unfit(path, f"{type(value).__name__} is not text")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _unfit(path, f"lone surrogate at character {error.start}") from error


def _number(value: Any, path: str) -> None:
    if not isinstance(value, float):
        raise _unfit(path, f"{type(value).__name__} is not a floating-point number")
    if not math.isfinite(value):
        raise _unfit(path, f"{value} is not a finite number")


def _boolean(value: Any, path: str) -> None:
    if not isinstance(value, bool):
        raise _unfit(path, f"{type(value).__name__} is not a boolean")


def _octets(value: Any, path: str) -> None:
    if not isinstance(value, bytes):
        raise _unfit(path, f"{type(value).__name__} is not bytes")


def _instant(value: Any, path: str) -> None:
    if not isinstance(value, datetime):
        raise _unfit(path, f"{type(value).__name__} is not a datetime")
    if value.utcoffset() is None:
        raise _unfit(path, f"{value.isoformat()} has no zone; an instant needs one")


def _unfit(path: str, what: str) -> EncodeError:
    return EncodeError(
        f"{path or 'record'}: {what}.", "This is a fault of the stage that made the value; please report it."
    )
