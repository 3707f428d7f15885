"""One job on a Flink cluster, from submission to its final state.

What holds for Beam Python 2.77 on Flink 1.19 (job server of Beam 2.62), and is dealt with here:

* Beam's own handle ends too early: its ``cancel()`` leaves the Flink job running, and it knows nothing of
  restarts. So it is used until Flink has the job, found by a name that no other launch has; from then on
  Flink's REST interface is the truth.
* A job whose readers have all ended does not end by itself: with checkpoints the ``Impulse`` at its start stays
  open for ever. With ``--shutdown_sources_after_idle_ms`` it closes although the readers still read, and from then
  on no checkpoint is finished (seen, at one a second: 2 in 26 s with 5 s, 1 in 29 s with 0, 35 in 47 s without). So it
  is refused, and once every step has seen the end of time the job is stopped with ``drain``: it is FINISHED at once.
* Flink starts a failed job again from its latest checkpoint, for ever where its configuration says so. A failure
  that no repetition can mend (``HOPELESS``) cancels the job.
* Beam starts one Python process for each TaskManager, whatever its slots; ``--sdk_worker_parallelism`` makes it
  more.
* Bags, values, timers and the restrictions of splittable functions come back from checkpoints and savepoints as
  they were, at parallelism 2 too (tests/pipeline/test_flink_job.py); no fault was found in them. All
  steps have labels of their own, which Beam makes the operators' ids of; what a changed label does was not tried.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dateline.errors import DatelineError, PreflightError
from dateline.launch.flink_rest import Cluster, FlinkUnreachableError, JobOverview
from dateline.launch.settings import FlinkSettings
from dateline.launch.waiting import JobFailedError, reason_of

_LOGGER = logging.getLogger(__name__)

UNALIGNED = ("execution.checkpointing.unaligned", "execution.checkpointing.unaligned.enabled")
"""The cluster's settings, by their older and newer name."""

LAUNCH_CHARACTERS = 12
"""The length of what :func:`dateline.kafka.control.new_launch` names a launch by, in hexadecimal digits."""

POLL_SECONDS = 1.0
UNREACHABLE_SECONDS = 120.0
"""How long a JobManager may not answer (it restarts) before the job counts as lost."""

HOPELESS = ("dateline.unexpected.TooManyUnexpectedError", "dateline.dedup.state.StateLayoutError")
"""Failures that a restart cannot mend: too many unexpected errors, state of another layout."""


def check_cluster(settings: FlinkSettings) -> str:
    """Look at the cluster before anything is submitted and return what matters of its settings, as a line.

    Raises :class:`~dateline.errors.PreflightError` when it does not answer or has too few free slots, where a job
    would sit and wait.
    """
    cluster = Cluster(settings.rest)
    free, slots = cluster.slots()
    if free < settings.parallelism:
        raise PreflightError(
            f"{settings.rest} has {free} free slots of {slots}, and the job needs {settings.parallelism}.",
            "Cancel what is not needed (`dateline jobs` lists it), add TaskManagers or lower --parallelism.",
        )
    config = cluster.settings()
    refuse_unaligned(config)
    where = config.get("state.checkpoints.dir") or "the JobManager's memory (set state.checkpoints.dir!)"
    restart = config.get("restart-strategy.type") or config.get("restart-strategy") or "Flink's default"
    every = "none" if settings.checkpoint_seconds is None else f"every {settings.checkpoint_seconds:g} s to {where}"
    start = "" if settings.from_savepoint is None else f", from {settings.from_savepoint}"
    return f"flink {settings.rest}: parallelism {settings.parallelism}, checkpoints {every}, restarts {restart}{start}"


def refuse_unaligned(config: Mapping[str, str]) -> None:
    """Raise :class:`~dateline.errors.PreflightError` for a cluster whose checkpoints hold what is under way.

    An article that was decided before the checkpoint would come out of it with a decision that no longer holds: what
    was published since is not known to it, and the sink refuses it, after every restart anew.
    """
    for name in UNALIGNED:
        if config.get(name, "").lower() == "true":
            raise PreflightError(
                f"The cluster is set to unaligned checkpoints ({name}).",
                "Set it to false; taskmanager.network.memory.buffer-debloat.enabled: true keeps aligned ones short.",
            )


def running_job(settings: FlinkSettings, prefix: str) -> JobOverview | None:
    """The job on the cluster whose name is ``prefix`` and a launch id, if one runs: it outlives who launched it.

    Raises :class:`~dateline.errors.PreflightError` when the cluster does not answer.
    """
    named = re.compile(rf"{re.escape(prefix)}[0-9a-f]{{{LAUNCH_CHARACTERS}}}")
    jobs = Cluster(settings.rest).jobs()
    return next((job for job in jobs if not job.ended and named.fullmatch(job.name)), None)


