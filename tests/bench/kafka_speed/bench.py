"""The rows of the bench: what runs, on what, and how its end is seen."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kafka import TopicPartition
from kafka.admin import NewTopic
from kafka.errors import KafkaError
from tests.bench.kafka_speed import peers, tally
from tests.bench.kafka_speed.counting import OUTPUTS
from tests.bench.kafka_speed.tally import Line, Pace

from dateline.errors import DatelineError
from dateline.kafka.connection import Connection
from dateline.kafka.positions import sink_group
from dateline.launch.flink_rest import Cluster
from dateline.launch.settings import FlinkSettings, RunnerSettings
from dateline.local import flink, prism
from dateline.local.parts import Prepared, Running
from dateline.local.process import Process, is_alive, log_tail, spawn, stop
from dateline.local.progress import Progress

REPOSITORY = Path(__file__).resolve().parents[3]
PARTITIONS = 2
POLL_SECONDS = 0.1


class NoPaceError(DatelineError):
    """A run that did not deliver, and why."""


@dataclass(frozen=True, slots=True)
class Load:
    """A topic that holds ``messages`` records of the bench's size, none of them in a transaction."""

    topic: str
    messages: int


@dataclass(slots=True)
class Bench:
    """The broker with its topics, and where runs keep their files. ``patience``: seconds with no record at all."""

    connection: Connection
    reading: Load
    sinking: Load
    folder: Path
    progress: Progress
    checkpoint_ms: int = 10_000
    patience: float = 90.0
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def scratch(self, name: str) -> Path:
        """A new folder for one run, with the folder ``tally`` in it."""
        folder = self.folder / f"{next(self._numbers):03d}-{name}"
        (folder / "tally").mkdir(parents=True)
        return folder


Run = Callable[[Bench, Path], Pace]
"""Does one run in its folder; raises DatelineError when it does not deliver."""


def bare(client: str) -> Run:
    """A poll loop with nothing around it, by ``client``."""

    def run(bench: Bench, folder: Path) -> Pace:
        env = dict(os.environ)
        if client == "confluent-kafka":
            env["PYTHONPATH"] = str(peers.confluent(bench.progress))
        command = [sys.executable, str(Path(__file__).with_name("bare.py")), f"--client={client}"]
        command += [*_source_options(bench, bench.reading, folder), f"--partitions={PARTITIONS}"]
        return _timed([*command, f"--messages={bench.reading.messages}"], env, bench, folder)

    return run


def ours_on_prism(bench: Bench, folder: Path) -> Pace:
    """Our source on Prism, the worker in the submitting process, as ``dateline run --runner prism`` does."""
    with _prism(bench, folder) as options:
        return _timed(_job("read", bench, folder, *options), None, bench, folder)


def cross_language_on_prism(bench: Bench, folder: Path) -> Pace:
    """``ReadFromKafka`` on Prism, its Java worker beside the expansion service."""
    program = peers.expansion_service(bench.progress)
    with _prism(bench, folder) as options, peers.expanding(program, folder / "expansion.log") as service:
        job = _job("cross-language", bench, folder, *options, f"--expansion={service}")
        return _timed(job, None, bench, folder)


def ours_on_flink(parallelism: int, *, workers: int = 1) -> Run:
    """Our source on a Flink session cluster, in ``workers`` Python processes of the pool (Beam's default is one)."""

    def run(bench: Bench, folder: Path) -> Pace:
        with _flink(bench, folder, parallelism) as options:
            job = _job("read", bench, folder, *options, f"--sdk_worker_parallelism={workers}")
            return _timed(job, None, bench, folder)

    return run


def cross_language_on_flink(parallelism: int) -> Run:
    """``ReadFromKafka`` on such a cluster, its Java worker beside the expansion service."""

    def run(bench: Bench, folder: Path) -> Pace:
        program = peers.expansion_service(bench.progress)
        with ExitStack() as parts:
            service = parts.enter_context(peers.expanding(program, folder / "expansion.log"))
            options = parts.enter_context(_flink(bench, folder, parallelism))
            job = _job("cross-language", bench, folder, *options, f"--expansion={service}")
            return _timed(job, None, bench, folder)

    return run


