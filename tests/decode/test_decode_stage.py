"""The Decode transform: articles on one output, dead letters on the other, nothing lost."""

from __future__ import annotations

import json

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline as BeamPipeline
from apache_beam.testing.util import assert_that, equal_to

from dateline import deadletter
from dateline.decode import ArticleSchemas, DecodeSettings
from dateline.decode.stage import ARTICLES, DecodeArticles
from dateline.errors import OptionError
from dateline.records import Article, DeadLetter, Position, RawRecord

VALUES = [
    json.dumps({"body": "Oil prices rose on Monday, traders in Vienna said."}).encode(),
    b"",
    b'{"title": "no body"}',
    b"\x00\x00\x00\x00\x09x",
    None,
    b'{"body": "Gas fell.", "published_at": "2019-02-30"}',
]
RECORDS = [RawRecord(Position("raw", 0, offset), 0, value) for offset, value in enumerate(VALUES)]


class BrokenSchemas:
    """Writer schemas that fail in a way nobody foresaw."""

    def by_id(self, schema_id: int) -> dict[str, object]:
        raise RuntimeError(f"registry on fire ({schema_id})")

    def by_fingerprint(self, fingerprint: bytes) -> dict[str, object]:
        raise RuntimeError(f"registry on fire ({fingerprint.hex()})")


def brief(article: Article) -> tuple[int, str]:
    return article.position.offset, article.body


def brief_letter(letter: DeadLetter) -> tuple[int, str, str, bool]:
    return letter.record.position.offset, letter.stage, letter.error, letter.expected


def test_every_record_has_one_outcome() -> None:
    with BeamPipeline() as pipeline:
        decoded = pipeline | beam.Create(RECORDS) | "Decode" >> DecodeArticles(DecodeSettings())
        articles = decoded[ARTICLES] | "Brief" >> beam.Map(brief)
        letters = decoded[deadletter.TAG] | "BriefLetter" >> beam.Map(brief_letter)
        assert_that(articles, equal_to([(0, "Oil prices rose on Monday, traders in Vienna said.")]), "Articles")
        expected = [
            (1, "decode", "EmptyRecordError", True),
            (2, "decode", "FieldError", True),
            (3, "decode", "UnknownSchemaError", True),
            (4, "decode", "EmptyRecordError", True),
            (5, "decode", "FieldError", True),
        ]
        assert_that(letters, equal_to(expected), "Letters")


def test_the_unexpected_becomes_a_dead_letter_too() -> None:
    with BeamPipeline() as pipeline:
        decoding = DecodeArticles(DecodeSettings(), BrokenSchemas())
        decoded = pipeline | beam.Create([RECORDS[0], RECORDS[3]]) | "Decode" >> decoding
        letters = decoded[deadletter.TAG] | "BriefLetter" >> beam.Map(brief_letter)
        assert_that(letters, equal_to([(3, "decode", "RuntimeError", False)]), "Letters")
        assert_that(decoded[ARTICLES] | "Brief" >> beam.Map(brief), equal_to([brief_of_first()]), "Articles")


def brief_of_first() -> tuple[int, str]:
    return 0, "Oil prices rose on Monday, traders in Vienna said."


def test_schema_files_are_read_at_launch() -> None:
    with pytest.raises(OptionError, match="--schema-id"):
        DecodeArticles(DecodeSettings(schema_ids={1: ArticleSchemas.__module__ + ".avsc"}))  # type: ignore[dict-item]
