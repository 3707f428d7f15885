"""Avro object container files from records that are encoded already.

The single-object values of the wire are stripped of their ten-byte header and put into blocks as they are: no
record is decoded and encoded again. The sync marker is a hash given by the caller, so that equal records give
equal bytes (by the same versions of fastavro and of the codec's library).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import fastavro.write

from dateline.encode.schemas import Schema
from dateline.encode.wire import HEADER_BYTES, schema_of

BLOCK_BYTES = 256 * 1024
"""A block is closed when it holds this much: enough to compress well, little enough to read one alone."""

SYNC_BYTES = 16


@dataclass(frozen=True, slots=True)
class RawBlock:
    """What ``fastavro.write.Writer.write_block`` asks of a block: its records' bytes and their number."""

    bytes_: io.BytesIO
    num_records: int


def write_container(target: IO[bytes], values: Sequence[bytes], *, codec: str, sync_marker: bytes) -> Schema:
    """Write single-object ``values`` of one schema as an object container file; returns that schema.

    Raises ``ValueError`` when there is no value, or values of several schemas.
    """
    fingerprints = {value[:HEADER_BYTES] for value in values}
    if len(fingerprints) != 1:
        raise ValueError(f"one schema a file, not {len(fingerprints)}")
    schema = schema_of(values[0])
    writer = fastavro.write.Writer(target, schema.definition, codec=codec, sync_marker=sync_marker[:SYNC_BYTES])
    for block in _blocks(value[HEADER_BYTES:] for value in values):
        writer.write_block(block)
    writer.flush()
    return schema


def _blocks(bodies: Iterable[bytes]) -> Iterator[RawBlock]:
    held: list[bytes] = []
    size = 0
    for body in bodies:
        held.append(body)
        size += len(body)
        if size >= BLOCK_BYTES:
            yield RawBlock(io.BytesIO(b"".join(held)), len(held))
            held, size = [], 0
    if held:
        yield RawBlock(io.BytesIO(b"".join(held)), len(held))
