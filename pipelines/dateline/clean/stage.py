"""The Beam transform of the Clean stage: Document or Article to cleaned Document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics

from dateline import deadletter
from dateline.clean.cleaning import clean
from dateline.clean.settings import CleanSettings
from dateline.records import Article, Document

STAGE = "clean"


class CleanFn(beam.DoFn):
    """Cleans one document at a time; counts what is removed, by reason."""

    def __init__(self, settings: CleanSettings) -> None:
        super().__init__()
        self._settings = settings

    def process(self, element: Document | Article) -> Iterator[Any]:
        """The cleaned document, or its dead letter."""
        document = Document.of(element) if isinstance(element, Article) else element
        try:
            cleaned = clean(document, self._settings)
        except Exception as error:  # noqa: BLE001  # any error becomes a dead letter of its document
            letter = deadletter.of(document.article.source_record, STAGE, error)
            yield beam.pvalue.TaggedOutput(deadletter.TAG, letter)
            return
        for removed in cleaned.removed:
            Metrics.counter(f"dateline.{STAGE}", f"removed_{removed.reason}").inc()
        yield cleaned


class CleanText(beam.PTransform):
    """Document (or Article) to cleaned Document; the dead letters are the output tagged ``dead``."""

    def __init__(self, settings: CleanSettings | None = None) -> None:
        super().__init__()
        self._settings = settings or CleanSettings()

    def expand(self, documents: Any) -> Any:
        """A result with the outputs ``documents`` (the main one) and ``dead``."""
        return documents | "CleanDocument" >> beam.ParDo(CleanFn(self._settings)).with_output_types(
            Document
        ).with_outputs(deadletter.TAG, main="documents")
