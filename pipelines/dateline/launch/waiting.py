"""Start a job on a runner, wait for it, and stop it so that windows close and nothing is left half done."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, Protocol

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from dateline.errors import DatelineError
from dateline.kafka.source import request_drain, reset_drain
from dateline.launch.settings import RunnerSettings

_LOGGER = logging.getLogger(__name__)


class JobFailedError(DatelineError):
    """The runner says that the job failed."""


class Job(Protocol):
    """What waiting needs of a job that was started; Beam's pipeline result has it."""

    def wait_until_finish(self) -> Any:
        """Return when the job has ended well; raise when it failed."""

    def cancel(self) -> Any:
        """End the job at once; what is in flight is dropped."""


def start(compose: Callable[[beam.Pipeline], None], settings: RunnerSettings, *, streaming: bool) -> Any:
    """Build the pipeline and start it; returns Beam's pipeline result, which may still run."""
    reset_drain()
    pipeline = beam.Pipeline(options=PipelineOptions(settings.arguments(streaming=streaming)))
    compose(pipeline)
    return pipeline.run()


def wait(
    job: Job,
    tick: Callable[[], None],
    *,
    drain: Callable[[], None] | None = None,
    draining: bool = False,
    interval_seconds: float = 0.5,
) -> Any:
    """Wait for the job, calling ``tick`` now and then; the first SIGINT or SIGTERM drains, the second cancels.

    ``draining``: the first signal came while the job was started (see :func:`signals_noted`).

    Draining tells the readers to finish where they stand: the watermark goes to the end, windows close, files
    are written, and the job ends by itself. ``drain`` asks for it where the readers are in other processes. Raises
    :class:`JobFailedError` with the runner's reason; else returns what the job's own waiting returned.
    """
    ended: list[Any] = []
    failure: list[BaseException] = []
    done = threading.Event()

    def await_end() -> None:
        try:
            ended.append(job.wait_until_finish())
        except BaseException as error:  # noqa: BLE001  (carried to the caller's thread)
            failure.append(error)
        finally:
            done.set()

    with _signals(job, drain or request_drain, draining=draining):
        threading.Thread(target=await_end, name="dateline-wait", daemon=True).start()
        while not done.wait(interval_seconds):
            tick()
    if failure:
        if isinstance(failure[0], DatelineError):
            raise failure[0]
        raise JobFailedError(
            f"The job failed: {reason_of(failure[0])}", "See the log above; --log-level info says more."
        )
    return ended[0]


@contextmanager
def signals_noted() -> Iterator[list[int]]:
    """Note SIGINT and SIGTERM while a job is started, for :func:`wait` to act on: half a job cannot be drained."""
    noted: list[int] = []
    with _handled(lambda number, _frame: noted.append(number)):
        yield noted


@contextmanager
def _signals(job: Job, drain: Callable[[], None], *, draining: bool) -> Iterator[None]:
    """Handle SIGINT and SIGTERM while the job runs (main thread only; elsewhere the caller drains)."""
    asked: list[float] = []

    def handle(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  (the signal module's signature)
        if asked:
            _LOGGER.warning("second signal: cancelling")
            threading.Thread(target=job.cancel, daemon=True).start()
            return
        asked.append(time.monotonic())
        _LOGGER.warning("signal %d: finishing what was read; once more to cancel", number)
        # Not here: a signal handler must not wait for a broker.
        threading.Thread(target=drain, name="dateline-drain", daemon=True).start()

    with _handled(handle):
        if draining:
            handle(signal.SIGTERM, None)
        yield


@contextmanager
def _handled(handle: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def reason_of(error: BaseException) -> str:
    """The last line that says something: a runner's message holds the worker's whole trace."""
    lines: Sequence[str] = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if line.startswith("dateline.")]
    return (told or lines or [type(error).__name__])[-1]