def java_on_flink(parallelism: int, *, splittable: bool = False) -> Run:
    """Pure Java KafkaIO on such a cluster.

    Beam's Flink runner makes of it the unbounded source that it was before splittable DoFns (``use_deprecated_read``
    changes nothing there), unless it is told to leave it ``splittable``.
    """

    def run(bench: Bench, folder: Path) -> Pace:
        program, prepared = peers.kafka_io(bench.progress)
        with _cluster(prepared, folder, parallelism) as part:
            options = [
                "--runner=FlinkRunner",
                f"--flinkMaster={part.addresses['rest'].removeprefix('http://')}",
                f"--parallelism={parallelism}",
                f"--checkpointingInterval={bench.checkpoint_ms}",
                "--streaming=true",
                *(["--experiments=use_sdf_read"] if splittable else []),
            ]
            command = program.command("KafkaRead", *_source_options(bench, bench.reading, folder), *options)
            return _timed(command, None, bench, folder)

    return run


def sink_on_prism(delivery: str) -> Run:
    """Our source into our sink, on Prism."""

    def run(bench: Bench, folder: Path) -> Pace:
        with _prism(bench, folder) as options:
            return _timed_sink(delivery, options, bench, folder)

    return run


def sink_on_flink(delivery: str) -> Run:
    """Our source into our sink, on Flink at parallelism 1."""

    def run(bench: Bench, folder: Path) -> Pace:
        with _flink(bench, folder, 1) as options:
            return _timed_sink(delivery, options, bench, folder)

    return run


def _source_options(bench: Bench, load: Load, folder: Path) -> list[str]:
    connection = bench.connection.bootstrap_servers
    return [f"--bootstrap={connection}", f"--topic={load.topic}", f"--tally={folder / 'tally'}"]


def _job(what: str, bench: Bench, folder: Path, *options: str) -> list[str]:
    load = bench.sinking if what == "sink" else bench.reading
    module = "tests.bench.kafka_speed.job"
    return [sys.executable, "-m", module, f"--what={what}", *_source_options(bench, load, folder), *options]


@contextmanager
def _prism(bench: Bench, folder: Path) -> Iterator[list[str]]:
    """A Prism of its own for one run; yields the options of ``dateline run`` there."""
    with prism.start(prism.prepare(bench.progress), state_dir=folder) as part:
        yield _options(RunnerSettings("portable", job_endpoint=part.endpoint))


@contextmanager
def _flink(bench: Bench, folder: Path, parallelism: int) -> Iterator[list[str]]:
    """A Flink cluster of its own for one run; yields the options of ``dateline run`` there."""
    with _cluster(flink.prepare(bench.progress), folder, parallelism) as part:
        yield _options(
            RunnerSettings(
                "flink",
                job_endpoint=part.endpoint,
                environment_config=part.addresses["workers"],
                flink=FlinkSettings(part.addresses["rest"], bench.checkpoint_ms / 1000, parallelism),
            )
        )


def _options(runner: RunnerSettings) -> list[str]:
    """The options that `dateline run` gives."""
    return [*runner.arguments(streaming=True), f"--claim-seconds={runner.claim_seconds(PARTITIONS)}"]


@contextmanager
def _cluster(prepared: Prepared, folder: Path, parallelism: int) -> Iterator[Running]:
    """A cluster that has run no other job: their classes would stay loaded and compiled.

    A run that does not deliver gets Flink's own word for it; one in which the job was restarted has no pace, since
    records were counted twice.
    """
    with flink.start(prepared, state_dir=folder, slots=PARTITIONS, parallelism=parallelism) as part:
        cluster = Cluster(part.addresses["rest"])
        try:
            yield part
        except NoPaceError as error:
            raise NoPaceError(f"{error.message} {_told(cluster)}", error.remedy) from error
        lines = tally.read(folder / "tally")
        for failure in cluster.failures(cluster.jobs()[0].id):
            if lines[0].first * 1000 < failure.at_millis <= lines[-1].last * 1000:
                raise NoPaceError(f"The job was restarted while it was timed: {failure.reason}.")


