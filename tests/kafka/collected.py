"""What a pipeline under test has let through: its workers are threads of the test's process (LOOPBACK)."""

from __future__ import annotations

import collections
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from dateline.kafka.read_settings import ReadSettings
from dateline.kafka.source import ReadArticles, request_drain, reset_drain

COLLECTED: dict[str, list[Any]] = collections.defaultdict(list)
_lock = threading.Lock()


class CollectFn(beam.DoFn):
    """Appends every element to the list of ``name``."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def process(self, element: Any) -> Iterator[Any]:
        with _lock:
            COLLECTED[self._name].append(element)
        yield element


@contextmanager
def reading_on_prism(endpoint: str, settings: ReadSettings, then: Callable[[beam.PCollection], Any]) -> Iterator[Any]:
    """A streaming job on Prism that reads and does ``then``; drained at the end if it still runs."""
    reset_drain()
    options = ["--runner=PortableRunner", f"--job_endpoint={endpoint}", "--environment_type=LOOPBACK", "--streaming"]
    pipeline = beam.Pipeline(options=PipelineOptions([*options, "--experiments=prism_disable_sdf_split"]))
    then(pipeline | "Read" >> ReadArticles(replace(settings, one_process=True)))
    result = pipeline.run()
    try:
        yield result
    finally:
        request_drain()
        try:
            result.wait_until_finish(duration=60_000)
        finally:
            reset_drain()


def until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether ``condition`` came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
