"""The Beam skin of the entity stage: documents in, documents with entities out, in small batches.

A model works best on several texts at once, so a bundle's documents are collected up to a bound and handed out
with the window and the timestamp each came with. Nothing is held between bundles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.transforms.window import WindowedValue

from dateline import deadletter
from dateline.entities import model
from dateline.entities.gazetteer import gazetteer
from dateline.entities.model import Backend, Extractor, Found, SpacyExtractor
from dateline.entities.resolve import entities_of
from dateline.errors import OptionError
from dateline.records import ASSUMED_LANGUAGE, DeadLetter, Document, MappedText

STAGE = "entities"
DATELINE_PLACE = re.compile(r"[^\s,/](?:[^,/]*[^\s,/])?")
"""The places of a dateline, apart: ``HELSINKI/TALLINN``, ``BURLINGTON, Vt.``"""

LONGEST_TEXT = 100_000
"""Code points of one field that are given to the model."""


@dataclass(frozen=True, slots=True)
class EntityOptions:
    """``models``: spaCy pipelines by name, at most one per language. ``batch``: documents given to it at once.

    ``backend``: ``auto`` chooses the faster matrix products by a measurement when the pipeline is loaded.
    """

    models: tuple[str, ...] = (model.DEFAULT_MODEL,)
    backend: Backend = "auto"
    batch: int = model.BATCH_SIZE

    def __post_init__(self) -> None:
        if not self.models:
            raise OptionError("--model", "no spaCy pipeline is named.", "Name one, such as en_core_web_md.")
        if not 1 <= self.batch <= 1_000:
            raise OptionError("--batch", f"{self.batch} is not between 1 and 1000.")
        if self.backend not in ("auto", "blis", "numpy"):
            raise OptionError("--backend", f"{self.backend!r} is none of auto, blis, numpy.")

    def checked(self) -> tuple[model.ModelInfo, ...]:
        """What is installed under the names (touches files only); raises ModelError if anything is unfit."""
        return tuple(model.describe(name) for name in self.models)


def with_entities(documents: Sequence[Document], extractor: Extractor) -> list[Document]:
    """The documents, in the same order, each with its entities.

    A document in a language that ``extractor`` has no model for is returned as it was, with a note that says so;
    one whose language is not known is read as English, and says that.
    """
    results = list(documents)
    by_language: dict[str, list[int]] = {}
    for index, document in enumerate(documents):
        known = primary_language(document.article.language)
        language = known or ASSUMED_LANGUAGE
        if not known:
            results[index] = _noted(document, f"entities: the language is not known, read as {language}")
        if language in extractor.languages:
            by_language.setdefault(language, []).append(index)
        else:
            results[index] = _noted(document, f"entities: no model for language {language}")
    for language, indexes in by_language.items():
        texts = [_cut(field) for index in indexes for field in (documents[index].title, documents[index].body)]
        found = extractor.find(language, texts)
        for nth, index in enumerate(indexes):
            results[index] = _enriched(results[index], found[2 * nth], found[2 * nth + 1])
    return results


def primary_language(tag: str | None) -> str:
    """The language of a BCP 47 tag, or '' for none.

    >>> primary_language("en-GB"), primary_language("PT_br"), primary_language(None)
    ('en', 'pt', '')
    """
    return (tag or "").replace("_", "-").split("-")[0].strip().lower()


def _cut(field: MappedText) -> str:
    return field.text[:LONGEST_TEXT]


def _noted(document: Document, note: str) -> Document:
    return replace(document, notes=(*document.notes, note))


def _enriched(document: Document, in_title: list[Found], in_body: list[Found]) -> Document:
    resolved = entities_of(*_with_dateline(document, in_title, in_body))
    notes = [*document.notes, *resolved.notes]
    notes += [
        f"entities: only the first {LONGEST_TEXT} of {len(field.text)} characters of the {field.field} were read"
        for field in (document.title, document.body)
        if len(field.text) > LONGEST_TEXT
    ]
    return replace(document, entities=resolved.entities, notes=tuple(notes))


def _with_dateline(
    document: Document, in_title: list[Found], in_body: list[Found]
) -> tuple[Document, list[Found], list[Found]]:
    """The document with its dateline back in the body, whose places are names: the model need not guess at them."""
    span, dateline = document.dateline_span, document.dateline
    if span is None or dateline is None or dateline.place is None:
        return document, in_title, in_body
    at, length = document.body.position_of(span[0]), span[1] - span[0]
    moved = [
        Found(found.start + length, found.end + length, found.type) if found.start >= at else found for found in in_body
    ]
    written = document.article.body[span[0] : span[1]]
    begin = at + max(0, written.find(dateline.place))
    places = [
        Found(begin + part.start(), begin + part.end(), "GPE") for part in DATELINE_PLACE.finditer(dateline.place)
    ]
    return replace(document, body=document.body_with_dateline), in_title, [*places, *moved]


class FindEntitiesFn(beam.DoFn):
    """Documents to documents with entities; collects up to ``options.batch`` of them within a bundle."""

    def __init__(self, options: EntityOptions, extractor: Extractor | None = None) -> None:
        self._options = options
        self._given = extractor
        self._extractor: Extractor | None = None
        self._waiting: list[tuple[Document, Any, Any]] = []
        self._loads = Metrics.counter("dateline.entities", "model_loads")
        self._documents = Metrics.counter("dateline.entities", "documents")
        self._mentions = Metrics.counter("dateline.entities", "mentions")
        self._batches = Metrics.distribution("dateline.entities", "batch_size")

    def setup(self) -> None:
        """Load what is needed once per process, before the first bundle."""
        self._extractor = self._given or SpacyExtractor(self._options.models, self._options.backend)
        if self._given is None:
            for name in self._options.models:
                model.load(name, self._options.backend)
        gazetteer()

    def start_bundle(self) -> None:
        """Nothing of an earlier, failed attempt at the bundle may stay."""
        self._waiting = []

    def process(
        self,
        document: Document,
        timestamp: Any = beam.DoFn.TimestampParam,
        window: Any = beam.DoFn.WindowParam,
    ) -> Iterator[Any]:
        """Collect the document; hand out a batch when it is full."""
        self._waiting.append((document, timestamp, window))
        if len(self._waiting) >= self._options.batch:
            yield from self._flush()

    def finish_bundle(self) -> Iterator[Any]:
        """Hand out what is left of the bundle."""
        yield from self._flush()

    def _flush(self) -> Iterator[Any]:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        self._loads.inc(model.take_load_count())
        self._batches.update(len(waiting))
        results = self._results([document for document, _, _ in waiting])
        for result, (_, timestamp, window) in zip(results, waiting, strict=True):
            value = WindowedValue(result, timestamp, (window,))
            yield value if isinstance(result, Document) else beam.pvalue.TaggedOutput(deadletter.TAG, value)

    def _results(self, documents: list[Document]) -> list[Document | DeadLetter]:
        """The batch; when it fails, each document by itself, so that one cannot fail the others."""
        extractor = self._extractor
        if extractor is None:
            raise RuntimeError("setup() has not been called")
        try:
            done: list[Document | DeadLetter] = list(with_entities(documents, extractor))
        except Exception as error:  # noqa: BLE001  # any error becomes a dead letter of its document
            if len(documents) == 1:
                return [deadletter.of(documents[0].article.source_record, STAGE, error)]
            return [result for document in documents for result in self._results([document])]
        for result in done:
            if isinstance(result, Document):
                self._documents.inc()
                self._mentions.inc(sum(len(entity.mentions) for entity in result.entities))
        return done


class LinkEntities(beam.PTransform):
    """Document to Document with entities; the dead letters are the output tagged ``dead``."""

    def __init__(self, options: EntityOptions | None = None, extractor: Extractor | None = None) -> None:
        super().__init__()
        self._options = options or EntityOptions()
        self._extractor = extractor

    def expand(self, documents: Any) -> Any:
        """A result with the outputs ``documents`` (the main one) and ``dead``."""
        return documents | "FindEntities" >> beam.ParDo(FindEntitiesFn(self._options, self._extractor)).with_outputs(
            deadletter.TAG, main="documents"
        ).with_output_types(Document)
