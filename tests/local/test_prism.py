"""Prism: obtained by each way, and started for real with a streaming job on it."""

from __future__ import annotations

from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing import test_stream
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import FixedWindows, TimestampedValue

from dateline.errors import LocalPartError
from dateline.local import prism


@pytest.mark.integration
def test_streaming_job_runs(prism_endpoint: str) -> None:
    options = PipelineOptions(
        runner="PortableRunner", job_endpoint=prism_endpoint, environment_type="LOOPBACK", streaming=True
    )
    early, late = (TimestampedValue(("a", 1), 1), TimestampedValue(("a", 2), 9)), [TimestampedValue(("a", 4), 21)]
    stream = (
        test_stream.TestStream().advance_watermark_to(0).add_elements(early).advance_watermark_to(20).add_elements(late)
    )
    with beam.Pipeline(options=options) as pipeline:
        sums = (
            pipeline
            | "Feed" >> stream.advance_watermark_to_infinity()
            | "Window" >> beam.WindowInto(FixedWindows(10))
            | "Sum" >> beam.CombinePerKey(sum)
        )
        assert_that(sums, equal_to([("a", 3), ("a", 4)]))


@pytest.mark.integration
def test_its_program_serves_prism_runner(prism_binary: Path) -> None:
    options = PipelineOptions(
        runner="PrismRunner",
        prism_location=str(prism_binary),
        # Beam keeps one server for a whole process, with the location that its first job gave (or did not).
        experiments=["disable_prism_server_singleton"],
    )
    with beam.Pipeline(options=options) as pipeline:
        assert_that(pipeline | "Make" >> beam.Create([1, 2]), equal_to([1, 2]))


def test_given_program_is_used_as_it_is(tmp_path: Path) -> None:
    program = tmp_path / "my-prism"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert prism.prepare(location=program).path == program


def test_given_file_that_is_no_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LocalPartError, match="is not a program"):
        prism.prepare(location=tmp_path)
    with pytest.raises(LocalPartError, match="absent"):
        prism.prepare(location=tmp_path / "absent")
