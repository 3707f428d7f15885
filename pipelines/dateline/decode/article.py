"""One record to one article: the decode stage as a function."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from dateline import identity
from dateline.decode import avro, fields, language, page, payload, published
from dateline.decode.settings import DecodeSettings
from dateline.decode.wording import excerpt
from dateline.errors import FieldError
from dateline.records import Article, Position, PublishedAt, RawRecord

DEFAULTS = DecodeSettings()

_FIELDS_SHOWN = 12


def decode(
    record: RawRecord, settings: DecodeSettings = DEFAULTS, schemas: avro.WriterSchemas | None = None
) -> Article:
    """The article that ``record`` carries, as JSON or Avro; fields that the contract does not have are ignored.

    ``schemas`` knows the Avro writer schemas (default: those that dateline carries).

    >>> article = decode(RawRecord(Position("raw", 0, 7), 0, b'{"body": "Oil rose.", "published_at": "2019-09-24"}'))
    >>> article.body, article.published_at.granularity
    ('Oil rose.', 'day')

    Raises a subclass of :class:`~dateline.errors.ArticleError`, and only those, for whatever the record's value is:
    no, too many or unreadable bytes, an unknown Avro schema, a field that is missing, wrong or too long.
    """
    values = payload.read(record.value, settings, schemas if schemas is not None else _own_schemas())
    fields.refuse_repeated(values)
    body = fields.long_text(values, "body", "max_body_characters", settings.max_body_characters)
    html = fields.long_text(values, "html", "max_html_characters", settings.max_html_characters)
    short = {name: fields.text(values, name, settings) for name in ("id", "url", "source", "title", "place")}
    tag = fields.text(values, "language", settings)
    given = language.regular(tag) if tag else None
    published_at = _time(values, "published_at")
    retrieved_at = _time(values, "retrieved_at")
    metadata = fields.string_map(values, "metadata", settings)
    withdrawn = fields.flag(values, "withdrawn")

    content = body or html
    if content is None:
        raise _no_body(values)
    text = body if body is not None else page.body_of(content, settings)
    _check_body(text, settings)
    code, confidence = (given, None) if given else _identified(short["title"], text, settings)
    known = {name: short[name] for name in ("source", "id", "url", "title")}
    return Article(
        source_record=record,
        body=text,
        body_source="body" if body is not None else "html",
        **short,
        published_at=published_at,
        retrieved_at=retrieved_at,
        language=code,
        language_basis="given" if given else "identified" if code else "unknown",
        language_confidence=confidence,
        metadata=metadata,
        withdrawn=withdrawn,
        article_id=identity.article_id(**known, content=content),
        event_id=identity.event_id(
            **known,
            content=content,
            published_at=published_at.text if published_at else None,
            withdrawn=withdrawn,
        ),
    )


def line_record(line: bytes, *, file: str, number: int, record_time: int = 0) -> RawRecord:
    """The record that a line of a file stands for: position (file, 0, ``number``), value without the line's end."""
    return RawRecord(Position(file, 0, number), record_time, line.rstrip(b"\r\n"))


def article_from_line(
    line: bytes,
    *,
    file: str,
    number: int,
    record_time: int = 0,
    settings: DecodeSettings = DEFAULTS,
    schemas: avro.WriterSchemas | None = None,
) -> Article:
    """The article on one line of a JSON Lines file: :func:`decode` of :func:`line_record`.

    ``number`` is the line's number, ``record_time`` (microseconds since 1970) anchors an article without a
    publication time.
    """
    return decode(line_record(line, file=file, number=number, record_time=record_time), settings, schemas)


@functools.cache
def _own_schemas() -> avro.ArticleSchemas:
    return avro.ArticleSchemas.load()


def _time(values: Mapping[str, object], name: str) -> PublishedAt | None:
    value = values.get(name)
    if isinstance(value, str):
        fields.check_characters(name, value)
    return published.parse(name, value)


def _check_body(text: str, settings: DecodeSettings) -> None:
    fields.limit("body", "characters", len(text), "max_body_characters", settings.max_body_characters)
    fields.limit("body", "lines", text.count("\n") + 1, "max_body_lines", settings.max_body_lines)


def _identified(title: str | None, body: str, settings: DecodeSettings) -> tuple[str | None, float]:
    text = body[: language.CHARACTERS]
    return language.identify(f"{title}\n{text}" if title else text, settings.language_min_confidence)


def _no_body(values: Mapping[str, object]) -> FieldError:
    present = [excerpt(name) for name in values if values[name] not in (None, "") and name not in ("body", "html")]
    shown = ", ".join(present[:_FIELDS_SHOWN]) + (", …" if len(present) > _FIELDS_SHOWN else "")
    state = "is empty" if values.get("body") is not None else "is missing"
    return FieldError(
        "body",
        f"{state}, and there is no html to take it from (other fields: {shown or 'none'}).",
        "Send the article's text as body, or its page as html.",
    )
