"""Keyed state on Prism, in a job whose stage after the decision is slow, as the entity model is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import DebugOptions, PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from dateline.dedup.stage import NO_SPLIT, Deduplicate, DedupSettings
from dateline.records import Article, Document, Duplicate, Position, RawRecord


def copy(offset: int) -> Document:
    """One of many copies of the same text."""
    record = RawRecord(Position("articles", 0, offset), 1_569_366_300_000_000 + offset, b"{}")
    article = Article(record, body="Body.", id=str(offset), article_id=f"a{offset}", event_id=f"{offset:032x}")
    return replace(Document.of(article), fingerprint="text")


class SlowFn(beam.DoFn):
    """Takes 0.4 s for each item: Prism then takes the bundle for stuck and would split it."""

    def process(self, item: Document | Duplicate) -> Iterator[str]:
        """What kind of item it was."""
        time.sleep(0.4)
        yield "duplicate" if isinstance(item, Duplicate) else "original"


def test_the_stage_asks_prism_not_to_split() -> None:
    pipeline = beam.Pipeline(options=PipelineOptions([]))
    _ = pipeline | beam.Create([copy(0)]) | Deduplicate(DedupSettings())
    assert NO_SPLIT in pipeline.options.view_as(DebugOptions).experiments


@pytest.mark.integration
def test_a_slow_bundle_is_not_split_into_two_originals(prism_endpoint: str) -> None:
    options = PipelineOptions(
        runner="PortableRunner", job_endpoint=prism_endpoint, environment_type="LOOPBACK", streaming=True
    )
    with beam.Pipeline(options=options) as pipeline:
        documents = pipeline | beam.Create(range(16)) | "Copy" >> beam.Map(copy).with_output_types(Document)
        out = documents | Deduplicate(DedupSettings(shards=1))
        both = (out["unique"] | "SlowUnique" >> beam.ParDo(SlowFn()), out["duplicates"] | beam.ParDo(SlowFn()))
        assert_that(both | beam.Flatten(), equal_to(["original", *["duplicate"] * 15]))
