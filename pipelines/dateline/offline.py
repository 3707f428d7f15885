"""The stages on a sequence of raw records, without Beam and without Kafka: what ``dateline enrich`` runs.

The same functions as in the pipeline, in the same order; one output for each record, in the order of the
records. Memory holds the deduplication index and one batch of articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dateline import deadletter
from dateline.clean.cleaning import clean
from dateline.decode import ArticleSchemas, decode
from dateline.dedup.state import ShardIndex
from dateline.encode.output import EncodeSettings, OutputRecord
from dateline.encode.stage import encode_or_bury
from dateline.entities.model import SpacyExtractor
from dateline.entities.stage import with_entities
from dateline.options import StageSettings
from dateline.records import DeadLetter, Document, Duplicate, RawRecord
from dateline.times.stage import with_times

Item = Document | Duplicate | DeadLetter


class OfflineStages:
    """Runs the stages of ``settings`` over records; keeps the deduplication index between calls."""

    def __init__(self, settings: StageSettings, encode: EncodeSettings) -> None:
        self._settings = settings
        self._encode = encode
        self._schemas = ArticleSchemas.load(settings.decode.schema_ids)
        self._index = ShardIndex(replace(settings.dedup, shards=1).layout, 0)
        self._extractor: SpacyExtractor | None = None
        if settings.runs("entities"):
            self._extractor = SpacyExtractor(settings.entities.models, settings.entities.backend)

    def outputs(self, records: Iterable[RawRecord]) -> Iterator[OutputRecord]:
        """One output for each record, in order."""
        for item in self.items(records):
            yield encode_or_bury(item, self._encode)

    def items(self, records: Iterable[RawRecord]) -> Iterator[Item]:
        """What the stages make of each record, in order, before it is encoded."""
        batch: list[Item] = []
        for record in records:
            batch.append(self._until_deduplicated(record))
            if len(batch) >= self._settings.entities.batch:
                yield from self._finished(batch)
                batch = []
        yield from self._finished(batch)

    def _until_deduplicated(self, record: RawRecord) -> Item:
        stage = "decode"
        try:
            document = Document.of(decode(record, self._settings.decode, self._schemas))
            if self._settings.runs("clean"):
                stage = "clean"
                document = clean(document, self._settings.clean)
            if self._settings.runs("deduplicate"):
                stage = "deduplicate"
                decision, _ = self._index.decide(document)
                if isinstance(decision, Duplicate):
                    return decision
                document = replace(document, dedup=decision)
        except Exception as error:  # noqa: BLE001  (whatever one record raises is that record's dead letter)
            return deadletter.of(record, stage, error)
        return document

    def _finished(self, batch: list[Item]) -> Iterator[Item]:
        for item in self._linked(batch):
            yield self._dated(item) if isinstance(item, Document) else item

    def _linked(self, batch: list[Item]) -> list[Item]:
        """The batch with entities; an article that the model fails on fails alone."""
        if self._extractor is None:
            return batch
        documents = [item for item in batch if isinstance(item, Document)]
        try:
            linked: Iterator[Item] = iter(with_entities(documents, self._extractor))
        except Exception:  # noqa: BLE001  (find out which one it was)
            linked = iter([self._linked_alone(document) for document in documents])
        return [next(linked) if isinstance(item, Document) else item for item in batch]

    def _linked_alone(self, document: Document) -> Item:
        try:
            return with_entities([document], self._extractor)[0] if self._extractor else document
        except Exception as error:  # noqa: BLE001  (its dead letter)
            return deadletter.of(document.article.source_record, "entities", error)

    def _dated(self, document: Document) -> Item:
        if not self._settings.runs("times"):
            return document
        try:
            return with_times(document)
        except Exception as error:  # noqa: BLE001  (its dead letter)
            return deadletter.of(document.article.source_record, "times", error)
