"""The archive as a Beam stage: bounded, as a stream with late records and idle time, on each runner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import apache_beam as beam
import fastavro
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.test_stream import TestStream
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import TimestampedValue

from dateline.encode import EncodeSettings, OutputRecord, Provenance, output_of
from dateline.encode.stage import EncodeRecords
from dateline.files.stage import ArchiveFiles, ArchiveSettings
from dateline.records import Article, DeadLetter, Document, Duplicate, Position, RawRecord

START = 1_790_000_100
ENCODING = EncodeSettings(Provenance.of((), version="0"))


def document(offset: int, seconds: int) -> Document:
    raw = RawRecord(Position("articles", 0, offset), (START + seconds) * 1_000_000, b"x")
    return Document.of(Article(raw, f"Body {offset}.", article_id=f"a{offset}", event_id=f"e{offset}"))


def output(offset: int, seconds: int) -> OutputRecord:
    return output_of(document(offset, seconds), ENCODING)


def stamped(offset: int, seconds: int) -> Any:
    return TimestampedValue(output(offset, seconds), START + seconds)


def archived(folder: Path) -> dict[str, list[int]]:
    found = {}
    for path in sorted(folder.rglob("*.avro")):
        with path.open("rb") as file:
            name = path.stem.rpartition("-")[0]
            found[name] = [row["provenance"]["offset"] for row in fastavro.reader(file)]
    return found


def late_stream() -> TestStream:
    """Two windows; then, after both have closed and a pause, records of the first one and a very old one."""
    return (
        TestStream()
        .advance_watermark_to(START)
        .add_elements([stamped(0, 0), stamped(2, 299), stamped(1, 10)])
        .advance_watermark_to(START + 301)
        .add_elements([stamped(3, 301)])
        .advance_watermark_to(START + 900)
        .add_elements([stamped(4, 20), stamped(5, 30)])
        .advance_processing_time(60)
        .add_elements([stamped(6, -10_000_000)])
        .advance_processing_time(60)
        .advance_watermark_to_infinity()
    )


def run_stream(options: PipelineOptions, settings: ArchiveSettings) -> None:
    with beam.Pipeline(options=options) as pipeline:
        _ = pipeline | late_stream() | ArchiveFiles(settings)


LATE_RESULT = {
    "20260921T141500Z-20260921T142000Z-s000-p000": [0, 1, 2],
    "20260921T142000Z-20260921T142500Z-s000-p000": [3],
    "20260921T141500Z-20260921T142000Z-s000-p001": [4, 5],
    "20260528T202500Z-20260528T203000Z-s000-p000": [6],
}


def test_late_records_go_to_further_files_and_none_is_lost(tmp_path: Path) -> None:
    # The in-process runner of TestStream stalls on late processing-time triggers, hence no waiting for others.
    run_stream(PipelineOptions(streaming=True), ArchiveSettings(tmp_path, late_seconds=0))
    assert archived(tmp_path) == LATE_RESULT


@pytest.mark.integration
def test_late_records_on_prism(tmp_path: Path, prism_endpoint: str) -> None:
    options = PipelineOptions(
        runner="PortableRunner", job_endpoint=prism_endpoint, environment_type="LOOPBACK", streaming=True
    )
    run_stream(options, ArchiveSettings(tmp_path))
    assert archived(tmp_path) == LATE_RESULT


def test_idle_watermark_closes_a_window_without_further_records(tmp_path: Path) -> None:
    stream = TestStream().advance_watermark_to(START).add_elements([stamped(0, 0)]).advance_watermark_to(START + 300)
    with TestPipeline(options=PipelineOptions(streaming=True)) as pipeline:
        files = pipeline | stream.advance_watermark_to_infinity() | ArchiveFiles(ArchiveSettings(tmp_path))
        assert_that(files | beam.Map(lambda file: file.records), equal_to([1]))
    assert list(archived(tmp_path).values()) == [[0]]


@pytest.mark.parametrize("shards", [1, 3])
def test_bounded_run_is_complete_and_repeatable(tmp_path: Path, shards: int) -> None:
    records = [output(offset, 7 * offset) for offset in range(100)]
    trees = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        with TestPipeline() as pipeline:
            _ = pipeline | beam.Create(records) | ArchiveFiles(ArchiveSettings(folder, shards=shards))
        trees.append({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()})
    assert trees[0] == trees[1]
    assert len(trees[0]) == 2 * 3 * shards, "a file and a manifest for each of three windows and shard"
    found = archived(tmp_path / "a")
    assert sorted(offset for some in found.values() for offset in some) == list(range(100))
    assert all(some == sorted(some) for some in found.values())


def test_encode_gives_one_output_for_each_position_and_the_archive_holds_all_kinds(tmp_path: Path) -> None:
    copy = Duplicate(document(1, 1), None, "a0", "e0", "exact", 1.0, 1.0, "e0")
    dead = DeadLetter(document(2, 2).article.source_record, "decode", "FieldError", "body: missing", True)
    with TestPipeline() as pipeline:
        items = pipeline | beam.Create([document(0, 0), copy, dead])
        outputs = items | EncodeRecords(ENCODING)
        assert_that(
            outputs | beam.Map(lambda record: (record.position.offset, record.kind)),
            equal_to([(0, "event"), (1, "duplicate"), (2, "dead_letter")]),
        )
        _ = outputs | ArchiveFiles(ArchiveSettings(tmp_path))
    assert sorted(path.parts[-3] for path in tmp_path.rglob("*.avro")) == ["dead_letter", "duplicate", "event"]
