"""One field at a time: its type, its characters, its size. Absent, null, '' and blank text are all ``None``."""

from __future__ import annotations

from collections.abc import Mapping

from dateline.decode.payload import RepeatedKeys
from dateline.decode.settings import DecodeSettings, option_name
from dateline.decode.wording import excerpt, kind
from dateline.errors import FieldError, OversizedError

_NUL = "\x00"


def refuse_repeated(fields: object, owner: str = "") -> None:
    """Raise :class:`FieldError` if a JSON object has a key twice: which value was meant is anyone's guess."""
    if isinstance(fields, RepeatedKeys):
        key = fields.repeated
        raise FieldError(owner or key, f"the key {excerpt(key)} is given twice.", "Give it once.")


def text(fields: Mapping[str, object], name: str, settings: DecodeSettings) -> str | None:
    """The text of a short field, exactly as given.

    Raises :class:`FieldError` for another type, a NUL or a lone surrogate, :class:`OversizedError` above
    ``max_field_characters``.
    """
    value = _string(fields, name)
    if value is not None:
        limit(name, "characters", len(value), "max_field_characters", settings.max_field_characters)
    return value


def long_text(fields: Mapping[str, object], name: str, setting: str, largest: int) -> str | None:
    """The text of ``body`` or ``html``, exactly as given; above ``largest`` characters it is oversized."""
    value = _string(fields, name)
    if value is not None:
        limit(name, "characters", len(value), setting, largest)
    return value


def flag(fields: Mapping[str, object], name: str) -> bool:
    """A boolean field; absent, null and '' are false. Raises :class:`FieldError` for any other type."""
    value = fields.get(name)
    if value is None or value == "":
        return False
    if not isinstance(value, bool):
        raise FieldError(name, f"must be true or false, but is {kind(value)}.", "Send a JSON boolean.")
    return value


def string_map(fields: Mapping[str, object], name: str, settings: DecodeSettings) -> tuple[tuple[str, str], ...]:
    """A map of text to text, sorted by key; entries that are null or '' are left out.

    Raises :class:`FieldError` for other types and unfit characters, :class:`OversizedError` above
    ``max_metadata_entries`` or ``max_field_characters``.
    """
    value = fields.get(name)
    if value is None or value == "":
        return ()
    if not isinstance(value, Mapping):
        raise FieldError(name, f"must be an object of texts, but is {kind(value)}.", 'Send {"key": "value"}.')
    refuse_repeated(value, name)
    limit(name, "entries", len(value), "max_metadata_entries", settings.max_metadata_entries)
    entries = []
    for key, entry in value.items():
        if not isinstance(key, str):
            raise FieldError(name, f"a key must be text, but is {kind(key)}.", "Send text.")
        if entry is None or entry == "":
            continue
        if not isinstance(entry, str):
            raise FieldError(name, f"{excerpt(key)} must be text, but is {kind(entry)}.", "Put it in quotation marks.")
        for part in (key, entry):
            check_characters(name, part)
            limit(name, "characters in one entry", len(part), "max_field_characters", settings.max_field_characters)
        entries.append((key, entry))
    return tuple(sorted(entries))


def limit(name: str, unit: str, size: int, setting: str, largest: int) -> None:
    """Raise :class:`OversizedError`, naming the field, the limit and its option, if ``size`` is above it."""
    if size > largest:
        raise OversizedError(
            f"{name}: {size:,} {unit}; the limit is {largest:,} ({option_name(setting)}).",
            "Send a smaller article or raise the limit.",
        )


def check_characters(name: str, value: str) -> None:
    """Raise :class:`FieldError` if ``value`` holds a NUL character or a lone surrogate, with its offset."""
    index = value.find(_NUL)
    if index >= 0:
        raise FieldError(name, f"holds a NUL character (U+0000) at offset {index}.", "Remove it at the source.")
    if value.isascii():
        return
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        code = ord(value[error.start])
        raise FieldError(
            name,
            f"holds a lone surrogate (U+{code:04X}) at offset {error.start}, half of a character.",
            "Encode the text as UTF-8 or as a whole pair of \\u escapes; it was probably cut in two.",
        ) from None


def _string(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise FieldError(name, f"must be text, but is {kind(value)}.", "Send a JSON string.")
    check_characters(name, value)
    return value if value.strip() else None
