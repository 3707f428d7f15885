"""Articles in Avro: the two frames, writer schemas by id and fingerprint, and the way out for producers.

Frames:

- Confluent: ``00``, the schema's id as four bytes big-endian, the Avro binary encoding.
- Single object (Avro 1.12 specification, "Single-object encoding"): ``C3 01``, the CRC-64-AVRO fingerprint of the
  writer schema's parsing canonical form as eight bytes little-endian, the Avro binary encoding.

Whatever the writer schema, records are resolved to the newest article schema of ``schemas/article/``.
"""

from __future__ import annotations

import functools
import io
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import fastavro
import fastavro.schema
import fastavro.validation

from dateline import resources
from dateline.decode.wording import kind
from dateline.errors import EncodeError, OptionError, UndecodableError, UnknownSchemaError

CONFLUENT_MAGIC = b"\x00"
SINGLE_OBJECT_MAGIC = b"\xc3\x01"

_CONFLUENT_HEADER = struct.Struct(">bI")
_FINGERPRINT_BYTES = 8
_SINGLE_OBJECT_HEADER = len(SINGLE_OBJECT_MAGIC) + _FINGERPRINT_BYTES
_LARGEST_ID = 2**31 - 1

ParsedSchema = dict[str, Any]
"""A schema as :func:`fastavro.schema.parse_schema` returns it."""


class WriterSchemas(Protocol):
    """Where the schemas that articles were written with come from; both raise ``UnknownSchemaError``."""

    def by_id(self, schema_id: int) -> ParsedSchema:
        """The schema that a Confluent frame names."""
        ...

    def by_fingerprint(self, fingerprint: bytes) -> ParsedSchema:
        """The schema whose CRC-64-AVRO fingerprint (eight bytes, little-endian) is ``fingerprint``."""
        ...


@dataclass(frozen=True, slots=True)
class ArticleSchemas:
    """Writer schemas known without a registry: all versions of the article schema, and files given by id."""

    ids: Mapping[int, ParsedSchema]
    fingerprints: Mapping[bytes, ParsedSchema]

    @classmethod
    def load(cls, schema_ids: Mapping[int, Path] | None = None, *, folder: Path | None = None) -> ArticleSchemas:
        """Read ``folder`` (default: the article schemas that dateline carries) and the files of ``schema_ids``.

        A schema given by id is known by its fingerprint too. Raises :class:`~dateline.errors.OptionError` for
        a file that is missing or is no schema of an article.
        """
        folder = folder or resources.schemas() / "article"
        fingerprints = dict(map(_schema_file, _versions(folder)))
        ids: dict[int, ParsedSchema] = {}
        for schema_id, path in sorted((schema_ids or {}).items()):
            if not 0 <= schema_id <= _LARGEST_ID:
                raise OptionError("--schema-id", f"{schema_id} is no schema id.", "Ids are 0 to 2147483647.")
            mark, ids[schema_id] = _schema_file(path)
            fingerprints.setdefault(mark, ids[schema_id])
        return cls(ids, fingerprints)

    def by_id(self, schema_id: int) -> ParsedSchema:
        """The schema given for ``schema_id``."""
        try:
            return self.ids[schema_id]
        except KeyError:
            known = ", ".join(map(str, sorted(self.ids)[:20])) or "none"
            raise UnknownSchemaError(
                f"Avro schema id {schema_id} of the Confluent frame is not known (known ids: {known}).",
                f"Name the schema's file with --schema-id {schema_id}=FILE, or send single-object Avro or JSON.",
            ) from None

    def by_fingerprint(self, fingerprint: bytes) -> ParsedSchema:
        """The schema of that fingerprint."""
        try:
            return self.fingerprints[fingerprint]
        except KeyError:
            raise UnknownSchemaError(
                f"Avro schema fingerprint {fingerprint.hex()} (CRC-64-AVRO, little-endian) is not known.",
                "Write with a schema of schemas/article/, or name the writer schema's file with --schema-id ID=FILE.",
            ) from None


def fingerprint(schema: ParsedSchema) -> bytes:
    """CRC-64-AVRO of the parsing canonical form, as the eight little-endian bytes of a single-object frame.

    >>> fingerprint("null").hex()  # 0x63dd24e7cc258f8a in the test vectors of the specification
    '8a8f25cce724dd63'
    """
    canonical = fastavro.schema.to_parsing_canonical_form(schema)
    return bytes.fromhex(fastavro.schema.fingerprint(canonical, "CRC-64-AVRO"))


def article_schema() -> ParsedSchema:
    """The newest article schema: what records are resolved to and what producers write."""
    return _newest()[1]


@functools.cache
def _newest() -> tuple[bytes, ParsedSchema]:
    return _schema_file(_versions(resources.schemas() / "article")[-1])


def _versions(folder: Path) -> list[Path]:
    numbered = {int(match[1]): path for path in folder.glob("v*.avsc") if (match := re.fullmatch(r"v(\d+)", path.stem))}
    return [numbered[number] for number in sorted(numbered)]


