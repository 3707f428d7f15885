"""Decode: the bytes of a record become a validated article, or a dead letter that says why not.

The contract of the input is ``schemas/article/`` and ``schemas/README.md``. The steps, each a module:
:mod:`~dateline.decode.payload` (bytes to fields, JSON or Avro told apart by the first bytes),
:mod:`~dateline.decode.fields` (types, characters, limits), :mod:`~dateline.decode.published` (dates),
:mod:`~dateline.decode.page` (HTML to text), :mod:`~dateline.decode.language`, :mod:`dateline.identity`.
:mod:`~dateline.decode.article` puts them together and :mod:`~dateline.decode.stage` puts that into Beam.
"""

from __future__ import annotations

from dateline.decode.article import article_from_line, decode, line_record
from dateline.decode.avro import (
    ArticleSchemas,
    WriterSchemas,
    encode_confluent,
    encode_single_object,
)
from dateline.decode.settings import DecodeSettings

__all__ = [
    "ArticleSchemas",
    "DecodeSettings",
    "WriterSchemas",
    "article_from_line",
    "decode",
    "encode_confluent",
    "encode_single_object",
    "line_record",
]
