"""A record through the runner and back: the job's own source and sink, on topics that are made for it and deleted.

On a runner that streams, the trial is a stream, ended by draining as a job is; on ``direct``, which only runs what has
an end, it reads to the end. All stages between are left out: they need no runner to be tried.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from kafka.errors import KafkaError

from dateline.doctor.checks import Check, fail, ok, skipped, warn
from dateline.doctor.scratch import ScratchRefusedError, scratch_name, scratch_topics
from dateline.encode import wire
from dateline.encode.output import EncodeSettings
from dateline.errors import DatelineError
from dateline.ingest import ingest
from dateline.kafka import control
from dateline.kafka.connection import Connection
from dateline.kafka.positions import Start, Stop, resolve, sink_group
from dateline.kafka.read_settings import ReadSettings
from dateline.kafka.retained import read_topic
from dateline.kafka.sink import PublishSettings
from dateline.kafka.topics import OutputTopics
from dateline.launch.flink_job import FlinkJob, check_cluster
from dateline.launch.settings import RunnerSettings
from dateline.launch.waiting import Job, JobFailedError, start, wait
from dateline.local import prism
from dateline.local.progress import quiet
from dateline.options import IngestSettings, StageSettings

_LOGGER = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
CANCEL_SECONDS = 20.0

ARTICLE = {
    "id": "dateline-doctor",
    "title": "Doctor's visit",
    "body": "A record of the doctor's went through the runner and came back.",
    "published_at": "2019-09-24",
    "language": "en",
}


class TrialTimeoutError(DatelineError):
    """The record did not come back in time."""


def check_runner(connection: Connection, group: str, runner: RunnerSettings, seconds: float) -> Check:
    """Send one record through the runner and back, within ``seconds``."""
    name = scratch_name(group, "trial")
    outputs = OutputTopics(*(f"{name}.{role}" for role in ("events", "duplicates", "dead", "outcomes")))
    articles = f"{name}.articles"
    groups = [name, sink_group(name), control.control_group(name)]
    began = time.monotonic()
    try:
        about = _prepared(runner)
        with scratch_topics(connection, [articles, *outputs.names], {}, groups):
            _send(connection, articles)
            came = _run(connection, name, articles, outputs, about, seconds)
            events = _events(connection, outputs.events)
    except ScratchRefusedError as error:
        return skipped("runner", error.message, error.remedy)
    except TrialTimeoutError as error:
        return fail("runner", error.message, error.remedy)
    except JobFailedError as error:
        remedy = error.remedy or "See the log above; --log-level info says more."
        return fail("runner", f"{runner.runner}: {error.message}", remedy)
    details = {"runner": runner.runner, "seconds": round(time.monotonic() - began, 2), "came_after": came}
    if [event["id"] for event in events] != [ARTICLE["id"]]:
        remedy = "Exactly once is broken here: report it, with the log of --log-level debug."
        return fail("runner", f"{len(events)} records came back where one was sent.", remedy, **details)
    after = "" if came is None else f" {came:.1f} s after submission"
    told = f"{runner.runner}: a record came back{after}, the job ended by itself"
    if runner.flink is not None and runner.environment_type == "LOOPBACK":
        return warn("runner", f"{told}; its workers ran here.", "In production use a worker pool.", **details)
    return ok("runner", told, **details)


def _prepared(runner: RunnerSettings) -> RunnerSettings:
    """The runner with what it needs; what cannot work is refused here."""
    if runner.runner == "prism":
        runner = replace(runner, prism_location=prism.prepare(quiet, location=runner.prism_location).path)
    runner.arguments(streaming=runner.runner != "direct")
    if runner.flink is not None:
        check_cluster(runner.flink)
    return runner


def _run(
    connection: Connection, group: str, articles: str, outputs: OutputTopics, runner: RunnerSettings, seconds: float
) -> float | None:
    """Run the trial to its end; returns the seconds after which its record showed, null where it was not watched."""
    streams = runner.runner != "direct"
    ranges = resolve(connection, [articles], group, Start("earliest"), stop=None if streams else Stop())
    launch = control.new_launch() if streams else ""
    settings = IngestSettings(
        read=ReadSettings(connection, ranges, group=group, launch=launch, topics=(articles,)),
        stages=StageSettings(stages=()),
        encode=EncodeSettings(StageSettings(stages=()).provenance()),
        publish=PublishSettings(connection, group, outputs),
    )
    runner = replace(runner, job_name=f"{group}-{launch or 'bounded'}")
    if streams:
        control.announce(connection, group, launch, ranges[0])
    job: Job = start(partial(ingest, settings=settings), runner, streaming=streams)
    if runner.flink is not None:
        job = FlinkJob(job, runner.flink, str(runner.job_name), _LOGGER.info)
    drain = partial(_drain, connection, group, job)
    watch = _Watch(partial(_events, connection, outputs.events), drain if streams else lambda: None, seconds)
    try:
        wait(job, watch.tick, drain=drain)
    except BaseException:
        _give_up(job)
        raise
    return watch.came


def _drain(connection: Connection, group: str, job: Job) -> None:
    control.request_drain()
    control.ask_drain(connection, group)
    if isinstance(job, FlinkJob):
        job.drain()


def _give_up(job: Job) -> None:
    """Cancel the trial, and see to it that a cluster does not start it again and again."""
    try:
        job.cancel()
        deadline = time.monotonic() + CANCEL_SECONDS
        while isinstance(job, FlinkJob) and time.monotonic() < deadline:
            found = next((each for each in job.cluster.jobs() if each.name == job.name), None)
            if found is not None and found.state in {"CANCELED", "FAILED", "FINISHED"}:
                return
            if found is not None:
                job.cluster.cancel(found.id)
            time.sleep(1)
    except Exception as error:  # noqa: BLE001  (what made the trial fail is what the user must hear)
        _LOGGER.warning("the trial could not be cancelled: %s", error)


class _Watch:
    """Looks for the record while the job runs, and has it drained once it is there."""

    def __init__(self, events: Callable[[], list[Any]], drain: Callable[[], None], seconds: float) -> None:
        self._events = events
        self._drain = drain
        self._began = time.monotonic()
        self._seconds = seconds
        self._next = 0.0
        self.came: float | None = None

    def tick(self) -> None:
        """Called now and then while the job runs."""
        now = time.monotonic()
        if now > self._began + self._seconds:
            what = "The record did not come back" if self.came is None else "The job did not end after its drain"
            raise TrialTimeoutError(
                f"{what} within {self._seconds:.0f} s.",
                "Look at the log of the runner and of its workers (on Flink: does the worker pool run, can it reach "
                "the broker under the same address?); --timeout gives it more time.",
            )
        if self.came is None and now >= self._next:
            self._next = now + LOOK_SECONDS
            if self._events():
                self.came = round(now - self._began, 2)
                self._drain()


def _send(connection: Connection, topic: str) -> None:
    producer = connection.producer("dateline-doctor")
    try:
        producer.send(topic, json.dumps(ARTICLE).encode()).get(timeout=10)
    finally:
        producer.close(timeout=5)


def _events(connection: Connection, topic: str) -> list[dict[str, Any]]:
    """The events that are published; none while the broker cannot be asked."""
    consumer = connection.consumer("dateline-doctor")
    try:
        return [wire.decode(record.value)[1] for record in read_topic(consumer, topic)]
    except KafkaError as error:
        _LOGGER.info("no look at %s: %r", topic, error)
        return []
    finally:
        consumer.close()
