"""One record to one article: the decode stage as a function."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace

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

    ``schemas`` knows the Avro writer schemas (default: those that dateline carries and those of
    ``settings.schema_ids``, whose files are then read at every call).

    >>> article = decode(RawRecord(Position("raw", 0, 7), 0, b'{"body": "Oil rose.", "published_at": "2019-09-24"}'))
    >>> article.body, article.published_at.granularity
    ('Oil rose.', 'day')

    Raises a subclass of :class:`~dateline.errors.ArticleError`, and only those, for whatever the record's value is:
    no, too many or unreadable bytes, an unknown Avro schema, a field that is missing, wrong or too long.
    """
    values = payload.read(record.value, settings, schemas if schemas is not None else _schemas(settings))
    fields.refuse_repeated(values)
    body = fields.long_text(values, "body", "max_body_characters", settings.max_body_characters)
    html = fields.long_text(values, "html", "max_html_characters", settings.max_html_characters)
    tag = fields.text(values, "language", settings)
    given = language.regular(tag) if tag else None
    article = Article(
        source_record=record,
        body=body or "",
        body_source="body" if body else "html",
        id=fields.text(values, "id", settings),
        url=fields.text(values, "url", settings),
        source=fields.text(values, "source", settings),
        title=fields.text(values, "title", settings),
        place=fields.text(values, "place", settings),
        published_at=_time(values, "published_at"),
        retrieved_at=_time(values, "retrieved_at"),
        language=given,
        language_basis="given" if given else "unknown",
        metadata=fields.string_map(values, "metadata", settings),
        withdrawn=fields.flag(values, "withdrawn"),
    )
    content = body or html
    if content is None:
        raise _no_body(values)
    return _identified(_with_text(article, content, settings), content)


def _with_text(article: Article, content: str, settings: DecodeSettings) -> Article:
    """``article`` with its body, out of the page if it came as one, and its language."""
    text = article.body or page.body_of(content, settings)
    fields.limit("body", "characters", len(text), "max_body_characters", settings.max_body_characters)
    fields.limit("body", "lines", text.count("\n") + 1, "max_body_lines", settings.max_body_lines)
    if article.language is not None:
        return replace(article, body=text)
    beginning = text[: language.CHARACTERS]
    code, confidence = language.identify(
        f"{article.title}\n{beginning}" if article.title else beginning, settings.language_min_confidence
    )
    return replace(
        article,
        body=text,
        language=code,
        language_basis="identified" if code else "unknown",
        language_confidence=confidence,
    )


def _identified(article: Article, content: str) -> Article:
    """``article`` with its ids, which are of the content as it was sent and not of what was extracted from it."""
    known = {"source": article.source, "id": article.id, "url": article.url, "title": article.title}
    published_at = article.published_at.text if article.published_at else None
    return replace(
        article,
        article_id=identity.article_id(**known, content=content),
        event_id=identity.event_id(**known, content=content, published_at=published_at, withdrawn=article.withdrawn),
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


def _schemas(settings: DecodeSettings) -> avro.ArticleSchemas:
    return avro.ArticleSchemas.load(settings.schema_ids) if settings.schema_ids else _own_schemas()


@functools.cache
def _own_schemas() -> avro.ArticleSchemas:
    return avro.ArticleSchemas.load()


def _time(values: Mapping[str, object], name: str) -> PublishedAt | None:
    value = values.get(name)
    if isinstance(value, str):
        fields.check_characters(name, value)
    return published.parse(name, value)


def _no_body(values: Mapping[str, object]) -> FieldError:
    present = [excerpt(name) for name in values if values[name] not in (None, "") and name not in ("body", "html")]
    shown = ", ".join(present[:_FIELDS_SHOWN]) + (", …" if len(present) > _FIELDS_SHOWN else "")
    state = "is empty" if values.get("body") is not None else "is missing"
    return FieldError(
        "body",
        f"{state}, and there is no html to take it from (other fields: {shown or 'none'}).",
        "Send the article's text as body, or its page as html.",
    )
