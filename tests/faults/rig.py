"""What a job under faults consists of, and who starts it again: broker, `dateline run`, a supervisor, the faults."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.faults.disk import SmallDisk
from tests.faults.processes import Broker, Launched, below, send
from tests.faults.reading import Progress
from tests.faults.schedule import Planned, Runner
from tests.faults.traffic import MAX_RECORD_BYTES

from dateline.kafka import topics as kafka_topics
from dateline.kafka.connection import Connection
from dateline.kafka.topics import OutputTopics
from dateline.local import kafka, prism

Log = Callable[[str], None]

BACKOFF_SECONDS = 1.0
"""The supervisor waits so long before it starts again what has ended."""

TICK_SECONDS = 0.2
STOP_SECONDS = 90.0
"""So long may an orderly end take."""

LINGER_SECONDS = 60.0
"""So long may a job that another has replaced take to notice."""

OUTPUT_KINDS = ("events", "duplicates", "dead-letters", "outcomes")


@dataclass(frozen=True, slots=True)
class RigSettings:
    """What is run: ``more`` are further options of `dateline run`."""

    runner: Runner
    folder: Path
    stages: str = "deduplicate"
    partitions: int = 2
    parallelism: int = 2
    transaction_timeout: float = 10.0
    archive: bool = True
    more: tuple[str, ...] = ()


@functools.cache
def run_options() -> str:
    """What `dateline run --help` says: options that it lacks are not given to it."""
    command = [sys.executable, "-m", "dateline", "run", "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class Rig(ABC):
    """One job on one broker. Everything that waits calls ``tend``, which does what a supervisor would do."""

    def __init__(self, settings: RigSettings, log: Log) -> None:
        self.settings = settings
        self.log = log
        self.group = "faults"
        self.topic = "faults.in"
        self.outputs = OutputTopics(*(f"faults.{kind}" for kind in OUTPUT_KINDS))
        self.starts = 0
        self.incidents: list[str] = []
        self.kills: list[int] = []
        self._job: Launched | None = None
        self._ended: float | None = None
        self.broker = Broker(kafka.prepare(), settings.folder)
        self.disk = SmallDisk(settings.folder / "archive") if settings.archive else None

    def __enter__(self) -> Self:
        try:
            self.broker.start()
            self.connection = Connection(self.broker.endpoint)
            names = (self.topic, *self.outputs.names)
            kafka_topics.create(self.connection, names, partitions=self.settings.partitions)
            self.progress = Progress(self.broker.endpoint, self.topic, self.group)
            self._start_runner()
            self.start_job()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        if self._job is not None:
            self._job.kill()
        self._stop_runner()
        self.broker.stop()
        if self.disk is not None:
            self.disk.keep(self.settings.folder / "archive-kept")

    @property
    def archive(self) -> Path | None:
        """The archive's folder, null without one."""
        return None if self.disk is None else self.disk.folder / "files"

    @property
    def job(self) -> Launched:
        """The `dateline run` that runs now (or has just ended)."""
        if self._job is None:
            raise RuntimeError("the job is not started")
        return self._job

    def start_job(self) -> None:
        """Start `dateline run`."""
        self.starts += 1
        self._ended = None
        self._job = Launched.start(self._arguments(), self.settings.folder / f"run.{self.starts:03}.log")

    def tend(self) -> None:
        """Start again what has ended, after a moment."""
        if self.job.code is None:
            return
        if self._ended is None:
            self._ended = time.monotonic()
            self.log(f"`dateline run` {self.starts} ended with {self.job.code}")
        elif time.monotonic() - self._ended > BACKOFF_SECONDS:
            self.job.clear()
            self.start_job()

    def wait(self, ready: Callable[[], bool], limit: float) -> float | None:
        """Seconds until ``ready``, tending meanwhile; null when it took longer than ``limit``."""
        begun = time.monotonic()
        while not ready():
            if time.monotonic() - begun > limit:
                return None
            self.tend()
            time.sleep(TICK_SECONDS)
        return time.monotonic() - begun

    def rest(self, seconds: float) -> None:
        """Let time pass, tending."""
        self.wait(lambda: False, seconds)

    def rising(self) -> Callable[[], bool]:
        """A question: has the acknowledged offset of every partition risen since now?"""
        before = self.progress.acknowledged()

        def risen() -> bool:
            nonlocal before
            now = self.progress.acknowledged()
            if before is None or now is None:
                before = before or now
                return False
            return len(now) == self.settings.partitions and all(
                offset > before.get(number, 0) for number, offset in now.items()
            )

        return risen

    def caught_up(self) -> bool:
        """Whether all that was sent is acknowledged."""
        ends, acknowledged = self.progress.ends(), self.progress.acknowledged()
        return ends is not None and acknowledged is not None and all(
            acknowledged.get(number, 0) == end for number, end in ends.items()
        )  # fmt: skip

    def strike(self, fault: Planned) -> float:
        """Inject a fault; returns the moment (monotonic) from which its recovery counts."""
        method: Callable[[float], float | None] = getattr(self, f"_{fault.kind}")
        begun = time.monotonic()
        if fault.kind.startswith("kill"):
            self.kills.append(round(time.time() * 1_000))
        since = method(fault.hold)
        return begun if since is None else since

    def stop_job(self) -> int | None:
        """End the job in order; its exit code. One that does not end is killed, and its code is null."""
        if self.job.code is not None:
            self.wait(lambda: self.job.code is None, STOP_SECONDS)
            self.wait(self.rising(), STOP_SECONDS)
        code = self.job.terminate(STOP_SECONDS)
        if code is None:
            self.job.kill()
        return code

    def restart_all(self) -> None:
        """What an operator does with a job that hangs: kill everything, start it anew."""
        self.job.kill()

    def _arguments(self) -> list[str]:
        settings, endpoint = self.settings, self.broker.endpoint
        arguments = ["--bootstrap-servers", endpoint, "--input-topic", self.topic, "--group", self.group]
        for kind, name in zip(OUTPUT_KINDS, self.outputs.names, strict=True):
            arguments.append(f"--{kind}-topic={name}")
        arguments += ["--stages", settings.stages, f"--max-record-bytes={MAX_RECORD_BYTES}"]
        if "--transaction-timeout" in run_options():
            arguments.append(f"--transaction-timeout={settings.transaction_timeout:g}")
        if self.archive is not None:
            arguments += ["--archive", str(self.archive), "--archive-window", "30"]
        return [*arguments, *self._runner_arguments(), *settings.more]

    def _pause(self, pids: list[int], hold: float) -> float:
        send(pids, signal.SIGSTOP)
        try:
            self.rest(hold)
        finally:
            send(pids, signal.SIGCONT)
        return time.monotonic()

    # The faults that all runners have; each returns from when its recovery counts (null: from the beginning).

    def _kill_broker(self, _hold: float) -> None:
        self.broker.kill()
        self.rest(1.0)
        self.broker.start()

    def _restart_broker(self, _hold: float) -> None:
        self.broker.stop()
        self.broker.start()

    def _pause_broker(self, hold: float) -> float:
        return self._pause([self.broker.pid], hold)

    def _kill_worker(self, _hold: float) -> None:
        send(self.worker_pids(), signal.SIGKILL)

    def _pause_worker(self, hold: float) -> float:
        return self._pause(self.worker_pids(), hold)

    def _pause_runner(self, hold: float) -> float:
        return self._pause(self.runner_pids(), hold)

    def _stop_job(self, _hold: float) -> None:
        code = self.stop_job()
        if code != 0:
            told = f"did not end within {STOP_SECONDS:.0f} s" if code is None else f"ended with {code}"
            self.incidents.append(f"stop_job: `dateline run` {self.starts} {told} after SIGTERM")

    def _fill_disk(self, hold: float) -> float:
        if self.disk is None:
            raise RuntimeError("there is no archive")
        self.disk.fill()
        try:
            self.rest(hold)
        finally:
            self.disk.free()
        return time.monotonic()

    @abstractmethod
    def worker_pids(self) -> list[int]:
        """The Python processes that do the work."""

    @abstractmethod
    def runner_pids(self) -> list[int]:
        """The processes of the runner that can be killed."""

    @abstractmethod
    def _kill_runner(self, _hold: float) -> None: ...

    @abstractmethod
    def _runner_arguments(self) -> list[str]: ...

    @abstractmethod
    def _start_runner(self) -> None:
        """Start what the job is submitted to."""

    @abstractmethod
    def _stop_runner(self) -> None:
        """End it."""


