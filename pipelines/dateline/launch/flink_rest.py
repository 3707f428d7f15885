"""Flink's REST interface: what jobs there are, how one fares and why it failed, savepoints, cancelling.

As described in Flink 1.19's documentation, "REST API". Addresses in answers are never followed.
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from dateline.errors import DatelineError, OptionError, PreflightError

ENDED = frozenset({"FINISHED", "CANCELED", "FAILED"})
"""The states that a job does not leave."""

MAX_WATERMARK = 9223372036854775
"""The watermark of Beam's end of time (``BoundedWindow.TIMESTAMP_MAX_VALUE``) in ms; Flink's own is larger."""

SAVEPOINT_SECONDS = 600.0


class FlinkUnreachableError(PreflightError):
    """Flink's REST interface does not answer, or not as one."""


class JobMissingError(DatelineError):
    """The cluster knows no such job (any more)."""


class SavepointError(DatelineError):
    """Flink could not write a savepoint."""


@dataclass(frozen=True, slots=True)
class JobOverview:
    """A job of the cluster: its id, name, Flink's word for its state, and when it started (ms since 1970)."""

    id: str
    name: str
    state: str
    started_millis: int

    @property
    def ended(self) -> bool:
        """Whether it is in a final state."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job was restarted or failed: when (ms since 1970), and the root cause in one line."""

    at_millis: int
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Flink cluster by the address of its REST interface, such as ``http://localhost:8081``."""

    rest: str
    timeout_seconds: float = 30.0

    def slots(self) -> tuple[int, int]:
        """The task slots: free ones, and all."""
        found = self._ask("/overview")
        return int(found["slots-available"]), int(found["slots-total"])

    def settings(self) -> dict[str, str]:
        """The configuration that the JobManager runs with."""
        return {str(each["key"]): str(each["value"]) for each in self._ask("/jobmanager/config")}

    def jobs(self) -> list[JobOverview]:
        """All jobs that the cluster remembers, the latest first."""
        jobs = [
            JobOverview(str(job["jid"]), str(job["name"]), str(job["state"]), int(job["start-time"]))
            for job in self._ask("/jobs/overview")["jobs"]
        ]
        return sorted(jobs, key=lambda job: -job.started_millis)

    def find(self, named: str | None) -> JobOverview:
        """The job with the id or name ``named``; without one the only job that has not ended.

        Raises :class:`JobMissingError` when there is none, or more than one to choose from.
        """
        jobs = self.jobs()
        if named is not None:
            found = [job for job in jobs if named in (job.id, job.name)]
            if not found:
                raise JobMissingError(f"{self.rest} has no job {named!r}.", "`dateline jobs` lists what it has.")
            return found[0]
        live = [job for job in jobs if not job.ended]
        if len(live) != 1:
            what = "no job runs" if not live else f"{len(live)} jobs run: {', '.join(job.name for job in live)}"
            raise JobMissingError(f"{self.rest}: {what}.", "Name one by its id or name." if live else "")
        return live[0]

    def state(self, job: str) -> str:
        """Flink's word for the state of a job: CREATED, RUNNING, RESTARTING, FINISHED, CANCELED, FAILED …"""
        return str(self._ask(f"/jobs/{job}/status")["status"])

    def restarts(self, job: str) -> int:
        """How often a job was restarted."""
        found = self._ask(f"/jobs/{job}/metrics?get=numRestarts")
        return int(float(found[0]["value"])) if found else 0

    def failures(self, job: str) -> list[Failure]:
        """What went wrong in a job, the latest first (Flink keeps 16)."""
        found = self._ask(f"/jobs/{job}/exceptions?maxExceptions=16")
        entries = found.get("exceptionHistory", {}).get("entries", [])
        return [Failure(int(each["timestamp"]), root_cause(str(each["stacktrace"]))) for each in entries]

    def read_to_its_end(self, job: str) -> bool:
        """Whether every step of a job has the end of time as its watermark: nothing is read any more, all is fired."""
        # Flink's sources have no input and so no watermark; a job has one for each Impulse.
        steps = [vertex for vertex in self._ask(f"/jobs/{job}")["vertices"] if not vertex["name"].startswith("Source:")]
        for vertex in (step["id"] for step in steps):
            marks = self._ask(f"/jobs/{job}/vertices/{vertex}/watermarks")
            if not marks or any(int(mark["value"]) < MAX_WATERMARK for mark in marks):
                return False
        return bool(steps)

    def steps(self, job: str) -> list[tuple[str, list[int]]]:
        """The steps of a job by Flink's names, and how many elements each of their parallel tasks has taken in."""
        found = []
        for step in self._ask(f"/jobs/{job}")["vertices"]:
            tasks = self._ask(f"/jobs/{job}/vertices/{step['id']}")["subtasks"]
            found.append((str(step["name"]), [int(task["metrics"]["read-records"]) for task in tasks]))
        return found

    def latest_checkpoint(self, job: str) -> str | None:
        """The path of the latest finished checkpoint, null where there is none."""
        latest = self._ask(f"/jobs/{job}/checkpoints")["latest"]["completed"]
        return str(latest["external_path"]) if latest else None

    def cancel(self, job: str) -> None:
        """Cancel a job; what it had not yet written is dropped. Ending takes a moment, so ask for the state."""
        self._ask(f"/jobs/{job}?mode=cancel", method="PATCH")

    def savepoint(
        self, job: str, *, stop: bool = False, drain: bool = False, timeout_seconds: float = SAVEPOINT_SECONDS
    ) -> str:
        """Write a savepoint and return its path; with ``stop`` the job then ends, FINISHED.

        ``drain`` lets the end of time go through the job before it stops. Python readers are not told, so it ends
        only when all of them have ended (see :mod:`dateline.launch.flink_job`). Raises :class:`SavepointError`.
        """
        order = {"drain": drain} if stop else {"cancel-job": False}
        path = f"/jobs/{job}/{'stop' if stop else 'savepoints'}"
        ticket = self._ask(path, method="POST", body=order)["request-id"]
        deadline = time.monotonic() + timeout_seconds
        while time.monotonic() < deadline:
            found = self._ask(f"/jobs/{job}/savepoints/{ticket}")
            if found["status"]["id"] == "COMPLETED":
                operation = found["operation"]
                if "location" in operation:
                    return str(operation["location"])
                raise SavepointError(f"Flink wrote no savepoint: {root_cause(_trace(operation))}.", _SAVEPOINT_REMEDY)
            time.sleep(0.25)
        raise SavepointError(f"Flink wrote no savepoint within {timeout_seconds:.0f} s.", _SAVEPOINT_REMEDY)

    def dispose(self, savepoint: str) -> None:
        """Ask the cluster to delete a savepoint."""
        self._ask("/savepoint-disposal", method="POST", body={"savepoint-path": savepoint})

    def _ask(self, path: str, *, method: str = "GET", body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked when the option was read
            self.rest.rstrip("/") + path, data=data, method=method, headers={"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout_seconds) as answer:  # noqa: S310 - as above
                text = answer.read()
            return json.loads(text) if text.strip() else {}
        except urllib.error.HTTPError as error:
            told = root_cause(_errors(error.read()))
            if error.code == 404:
                raise JobMissingError(f"{self.rest}{path.partition('?')[0]}: {told}") from error
            raise DatelineError(f"Flink refused {method} {path}: {told}") from error
        except (OSError, ValueError) as error:
            raise FlinkUnreachableError(
                f"Flink does not answer at {self.rest}: {getattr(error, 'reason', error)}.",
                "Check --flink-rest: it is the address of Flink's web page.",
            ) from error


def checked_address(rest: str) -> str:
    """The address of a REST interface. Raises :class:`~dateline.errors.OptionError` if it is no http address."""
    if not rest.startswith(("http://", "https://")):
        raise OptionError("--flink-rest", f"{rest!r} is no http address.", "Give e.g. http://localhost:8081.")
    return rest


_SAVEPOINT_REMEDY = "Check state.savepoints.dir in Flink's configuration and the JobManager's log."


def root_cause(trace: str) -> str:
    r"""The line of a Java stack trace that says why, without its class where the text speaks for itself.

    A failure of ours (a Python traceback within) comes first, then the innermost cause.

    >>> root_cause("a.b.JobException: Recovery\n\tat x\nCaused by: java.lang.Exception: no disk\n\tat y")
    'java.lang.Exception: no disk'
    >>> root_cause("E: job\nCaused by: R: Traceback:\n  File x\ndateline.errors.PublishError: no\n\tat z\nCaused by: q")
    'dateline.errors.PublishError: no'
    >>> root_cause("E: job\nCaused by: R: Traceback (most recent call last):\n  File x\nTypeError: a set\n\tat z")
    'TypeError: a set'
    """
    lines = [line.strip() for line in trace.splitlines() if line.strip()]
    told = [line for line in lines if re.match(r"dateline\.[\w.]+: ", line)]
    if told:
        return told[-1]
    python = [line for line in lines if re.match(r"[\w.]*(Error|Exception): ", line) and not line.startswith("java")]
    causes = [line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")]
    if python and causes and causes[-1].endswith("Traceback (most recent call last):"):
        causes = python
    return ([*lines[:1], *(causes or python)] or ["no reason given"])[-1][:500]


def _errors(body: bytes) -> str:
    """The text of Flink's error answer."""
    try:
        return "\n".join(json.loads(body)["errors"])
    except (ValueError, KeyError, TypeError):
        return body.decode(errors="replace")


def _trace(operation: dict[str, Any]) -> str:
    return str(operation.get("failure-cause", {}).get("stack-trace", ""))
