"""One run from the first article to the verdict."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults import reading
from tests.faults.oracle import Verdict, judge
from tests.faults.report import Report, Struck, table_of
from tests.faults.rig import STOP_SECONDS, Log, PrismRig, Rig, RigSettings
from tests.faults.schedule import Planned, Runner, available, plan
from tests.faults.traffic import Author, Producer

from dateline.audit.topics import audit_topics
from dateline.errors import DatelineError

FIRST_SECONDS = 180.0
"""So long may the first start take."""

CATCH_UP_SECONDS = 300.0
"""So long may the job take to publish the rest when nothing more is sent."""

RECALLED = 12
"""So many copies of old articles are sent after each fault."""

SETTLE_SECONDS = 2.0
MOST_STALLS = 3


@dataclass(frozen=True, slots=True)
class FaultSettings:
    """What a run is: the same settings give the same plan and the same articles.

    ``others`` (faults that are no kills; null: a third of the kills), ``recovery_limit`` in seconds: a job that
    makes no progress for so long after a fault is a finding.
    """

    runner: Runner = "prism"
    minutes: float = 2.0
    kills: int = 6
    others: int | None = None
    articles: int = 2_000
    stages: str = "deduplicate"
    seed: int = 1
    partitions: int = 2
    parallelism: int = 2
    archive: bool = True
    only: tuple[str, ...] = ()
    recovery_limit: float = 180.0
    transaction_timeout: float = 10.0
    more: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long articles flow at least."""
        return self.minutes * 60

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds


