"""The published schemas: every version of every subject, found by name or by fingerprint.

A *subject* is a folder of ``schemas/``; ``vN.avsc`` in it is version N. Records are written by the newest version
and can be read by any. The fingerprint is CRC-64-AVRO of the parsing canonical form, little-endian, as the Avro
specification's single-object encoding has it: it ignores docs, defaults and logical types, so a test makes sure
that no two versions share one.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any, Literal

import fastavro.schema

from dateline.resources import schemas as schemas_folder

Subject = Literal["event", "duplicate", "dead_letter", "outcome"]

SUBJECTS: tuple[Subject, ...] = ("event", "duplicate", "dead_letter", "outcome")
"""What dateline writes."""

FINGERPRINT_BYTES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """One version of one subject: ``definition`` as in the file, ``parsed`` as fastavro wants it."""

    subject: Subject
    version: int
    definition: dict[str, Any]
    parsed: Any
    fingerprint: bytes

    @property
    def name(self) -> str:
        """Subject and version: ``event/v1``."""
        return f"{self.subject}/v{self.version}"


@functools.cache
def latest(subject: Subject) -> Schema:
    """The newest version of ``subject``, by which records are written.

    >>> latest("event").name
    'event/v1'
    """
    return versions(subject)[-1]


@functools.cache
def versions(subject: Subject) -> tuple[Schema, ...]:
    """All versions of ``subject``, oldest first."""
    folder = schemas_folder() / subject
    numbers = sorted(int(path.stem.removeprefix("v")) for path in folder.glob("v*.avsc"))
    return tuple(_load(subject, number) for number in numbers)


@functools.cache
def by_fingerprint() -> dict[bytes, Schema]:
    """Every schema of every subject by its fingerprint."""
    return {schema.fingerprint: schema for subject in SUBJECTS for schema in versions(subject)}


def _load(subject: Subject, number: int) -> Schema:
    text = (schemas_folder() / subject / f"v{number}.avsc").read_text(encoding="utf-8")
    definition: dict[str, Any] = json.loads(text)
    canonical = fastavro.schema.to_parsing_canonical_form(json.loads(text))
    fingerprint = bytes.fromhex(fastavro.schema.fingerprint(canonical, "CRC-64-AVRO"))
    return Schema(subject, number, definition, fastavro.schema.parse_schema(json.loads(text)), fingerprint)
