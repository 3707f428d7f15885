"""One launch of the whole job: announced to its readers, started, followed to its end, told to drain."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import click
from kafka.errors import KafkaError

from dateline.errors import DatelineError
from dateline.ingest import ingest
from dateline.kafka import control
from dateline.kafka.connection import Connection
from dateline.launch.flink_job import LAUNCH_CHARACTERS, FlinkJob
from dateline.launch.flink_rest import JobOverview
from dateline.launch.settings import FlinkSettings, RunnerSettings
from dateline.launch.waiting import Job, signals_noted, start, wait
from dateline.options import IngestSettings

_LOGGER = logging.getLogger(__name__)


def tell(line: str) -> None:
    """Show a line to who started the job."""
    click.echo(line, err=True)


@dataclass(frozen=True, slots=True)
class Launch:
    """A job to be started; ``settings.read.launch`` is its id, empty for one that ends by itself (no drain)."""

    settings: IngestSettings
    runner: RunnerSettings

    def run(self, tick: Callable[[], None]) -> str:
        """Start the job and return when it has ended, with a word for how: ``stopped``, ``finished``, ``canceled``.

        The first SIGINT or SIGTERM drains, the second cancels; ``tick`` is called now and then. Raises
        :class:`~dateline.launch.waiting.JobFailedError` with the reason.
        """
        read = self.settings.read
        if read.launch:
            control.announce(read.connection, str(read.group), read.launch, read.ranges[0])
        try:
            with signals_noted() as noted:
                job = self._start()
                ended = wait(
                    job,
                    tick,
                    drain=lambda: _drain(read.connection, read.group, read.launch, job),
                    draining=bool(noted),
                )
        finally:
            if read.launch:
                _conclude(read.connection, read.group, read.launch)
        return ended.lower() if isinstance(ended, str) and isinstance(job, FlinkJob) else "stopped"

    def _start(self) -> Job:
        result: Job = start(
            lambda pipeline: ingest(pipeline, self.settings), self.runner, streaming=not self.settings.read.bounded
        )
        if self.runner.flink is None:
            return result
        return FlinkJob(result, self.runner.flink, str(self.runner.job_name), tell)


def follow(
    connection: Connection, group: str, flink: FlinkSettings, running: JobOverview, tick: Callable[[], None]
) -> str:
    """As :meth:`Launch.run`, for a Flink job that runs already, whoever launched it and was killed since.

    Raises :class:`~dateline.launch.waiting.JobFailedError`.
    """
    tell(f"job {running.name}, id {running.id}, runs already: following it")
    job = FlinkJob(None, flink, running.name, tell, id=running.id)
    launch = running.name[-LAUNCH_CHARACTERS:]
    try:
        ended = wait(job, tick, drain=lambda: _drain(connection, group, launch, job))
    finally:
        _conclude(connection, group, launch)
    return str(ended).lower()


def _drain(connection: Connection, group: str | None, launch: str, job: Job) -> None:
    """Ask the readers to end where they stand: those of this process, and those of the job's workers elsewhere."""
    control.request_drain()
    try:
        if launch and group:
            control.ask_drain(connection, group)
    except (DatelineError, KafkaError) as error:
        _LOGGER.warning("the readers could not be told to end: %s; signal once more to cancel", error)
        return
    if isinstance(job, FlinkJob):
        job.drain()


def _conclude(connection: Connection, group: str | None, launch: str) -> None:
    try:
        control.conclude(connection, str(group), launch)
    except (DatelineError, KafkaError) as error:
        _LOGGER.warning("the end of the job could not be noted: %s", error)