class FaultRun:
    """Injects the planned faults into a job and hands what is left to the oracle."""

    def __init__(self, settings: FaultSettings, folder: Path, log: Log) -> None:
        self.settings = settings
        self.folder = folder
        self._begun = time.monotonic()
        self._print = log
        self._struck: list[Struck] = []
        self._skipped: dict[str, str] = {}
        self._incidents: list[str] = []

    def _log(self, text: str) -> None:
        self._print(f"{time.monotonic() - self._begun:7.1f} s  {text}")

    def run(self) -> Report:
        """Everything; what is started is stopped in any case."""
        folder, settings = self.folder, self.settings
        folder.mkdir(parents=True, exist_ok=True)
        rig_settings = RigSettings(
            runner=settings.runner,
            folder=folder,
            stages=settings.stages,
            partitions=settings.partitions,
            parallelism=settings.parallelism,
            transaction_timeout=settings.transaction_timeout,
            archive=settings.archive,
            more=settings.more,
        )
        with rig_class(settings.runner)(rig_settings, self._log) as rig:
            producer = Producer(rig.connection, rig.topic, Author(settings.seed, settings.partitions), settings.rate)
            producer.start()
            seconds = self._under_faults(rig, producer)
            verdict, audit = self._conclude(rig, producer)
            restarts = rig.starts
            incidents = (*self._incidents, *rig.incidents)
        report = Report(
            {**asdict(settings), "rate": round(settings.rate, 1)},
            seconds,
            tuple(self._struck),
            restarts,
            verdict,
            audit,
            incidents,
            self._skipped,
        )
        (folder / "report.json").write_text(report.to_json(), encoding="utf-8")
        (folder / "faults.txt").write_text(table_of(self._struck) + "\n", encoding="utf-8")
        return report

    def _plan(self, rig: Rig) -> list[Planned]:
        settings = self.settings
        disk = rig.disk
        if disk is None or disk.reason:
            self._skipped["fill_disk"] = "there is no archive" if disk is None else disk.reason
        kinds = available(settings.runner, archive=disk is not None and not disk.reason, only=settings.only)
        return plan(
            kinds,
            seed=settings.seed,
            seconds=settings.seconds,
            kills=settings.kills,
            others=settings.kills // 3 if settings.others is None else settings.others,
            transaction_timeout=settings.transaction_timeout,
        )

    def _under_faults(self, rig: Rig, producer: Producer) -> float:
        started = rig.wait(rig.rising(), FIRST_SECONDS)
        if started is None:
            self._incident(f"nothing was published within {FIRST_SECONDS:.0f} s of the first start", rig)
            return time.monotonic() - self._begun
        self._log(f"first articles acknowledged after {started:.1f} s")
        origin, stalls = time.monotonic(), 0
        for fault in self._plan(rig):
            rig.rest(max(0.0, origin + fault.at - time.monotonic()))
            struck = self._strike(rig, producer, fault, time.monotonic() - origin)
            self._struck.append(struck)
            if struck.recovery is None:
                stalls += 1
                if stalls >= MOST_STALLS:
                    self._incidents.append(f"given up after {stalls} stalls")
                    break
                rig.restart_all()
                rig.wait(rig.rising(), self.settings.recovery_limit)
        else:
            rig.rest(max(0.0, origin + self.settings.seconds - time.monotonic()))
        return time.monotonic() - origin

    def _strike(self, rig: Rig, producer: Producer, fault: Planned, at: float) -> Struck:
        known, starts, incidents = producer.texts, rig.starts, len(rig.incidents)
        self._log(f"{fault.kind}" + (f" for {fault.hold:.0f} s" if fault.hold else ""))
        since = rig.strike(fault)
        producer.recall(known // 2, RECALLED)
        waited = rig.wait(rig.rising(), self.settings.recovery_limit)
        recovery = None if waited is None else time.monotonic() - since
        note = "; ".join(rig.incidents[incidents:])
        if recovery is None:
            self._incident(f"{fault.kind} at {at:.0f} s: no progress for {self.settings.recovery_limit:.0f} s", rig)
        else:
            self._log(f"  goes on after {recovery:.1f} s")
        return Struck(fault.kind, round(at, 1), fault.hold, recovery and round(recovery, 2), rig.starts - starts, note)

    def _incident(self, told: str, rig: Rig) -> None:
        self._log(f"INCIDENT: {told} ({rig.job.log.name}, exit code {rig.job.code})")
        self._incidents.append(f"{told} (see {rig.job.log.name})")

    def _conclude(self, rig: Rig, producer: Producer) -> tuple[Verdict | None, tuple[str, ...]]:
        producer.finish()
        for number, error in sorted(producer.failed.items())[:5]:
            self._log(f"record {number} was not acknowledged: {error}")
        waited = rig.wait(rig.caught_up, CATCH_UP_SECONDS)
        if waited is None:
            ends, done = rig.progress.ends(), rig.progress.acknowledged()
            self._incident(f"not all was acknowledged after {CATCH_UP_SECONDS:.0f} s: {done} of {ends}", rig)
        else:
            self._log(f"all acknowledged {waited:.1f} s after the last article")
        time.sleep(SETTLE_SECONDS)
        code = rig.stop_job()
        if code != 0:
            told = f"did not end within {STOP_SECONDS:.0f} s" if code is None else f"ended with {code}"
            self._incident(f"the last `dateline run` {told} after SIGTERM", rig)
        return self._judge(rig, producer)

    def _judge(self, rig: Rig, producer: Producer) -> tuple[Verdict | None, tuple[str, ...]]:
        try:
            with closing(rig.progress):
                evidence = reading.gather(
                    rig.connection,
                    rig.topic,
                    rig.outputs,
                    rig.progress,
                    producer,
                    archive=rig.archive,
                    kills=rig.kills,
                    deduplicates="deduplicate" in self.settings.stages,
                )
            report = audit_topics(rig.connection, [rig.topic], rig.outputs)
        except DatelineError as error:
            self._incident(f"what the job left cannot be read: {error}", rig)
            return None, ()
        # Repetitions only warn in an audit; here they are what must not be.
        audit = tuple(f"{each.problem}: {each.count}, e.g. {', '.join(each.examples[:3])}" for each in report.findings)
        return judge(evidence), audit


def rig_class(runner: Runner) -> Callable[[RigSettings, Log], Rig]:
    """The rig of a runner."""
    if runner == "flink":
        from tests.faults.flink_rig import FlinkRig

        return FlinkRig
    return PrismRig


def discard(folder: Path) -> None:
    """Remove what a run that was right has left."""
    shutil.rmtree(folder, ignore_errors=True)
