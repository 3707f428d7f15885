"""Stage 2, *Decode*: raw records to articles; what is no article leaves as a dead letter."""

from __future__ import annotations

from collections.abc import Iterator

import apache_beam as beam

from dateline import deadletter
from dateline.decode import language
from dateline.decode.article import decode
from dateline.decode.avro import ArticleSchemas, WriterSchemas
from dateline.decode.settings import DecodeSettings
from dateline.records import Article, RawRecord

STAGE = "decode"

ARTICLES = "articles"
"""The tag of the main output."""


class DecodeArticleFn(beam.DoFn):
    """One raw record to one article, or to one dead letter on the tagged output."""

    def __init__(self, settings: DecodeSettings, schemas: WriterSchemas) -> None:
        self._settings = settings
        self._schemas = schemas

    def setup(self) -> None:
        """Load the language model before the first record."""
        language.warm_up()

    def process(self, record: RawRecord) -> Iterator[Article | beam.pvalue.TaggedOutput]:
        """Decode ``record``."""
        try:
            article = decode(record, self._settings, self._schemas)
        except Exception as error:  # noqa: BLE001 - whatever one record raises is that record's dead letter
            yield beam.pvalue.TaggedOutput(deadletter.TAG, deadletter.of(record, STAGE, error))
        else:
            yield article


class DecodeArticles(beam.PTransform):
    """``PCollection[RawRecord]`` to ``"articles"`` (:class:`Article`) and ``deadletter.TAG`` (``DeadLetter``).

    Writer schemas given by id are read here, at launch: workers need no files.
    """

    def __init__(self, settings: DecodeSettings, schemas: WriterSchemas | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._schemas = schemas if schemas is not None else ArticleSchemas.load(settings.schema_ids)

    def expand(self, raw: beam.PCollection[RawRecord]) -> beam.pvalue.DoOutputsTuple:
        """Apply the transform."""
        decoding = beam.ParDo(DecodeArticleFn(self._settings, self._schemas)).with_output_types(Article)
        return raw | "DecodeArticle" >> decoding.with_outputs(deadletter.TAG, main=ARTICLES)
