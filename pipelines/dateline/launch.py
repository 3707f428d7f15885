"""Start a job on a runner, wait for it, and stop it so that windows close and nothing is left half done."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, Literal

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from dateline.dedup.stage import NO_SPLIT
from dateline.errors import DatelineError, OptionError
from dateline.kafka.source import request_drain, reset_drain

_LOGGER = logging.getLogger(__name__)

Runner = Literal["prism", "direct", "portable"]
RUNNERS: tuple[Runner, ...] = ("prism", "direct", "portable")


class JobFailedError(DatelineError):
    """The runner says that the job failed."""


@dataclass(frozen=True, slots=True)
class RunnerSettings:
    """Which runner, and what it needs.

    ``prism`` starts Beam's own local streaming runner (from ``prism_location``); ``direct`` runs bounded reads
    in this process; ``portable`` submits to the job server at ``job_endpoint``. ``more`` are further Beam
    options as on a command line.
    """

    runner: Runner = "prism"
    prism_location: str | None = None
    job_endpoint: str | None = None
    environment_type: str = "LOOPBACK"
    environment_config: str | None = None
    more: tuple[str, ...] = ()

    def arguments(self, *, streaming: bool) -> list[str]:
        """The Beam options as arguments. Raises :class:`~dateline.errors.OptionError` for what cannot work."""
        arguments = list(self.more)
        if self.runner == "direct":
            if streaming:
                raise OptionError(
                    "--runner", "direct serves bounded reads only.", "Add --once, or use --runner prism for a stream."
                )
            return ["--runner=FnApiRunner", *arguments]
        arguments = [f"--environment_type={self.environment_type}", *arguments]
        if self.environment_config is not None:
            arguments.append(f"--environment_config={self.environment_config}")
        # Keyed state must not be split, in the sink as in the deduplication (see NO_SPLIT).
        arguments.append(f"--experiments={NO_SPLIT}")
        if streaming:
            arguments.append("--streaming")
        if self.runner == "portable":
            if self.job_endpoint is None:
                raise OptionError("--job-endpoint", "--runner portable needs one.", "Give HOST:PORT of the job server.")
            return ["--runner=PortableRunner", f"--job_endpoint={self.job_endpoint}", *arguments]
        return ["--runner=PrismRunner", f"--prism_location={self.prism_location}", *arguments]


def start(compose: Callable[[beam.Pipeline], None], settings: RunnerSettings, *, streaming: bool) -> Any:
    """Build the pipeline and start it; returns Beam's pipeline result, which may still run."""
    reset_drain()
    pipeline = beam.Pipeline(options=PipelineOptions(settings.arguments(streaming=streaming)))
    compose(pipeline)
    return pipeline.run()


def wait(result: Any, tick: Callable[[], None], *, interval_seconds: float = 0.5) -> None:
    """Wait for the job, calling ``tick`` now and then; the first SIGINT or SIGTERM drains, the second cancels.

    Draining tells the readers to finish where they stand: the watermark goes to the end, windows close, files
    are written, and the job ends by itself. Raises :class:`JobFailedError` with the runner's reason.
    """
    failure: list[BaseException] = []
    done = threading.Event()

    def await_end() -> None:
        try:
            result.wait_until_finish()
        except BaseException as error:  # noqa: BLE001  (carried to the caller's thread)
            failure.append(error)
        finally:
            done.set()

    with _signals(result):
        threading.Thread(target=await_end, name="dateline-wait", daemon=True).start()
        while not done.wait(interval_seconds):
            tick()
    if failure:
        raise JobFailedError(f"The job failed: {_reason(failure[0])}", "See the log above; --log-level info says more.")


@contextmanager
def _signals(result: Any) -> Iterator[None]:
    """Handle SIGINT and SIGTERM while the job runs (main thread only; elsewhere the caller drains)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[float] = []

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (the signal module's signature)
        if asked:
            _LOGGER.warning("second signal: cancelling")
            threading.Thread(target=result.cancel, daemon=True).start()
            return
        asked.append(time.monotonic())
        _LOGGER.warning("signal %d: finishing what was read; once more to cancel", number)
        request_drain()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _reason(error: BaseException) -> str:
    """The last line that says something: a runner's message holds the worker's whole trace."""
    lines: Sequence[str] = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if line.startswith("dateline.")]
    return (told or lines or [type(error).__name__])[-1]
