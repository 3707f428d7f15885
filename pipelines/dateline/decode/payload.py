"""The bytes of a record to a mapping of field names to values; nothing of the values is looked at here.

The first bytes tell the form: ``00`` is a Confluent frame, ``C3 01`` an Avro single object (neither can begin a
UTF-8 text), anything else must be one JSON object in UTF-8 (RFC 8259; a byte-order mark and white space before
it are let pass).
"""

from __future__ import annotations

import collections
import json
import re
from collections.abc import Mapping
from typing import NoReturn

from dateline.decode import avro
from dateline.decode.settings import DecodeSettings, option_name
from dateline.decode.wording import excerpt, kind
from dateline.errors import EmptyRecordError, OversizedError, UndecodableError

DEEPEST = 64
"""Levels of nesting that JSON may have. The parser of the standard library stops by itself only at a depth that
overflows the stack of a small thread (seen: Python 3.13, 512 KiB), and then the whole worker dies."""

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
_NO_BRACKET = re.compile(r"[^\[\]{}]+")

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_SIGNATURES = (
    (b"\xff\xfe", "UTF-16 text", "Send UTF-8."),
    (b"\xfe\xff", "UTF-16 text", "Send UTF-8."),
    (b"\x1f\x8b", "gzip", "Let Kafka compress (compression.type) and send the article itself."),
    (b"\x28\xb5\x2f\xfd", "zstd", "Let Kafka compress (compression.type) and send the article itself."),
    (b"Obj\x01", "an Avro container file", "Send one article per record: a Confluent frame or an Avro single object."),
    (b"PK\x03\x04", "a zip archive", "Send one article per record."),
    (b"%PDF", "a PDF", "Send its text as body."),
)
"""First bytes of what is sent by mistake, to say so in place of a position in broken JSON."""


class RepeatedKeys(dict[str, object]):
    """A JSON object in which a key stands twice; ``repeated`` is the first such key."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        counts = collections.Counter(key for key, _ in pairs)
        self.repeated = next(key for key, count in counts.items() if count > 1)


def read(value: bytes | None, settings: DecodeSettings, schemas: avro.WriterSchemas) -> Mapping[str, object]:
    """The fields of the article that ``value`` carries.

    Raises :class:`~dateline.errors.EmptyRecordError` for null, no bytes or white space only,
    :class:`~dateline.errors.OversizedError` above ``max_record_bytes``,
    :class:`~dateline.errors.UnknownSchemaError` for an Avro schema that ``schemas`` lacks and
    :class:`~dateline.errors.UndecodableError` for bytes that are not what they claim to be.
    """
    if value is None:
        raise EmptyRecordError(
            "The record is a tombstone (a null value); tombstones are not read as retractions yet.",
            'To take an article back, send it again with "withdrawn": true.',
        )
    if len(value) > settings.max_record_bytes:
        raise OversizedError(
            f"The record has {len(value):,} bytes; the limit is {settings.max_record_bytes:,} "
            f"({option_name('max_record_bytes')}).",
            "Send a smaller record or raise the limit.",
        )
    if value.startswith(avro.CONFLUENT_MAGIC):
        return avro.read_confluent(value, schemas)
    if value.startswith(avro.SINGLE_OBJECT_MAGIC):
        return avro.read_single_object(value, schemas)
    return _json_object(value)


def _json_object(value: bytes) -> Mapping[str, object]:
    content = value.removeprefix(_BYTE_ORDER_MARK)
    if not content.strip():
        size = f"{len(value):,} bytes of white space" if value else "no bytes"
        raise EmptyRecordError(f"The record has {size}.", "Send a JSON object or Avro, or no record at all.")
    for signature, what, remedy in _SIGNATURES:
        if content.startswith(signature):
            raise UndecodableError(f"The record is {what}, neither JSON nor a framed Avro record.", remedy)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UndecodableError(
            f"The record is not UTF-8: byte 0x{content[error.start]:02x} at offset {error.start}: {error.reason}.",
            "Send the JSON in UTF-8.",
        ) from None
    parsed = _parse(text)
    if not isinstance(parsed, dict):
        raise UndecodableError(
            f"The record is JSON but not an object: it is {kind(parsed)}.",
            'Send one article per record: {"body": "..."}.',
        )
    return parsed


def _parse(text: str) -> object:
    if _is_too_deep(text):
        raise UndecodableError(
            f"The record is JSON nested too deeply to be an article (more than {DEEPEST} levels).",
            "An article is a flat object.",
        )
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise UndecodableError(
            f"The record is not JSON: {error.msg} at line {error.lineno}, column {error.colno} "
            f"(near {excerpt(text[error.pos : error.pos + 40])}).",
            "Send one JSON object per record, or Avro in a Confluent or single-object frame.",
        ) from None
    except ValueError as error:  # an integer of thousands of digits (sys.set_int_max_str_digits)
        raise UndecodableError(f"The record is JSON with an unreadable number: {error}.", "Send it as text.") from None


def _is_too_deep(text: str) -> bool:
    """Whether ``text`` nests deeper than twice :data:`DEEPEST`; never true up to :data:`DEEPEST`. Linear.

    Each round takes the innermost level away; what is left after them all bounds what is left of the depth.
    """
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    brackets = _NO_BRACKET.sub("", _STRING.sub("", text))
    for _ in range(DEEPEST):
        fewer = brackets.replace("[]", "").replace("{}", "")
        if len(fewer) == len(brackets):
            break
        brackets = fewer
    return brackets.count("[") + brackets.count("{") > DEEPEST


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else RepeatedKeys(pairs)


def _refuse(constant: str) -> NoReturn:
    raise UndecodableError(f"The record is not JSON: {constant} is no JSON number (RFC 8259).", "Send null.")
