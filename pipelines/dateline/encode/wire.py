"""Avro on the wire: single-object encoding, which names its writer schema by fingerprint.

A value is ``C3 01``, eight bytes of CRC-64-AVRO fingerprint (little-endian), then the Avro binary: the "single
object encoding" of the Avro 1.12 specification. Readers need no registry, only ``schemas/``.
"""

from __future__ import annotations

import functools
import io
from typing import Any

import fastavro

from dateline.encode import schemas
from dateline.encode.fitness import Check, compile_check
from dateline.encode.rows import Row
from dateline.encode.schemas import FINGERPRINT_BYTES, Schema, Subject
from dateline.errors import EncodeError, UndecodableError, UnknownSchemaError

MARKER = b"\xc3\x01"
HEADER_BYTES = len(MARKER) + FINGERPRINT_BYTES


def encode(subject: Subject, row: Row) -> bytes:
    """The record as single-object Avro by the newest schema of ``subject``.

    Raises :class:`EncodeError` naming the field that does not fit. The same record gives the same bytes.
    """
    check(subject, row)
    schema = schemas.latest(subject)
    buffer = io.BytesIO()
    buffer.write(MARKER + schema.fingerprint)
    try:
        fastavro.schemaless_writer(buffer, schema.parsed, row)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
        raise EncodeError(f"{subject}: {error}.", "This is a fault of dateline's; please report it.") from error
    return buffer.getvalue()


def check(subject: Subject, row: Row) -> None:
    """Raise :class:`EncodeError` unless the record fits the newest schema of ``subject``."""
    _check_of(subject)(row, "")


def schema_of(value: bytes) -> Schema:
    """The writer schema of a value; :class:`UndecodableError`, :class:`UnknownSchemaError` if there is none."""
    if len(value) < HEADER_BYTES or not value.startswith(MARKER):
        raise UndecodableError("Not single-object Avro: it does not begin with C3 01.", "Is this a dateline topic?")
    fingerprint = value[len(MARKER) : HEADER_BYTES]
    schema = schemas.by_fingerprint().get(fingerprint)
    if schema is None:
        raise UnknownSchemaError(
            f"No schema has the fingerprint {fingerprint.hex()}.",
            "It was written by a newer dateline: upgrade this one.",
        )
    return schema


def decode(value: bytes) -> tuple[Schema, Row]:
    """The writer schema and the record of a single-object value; instants are aware UTC datetimes.

    Raises :class:`UndecodableError` or :class:`UnknownSchemaError`.
    """
    schema = schema_of(value)
    buffer = io.BytesIO(value)
    buffer.seek(HEADER_BYTES)
    try:
        row: Any = fastavro.schemaless_reader(buffer, schema.parsed, None)
    except (EOFError, ValueError, IndexError, OverflowError, TypeError) as error:
        raise UndecodableError(f"Broken {schema.name} record: {error!r}.", "The value was cut or changed.") from error
    if buffer.tell() != len(value):
        raise UndecodableError(f"Broken {schema.name} record: bytes after its end.", "The value was changed.")
    return schema, row


def decode_event(value: bytes) -> Row:
    """The event record of a value of the events topic, whichever version wrote it."""
    return _decode("event", value)


def decode_duplicate(value: bytes) -> Row:
    """The record of a value of the duplicates topic."""
    return _decode("duplicate", value)


def decode_dead_letter(value: bytes) -> Row:
    """The record of a value of the dead-letters topic."""
    return _decode("dead_letter", value)


def decode_outcome(value: bytes) -> Row:
    """The record of a value of the outcomes topic."""
    return _decode("outcome", value)


def _decode(subject: Subject, value: bytes) -> Row:
    schema, row = decode(value)
    if schema.subject != subject:
        raise UndecodableError(f"This is a record of {schema.name}, not of {subject}.", "Is this the right topic?")
    return row


@functools.cache
def _check_of(subject: Subject) -> Check:
    return compile_check(schemas.latest(subject).definition)
