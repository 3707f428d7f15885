"""Sample files: JSON Lines in which every line stands for the value of one Kafka record.

A line *is* the record's value, byte for byte, except for two forms that let a text file carry what is not text:
``{"$raw": "<base64>"}`` stands for the decoded bytes and ``{"$tombstone": true}`` for a null value.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator

from dateline.errors import UndecodableError

RAW = "$raw"
"""The only key of a line that stands for bytes given in base64."""

TOMBSTONE = "$tombstone"
"""The only key of a line that stands for a null value."""


def read_payloads(lines: Iterable[bytes]) -> Iterator[bytes | None]:
    r"""The record values that the lines of a sample file stand for, in order; ``None`` is a tombstone.

    Line ends are not part of a value. An empty line is skipped (an empty value is written ``{"$raw": ""}``).
    Raises :class:`UndecodableError` when the base64 of a raw line is wrong, with the line's number from 1.

    >>> list(read_payloads([b'{"body": "x"}\n', b'{"$raw": "AAE="}\n', b"\n", b'{"$tombstone": true}\n']))
    [b'{"body": "x"}', b'\x00\x01', None]
    """
    for number, line in enumerate(lines, start=1):
        value = line.rstrip(b"\r\n")
        if value:
            yield _payload(value, number)


def _payload(value: bytes, number: int) -> bytes | None:
    if b'"$' not in value[:16] or not value.startswith(b"{"):
        return value
    try:
        record = json.loads(value)
    except (ValueError, RecursionError):
        return value
    if record == {TOMBSTONE: True}:
        return None
    if isinstance(record, dict) and record.keys() == {RAW} and isinstance(record[RAW], str):
        try:
            return base64.b64decode(record[RAW], validate=True)
        except (binascii.Error, ValueError) as error:
            raise UndecodableError(
                f'line {number}: "{RAW}" is not base64: {error}.', "Correct the line or leave it out."
            ) from error
    return value
