"""Stage 7, Encode: documents, duplicates and dead letters become output records, one for each input position."""

from __future__ import annotations

from collections.abc import Iterator

import apache_beam as beam
from apache_beam.metrics import Metrics

from dateline import deadletter
from dateline.encode.output import EncodeSettings, OutputRecord, output_of, raw_record_of
from dateline.records import DeadLetter, Document, Duplicate

STAGE = "encode"


class EncodeRecords(beam.PTransform):
    """From a collection of documents, duplicates and dead letters (flattened) to one of output records.

    Exactly one output record leaves for each item: what cannot be encoded leaves as its own dead letter.
    """

    def __init__(self, settings: EncodeSettings) -> None:
        super().__init__()
        self._settings = settings

    def expand(self, items: beam.PCollection) -> beam.PCollection:
        """The output records of ``items``."""
        return items | "EncodeItem" >> beam.ParDo(EncodeItemFn(self._settings)).with_output_types(OutputRecord)


class EncodeItemFn(beam.DoFn):
    """Encodes one item; an error becomes a dead letter of this stage."""

    def __init__(self, settings: EncodeSettings) -> None:
        self._settings = settings

    def process(self, item: Document | Duplicate | DeadLetter) -> Iterator[OutputRecord]:
        """The one output record of ``item``."""
        output = encode_or_bury(item, self._settings)
        Metrics.counter("dateline.encode", f"{output.kind}_records").inc()
        yield output


def encode_or_bury(item: Document | Duplicate | DeadLetter, settings: EncodeSettings) -> OutputRecord:
    """The output record of ``item``, or of the dead letter that says why it has none."""
    try:
        return output_of(item, settings)
    except Exception as error:
        if isinstance(item, DeadLetter):
            raise
        return output_of(deadletter.of(raw_record_of(item), STAGE, error), settings)
