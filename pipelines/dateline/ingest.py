"""The pipeline: raw articles in, event records out. Read top to bottom, this is the product.

Every stage is one transform. What a stage cannot process leaves on its dead-letter output; documents,
duplicates and dead letters meet again in *Encode*, so every input position ends in exactly one output record.
"""

from __future__ import annotations

import apache_beam as beam

from dateline import deadletter
from dateline.clean.stage import CleanText
from dateline.decode.stage import DecodeArticles
from dateline.dedup.stage import Deduplicate
from dateline.encode.output import OutputRecord
from dateline.encode.stage import EncodeRecords
from dateline.entities.stage import LinkEntities
from dateline.files.stage import ArchiveFiles
from dateline.kafka.sink import PublishRecords
from dateline.kafka.source import ReadArticles
from dateline.options import IngestSettings
from dateline.records import Document, RawRecord
from dateline.times.stage import NormaliseTimes


def ingest(pipeline: beam.Pipeline, settings: IngestSettings) -> None:
    """Compose the whole job on ``pipeline``: read, enrich, publish and archive."""
    raw = pipeline | "Read" >> ReadArticles(settings.read)
    outputs = enrich(raw, settings)
    published = outputs | "Publish" >> PublishRecords(settings.publish)
    if settings.archive is not None:
        _ = published | "Archive" >> ArchiveFiles(settings.archive)


def enrich(raw: beam.PCollection[RawRecord], settings: IngestSettings) -> beam.PCollection[OutputRecord]:
    """Stages 2 to 7: one output record for each raw record."""
    stages = settings.stages
    dead = []

    decoded = raw | "Decode" >> DecodeArticles(stages.decode)
    dead.append(decoded[deadletter.TAG])
    documents = decoded["articles"] | "Open" >> beam.Map(Document.of).with_output_types(Document)

    if stages.runs("clean"):
        cleaned = documents | "Clean" >> CleanText(stages.clean)
        dead.append(cleaned[deadletter.TAG])
        documents = cleaned["documents"]

    if stages.runs("deduplicate"):
        deduplicated = documents | "Deduplicate" >> Deduplicate(stages.dedup)
        dead += [deduplicated["duplicates"], deduplicated[deadletter.TAG]]
        documents = deduplicated["unique"]

    if stages.runs("entities"):
        linked = documents | "Entities" >> LinkEntities(stages.entities)
        dead.append(linked[deadletter.TAG])
        documents = linked["documents"]

    if stages.runs("times"):
        dated = documents | "Times" >> NormaliseTimes()
        dead.append(dated[deadletter.TAG])
        documents = dated["documents"]

    return (documents, *dead) | "Together" >> beam.Flatten() | "Encode" >> EncodeRecords(settings.encode)