@dataclass
class FlinkJob:
    """A job under a ``name`` of its own; ``result`` is Beam's handle (null when another process submitted it and
    ``id`` is known), ``tell`` gets lines to show.

    Has the parts of Beam's handle that waiting needs: ``wait_until_finish`` and ``cancel``.
    """

    result: Any
    settings: FlinkSettings
    name: str
    tell: Callable[[str], None] = _LOGGER.warning
    id: str | None = None
    _told: int = 0
    _restarts: int = 0
    _draining: bool = False
    _cancelled: bool = False
    _hopeless: str | None = None
    _refused: list[BaseException] = field(default_factory=list)

    @property
    def cluster(self) -> Cluster:
        """The cluster's REST interface."""
        return Cluster(self.settings.rest)

    def wait_until_finish(self) -> str:
        """Follow the job to its end and return Flink's word for it (FINISHED, or CANCELED when we did that).

        Raises :class:`JobFailedError` with the root cause when it failed, was cancelled by someone else, or is lost.
        """
        if self.result is not None:
            threading.Thread(target=self._await_beam, name="dateline-beam-result", daemon=True).start()
        silent_since: float | None = None
        while True:
            try:
                state = self._look()
                silent_since = None
            except FlinkUnreachableError as error:
                silent_since = silent_since or time.monotonic()
                if time.monotonic() - silent_since > UNREACHABLE_SECONDS:
                    raise JobFailedError(f"The job is lost: {error.message}", error.remedy) from error
            else:
                if state in {"FINISHED", "CANCELED", "FAILED"}:
                    return self._ended(state)
            time.sleep(POLL_SECONDS)

    def drain(self) -> None:
        """Say that the readers were asked to end: when they have, the job is brought to its end."""
        self._draining = True

    def cancel(self) -> None:
        """Cancel the job on the cluster."""
        self._cancelled = True
        if self.id is not None:
            self.cluster.cancel(self.id)
        else:
            self.result.cancel()

    def _await_beam(self) -> None:
        """Beam's handle tells of a submission that Flink never saw."""
        try:
            self.result.wait_until_finish()
        except BaseException as error:  # noqa: BLE001  (looked at by the thread that follows the job)
            self._refused.append(error)

    def _look(self) -> str:
        """See how the job is, tell what is new, and do what is due; returns its state."""
        if self.id is None:
            return self._find()
        state = self.cluster.state(self.id)
        self._tell_failures(state)
        if state == "RUNNING" and self._draining and self.cluster.read_to_its_end(self.id):
            self._draining = False
            self._end_drained(self.id)
        return state

    def _find(self) -> str:
        found = next((job for job in self.cluster.jobs() if job.name == self.name), None)
        if found is None:
            if self._refused:
                error = self._refused[0]
                raise JobFailedError(f"Flink did not take the job: {reason_of(error)}", _SEE_LOGS) from error
            return "SUBMITTED"
        self.id = found.id
        self.tell(f"job {self.name}, id {found.id}: {self.settings.rest.rstrip('/')}/#/job/running/{found.id}")
        if self._cancelled:
            self.cluster.cancel(found.id)
        return found.state

    def _end_drained(self, job: str) -> None:
        savepoint = self.cluster.savepoint(job, stop=True, drain=True)
        # It says that time has ended: nothing could start from it.
        self.cluster.dispose(savepoint)
        self.tell("all that was read is written and closed")

    def _tell_failures(self, state: str) -> None:
        assert self.id is not None
        failures = [each for each in self.cluster.failures(self.id) if each.at_millis > self._told]
        if not failures:
            return
        self._told = failures[0].at_millis
        if state not in {"FAILED", "CANCELED", "FINISHED"}:
            self.tell(f"restart {self.cluster.restarts(self.id)}: {failures[0].reason}")
        hopeless = next((each.reason for each in failures if any(name in each.reason for name in HOPELESS)), None)
        if hopeless is not None and self._hopeless is None:
            self._hopeless = hopeless
            self.cluster.cancel(self.id)

    def _ended(self, state: str) -> str:
        if self._hopeless is not None:
            raise JobFailedError(f"The job failed: {self._hopeless}", _SEE_LOGS)
        if state == "FINISHED" or (state == "CANCELED" and self._cancelled):
            return state
        again = self._start_again()
        if state == "CANCELED":
            raise JobFailedError("The job was cancelled on the cluster, not by us.", again)
        failures = self.cluster.failures(self.id or "")
        raise JobFailedError(f"The job failed: {failures[0].reason if failures else 'no reason given'}", again)

    def _start_again(self) -> str:
        try:
            path = self.cluster.latest_checkpoint(self.id or "")
        except DatelineError:
            path = None
        return _SEE_LOGS if path is None else f"Its latest checkpoint: --from-savepoint {path}"


_SEE_LOGS = "See the logs of Beam's job server and of the TaskManagers."