def _told(cluster: Cluster) -> str:
    """What a cluster says about its latest job."""
    try:
        job = cluster.jobs()[0]
        failures = cluster.failures(job.id)
    except (IndexError, DatelineError):
        return "Flink has no such job."
    return f"Flink: {job.state}{f', {failures[0].reason}' if failures else ''}."


def _timed(command: Sequence[str], env: dict[str, str] | None, bench: Bench, folder: Path) -> Pace:
    """Run ``command`` until its tally holds every message, end it, and return the pace."""
    with _running(command, env, folder) as (process, started):
        lines = _await(bench, process, bench.reading.messages, started, lambda: tally.read(folder / "tally"))
    seen = tally.counted(lines)
    if seen > bench.reading.messages:
        bench.progress(f"{folder.name}: {seen - bench.reading.messages:,} records were seen twice")
    return tally.pace(lines, started)


def _timed_sink(delivery: str, options: Sequence[str], bench: Bench, folder: Path) -> Pace:
    """Run source and sink until every input offset is acknowledged; the pace is from the first record read on."""
    group = f"bench-{folder.name}"
    _create_topics(bench.connection, [f"{group}.{kind}" for kind in OUTPUTS])
    command = _job("sink", bench, folder, *options, f"--group={group}", f"--delivery={delivery}")
    observer = bench.connection.consumer(
        "bench-observer", group_id=sink_group(group), isolation_level="read_uncommitted"
    )
    partitions = [TopicPartition(bench.sinking.topic, number) for number in range(PARTITIONS)]
    steps: list[Line] = []

    def acknowledged() -> list[Line]:
        try:
            total = sum(observer.committed(partition) or 0 for partition in partitions)
        except KafkaError:  # a coordinator that moves; the next look says it
            return steps
        new = total - tally.counted(steps)
        now = time.time()
        if new:
            steps.append(Line(now, steps[-1].last if steps else now, new))
        return steps

    try:
        with _running(command, None, folder) as (process, started):
            lines = _await(bench, process, bench.sinking.messages, started, acknowledged)
    finally:
        observer.close()
    begin = tally.read(folder / "tally")[0].first
    return tally.pace([Line(begin, begin, 0), *lines], started)


@contextmanager
def _running(command: Sequence[str], env: dict[str, str] | None, folder: Path) -> Iterator[tuple[Process, float]]:
    started = time.time()
    process = spawn(command, role="job", log=folder / "job.log", env=env, cwd=REPOSITORY)
    try:
        yield process, started
    finally:
        stop([process], timeout=2.0)


def _await(
    bench: Bench, process: Process, messages: int, started: float, lines_now: Callable[[], list[Line]]
) -> list[Line]:
    """The lines, once they tell of ``messages`` records. Raises NoPaceError when that does not come."""
    seen, changed = 0, time.monotonic()
    while True:
        ended = not is_alive(process)  # before the look, so that nothing it wrote is missed
        lines = lines_now()
        count = tally.counted(lines)
        if count >= messages:
            return lines
        if count > seen:
            seen, changed = count, time.monotonic()
        waited = time.monotonic() - changed
        if ended or waited > bench.patience:
            why = "its process ended" if ended else f"nothing more for {waited:.0f} s"
            raise NoPaceError(
                f"{seen:,} of {messages:,} records after {time.time() - started:.0f} s, then {why}.",
                f"The end of {process.log}:\n{log_tail(process.log)}",
            )
        time.sleep(POLL_SECONDS)


def _create_topics(connection: Connection, names: Sequence[str], partitions: int = PARTITIONS) -> None:
    admin = connection.admin()
    try:
        admin.create_topics([NewTopic(name, partitions, 1) for name in names])
    finally:
        admin.close()


def fill(connection: Connection, topic: str, messages: int, size: int) -> Load:
    """Make the topic and fill it: incompressible values of ``size`` bytes, the partitions in turn."""
    _create_topics(connection, [topic])
    values = [os.urandom(size) for _ in range(64)]
    producer = connection.producer("bench-fill", compression_type=None, batch_size=256 * 1024)
    try:
        for number in range(messages):
            producer.send(topic, values[number % len(values)], partition=number % PARTITIONS)
        producer.flush()
    finally:
        producer.close()
    return Load(topic, messages)