def _schema_file(path: Path) -> tuple[bytes, ParsedSchema]:
    """Fingerprint and parsed form of a schema file. The record is renamed after the fingerprint is taken: Avro
    resolves a record only to one of the same name, and what others call a story is an article here.
    """
    remedy = "Name an Avro schema (.avsc) of a record with the field body or html."
    try:
        definition = json.loads(Path(path).read_text(encoding="utf-8"))
        mark = fingerprint(definition)
        names = {field["name"] for field in definition["fields"]}
        space, dot, _ = definition["name"].rpartition(".")
        parsed = fastavro.schema.parse_schema({**definition, "name": f"{space}{dot}Article"})
    except OSError as error:
        raise OptionError("--schema-id", f"cannot read {path}: {error.strerror}.", remedy) from error
    except Exception as error:  # fastavro lets out KeyError, TypeError and its own for what is no schema
        raise OptionError("--schema-id", f"{path} is no Avro schema of a record: {error!r:.200}.", remedy) from error
    if not names & {"body", "html"}:
        raise OptionError("--schema-id", f"{path} is not the schema of an article.", remedy)
    return mark, dict(parsed)


def read_confluent(value: bytes, schemas: WriterSchemas) -> Mapping[str, object]:
    """The fields of the article in a Confluent frame."""
    if len(value) < _CONFLUENT_HEADER.size:
        raise UndecodableError(
            f"The record begins with a NUL byte, as a Confluent Avro frame does, but has only {len(value)} bytes.",
            "Send 00, a four-byte schema id and the Avro record; JSON must be UTF-8 without NUL bytes.",
        )
    _, schema_id = _CONFLUENT_HEADER.unpack_from(value)
    return _read(value, _CONFLUENT_HEADER.size, schemas.by_id(schema_id), f"schema id {schema_id}")


def read_single_object(value: bytes, schemas: WriterSchemas) -> Mapping[str, object]:
    """The fields of the article in an Avro single-object frame."""
    if len(value) < _SINGLE_OBJECT_HEADER:
        raise UndecodableError(
            f"The record begins as an Avro single object (c3 01) but has only {len(value)} bytes.",
            "Send c3 01, the eight-byte fingerprint and the Avro record.",
        )
    mark = value[len(SINGLE_OBJECT_MAGIC) : _SINGLE_OBJECT_HEADER]
    return _read(value, _SINGLE_OBJECT_HEADER, schemas.by_fingerprint(mark), f"fingerprint {mark.hex()}")


def _read(value: bytes, start: int, writer: ParsedSchema, name: str) -> Mapping[str, object]:
    stream = io.BytesIO(value)
    stream.seek(start)
    remedy = "Check that the producer writes with the schema that it names."
    try:
        record: object = fastavro.schemaless_reader(stream, writer, article_schema())
    except Exception as error:  # fastavro lets out whatever broken bytes lead to: EOFError, IndexError, ValueError, …
        reason = f"{type(error).__name__}: {error}".rstrip(": ")[:300]
        raise UndecodableError(f"The Avro record does not fit its schema ({name}): {reason}.", remedy) from error
    rest = len(value) - stream.tell()
    if rest:
        raise UndecodableError(f"{rest:,} bytes are left after the Avro record ({name}).", remedy)
    if not isinstance(record, dict):
        raise UndecodableError(f"The Avro record ({name}) is {kind(record)}.", remedy)
    return record


def encode_confluent(article: Mapping[str, object], schema_id: int) -> bytes:
    """``article`` (JSON names and types) in the newest article schema, framed for the registry's ``schema_id``.

    >>> encode_confluent({"body": "Oil rose."}, 7)[:5].hex()
    '0000000007'

    Raises :class:`~dateline.errors.EncodeError` with the field's name for what does not fit the schema.
    """
    if not 0 <= schema_id <= _LARGEST_ID:
        raise EncodeError(f"{schema_id} is no schema id.", "Ids are 0 to 2147483647.")
    return _CONFLUENT_HEADER.pack(0, schema_id) + _binary(article)


def encode_single_object(article: Mapping[str, object]) -> bytes:
    """``article`` (JSON names and types) as an Avro single object in the newest article schema.

    >>> encode_single_object({"body": "Oil rose."})[:2].hex()
    'c301'

    Raises :class:`~dateline.errors.EncodeError` with the field's name for what does not fit the schema.
    """
    return SINGLE_OBJECT_MAGIC + _newest()[0] + _binary(article)


def _binary(article: Mapping[str, object]) -> bytes:
    schema = article_schema()
    types = {field["name"]: field["type"] for field in schema["fields"]}
    for name, value in article.items():
        if name not in types:
            raise EncodeError(f"{name}: the article schema has no such field.", "Put it into metadata.")
        if not fastavro.validation.validate(value, types[name], raise_errors=False):
            raise EncodeError(f"{name}: {kind(value)} does not fit the article schema.", "See schemas/README.md.")
    stream = io.BytesIO()
    try:
        fastavro.schemaless_writer(stream, schema, dict(article))
    except UnicodeEncodeError as error:
        raise EncodeError(f"A field holds a lone surrogate: {error}.", "Send well-formed Unicode.") from error
    return stream.getvalue()