class PrismRig(Rig):
    """`dateline run` with the Prism that it starts; the worker is a part of `dateline run`."""

    def _start_runner(self) -> None:
        """`dateline run` brings Prism."""

    def _stop_runner(self) -> None:
        """It went with the job."""

    def _runner_arguments(self) -> list[str]:
        return ["--runner", "prism", "--prism-location", str(prism.prepare().path)]

    def worker_pids(self) -> list[int]:
        """`dateline run` itself."""
        return [self.job.pid]

    def runner_pids(self) -> list[int]:
        """Prism."""
        return self.job.runners()

    def _kill_runner(self, _hold: float) -> None:
        send(self.runner_pids(), signal.SIGKILL)

    def _kill_job(self, _hold: float) -> None:
        self.job.kill()

    def _zombie(self, hold: float) -> float:
        """The job is paused, another is started in its place, and when that works the first goes on."""
        old = self.job
        family = [old.pid, *below(old.pid)]
        send(family, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            risen = self.rising()
            self.start_job()
            self.wait(risen, LINGER_SECONDS)
            self.rest(max(0.0, hold - (time.monotonic() - begun)))
        finally:
            send(family, signal.SIGCONT)
        since = time.monotonic()
        if self.wait(lambda: old.code is not None, LINGER_SECONDS) is None:
            self.incidents.append(
                f"zombie: {old.log.name}: went on for {LINGER_SECONDS:.0f} s beside the one that replaced it"
            )
        with contextlib.suppress(subprocess.TimeoutExpired, OSError):
            os.killpg(old.pid, signal.SIGKILL)
        return since
