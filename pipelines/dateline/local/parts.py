"""What every part has in common: what is prepared, what runs, and the record of it in the state folder."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from dateline.local.process import Process, is_alive, stop


@dataclass(frozen=True, slots=True)
class Prepared:
    """A part that can be started: its files under ``path`` (a program or a folder), and the Java it needs."""

    name: str
    version: str
    path: Path
    java: Path | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A part that serves at ``endpoint`` (``HOST:PORT``); leave the ``with`` block, or call stop, to end it.

    ``addresses`` are its further addresses by name, ``started_at`` is in seconds since 1970.
    """

    name: str
    endpoint: str
    processes: tuple[Process, ...]
    state_dir: Path
    started_at: float
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def pid(self) -> int:
        """The id of its first process: the broker, Prism, or Flink's JobManager."""
        return self.processes[0].pid

    def process(self, role: str) -> Process:
        """Return the process with ``role`` (of Flink: jobmanager, taskmanager, workers, jobserver)."""
        return next(process for process in self.processes if process.role == role)

    def is_alive(self) -> bool:
        """Whether all its processes run."""
        return all(is_alive(process) for process in self.processes)

    def current(self) -> Running:
        """The part as it is now: processes that were started again since are those of its record."""
        now = recorded(self.state_dir, self.name)
        return now if now is not None and now.started_at == self.started_at else self

    def stop(self) -> None:
        """Stop all its processes and remove its record; does nothing when it was stopped before."""
        stop(self.current().processes)
        record_path(self.state_dir, self.name).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def record_path(state_dir: Path, name: str) -> Path:
    """Return the file that says how the part ``name`` of ``state_dir`` runs."""
    return state_dir / f"{name}.json"


def running(
    name: str,
    endpoint: str,
    processes: tuple[Process, ...],
    state_dir: Path,
    addresses: dict[str, str] | None = None,
    started_at: float | None = None,
) -> Running:
    """Return the part that has just come up (or did at ``started_at``), and write its record."""
    part = Running(name, endpoint, processes, state_dir, started_at or time.time(), addresses or {})
    content = {
        "name": name,
        "endpoint": endpoint,
        "addresses": part.addresses,
        "started_at": part.started_at,
        "processes": [{"role": p.role, "pid": p.pid, "mark": p.mark, "log": str(p.log)} for p in processes],
    }
    path = record_path(state_dir, name)
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_text(json.dumps(content, indent=1) + "\n")
    scratch.replace(path)
    return part


def recorded(state_dir: Path, name: str) -> Running | None:
    """Return the part ``name`` that was started with ``state_dir`` and not stopped, or None when there is none.

    It may have died since: ask ``is_alive``. A record that cannot be read counts as none.
    """
    try:
        content = json.loads(record_path(state_dir, name).read_text())
        return Running(
            name,
            str(content["endpoint"]),
            tuple(Process(p["role"], int(p["pid"]), p["mark"], Path(p["log"])) for p in content["processes"]),
            state_dir,
            float(content["started_at"]),
            dict(content["addresses"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
