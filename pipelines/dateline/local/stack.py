"""Brings the parts of this machine up and down together, and says how they are.

A part that runs already is left as it is, one that died is started again; the state folder holds one record, the
logs and the data of each.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import platformdirs

from dateline.errors import OptionError
from dateline.local import flink, kafka, kfake, prism
from dateline.local.cache import forget, locked
from dateline.local.parts import Prepared, Running, recorded
from dateline.local.process import is_alive
from dateline.local.progress import Progress, quiet

# In the order in which they start; they stop in the other.
NAMES = (kfake.NAME, kafka.NAME, prism.NAME, flink.NAME)
LOCK_TIMEOUT = 600.0
# All that the parts put into the state folder, which may hold other things of the user's.
LEFT_BEHIND = (
    *(f"{name}{rest}" for name in NAMES for rest in (".json", "*.log", "*.log.old")),
    *("kfake-data", "kafka-data", "kafka-server.properties", "flink", ".lock"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which parts to bring up, and where; ports are those of 127.0.0.1, 0 takes a free one, None serves none."""

    kafka: str = "embedded"
    kafka_port: int = 9092
    registry_port: int | None = None
    prism: bool = True
    prism_port: int = 8073
    prism_web_port: int | None = None
    prism_location: Path | None = None
    flink: bool = False
    flink_port: int = 8099
    flink_rest_port: int = 8082
    flink_worker_port: int = 50000

    def __post_init__(self) -> None:
        if self.registry_port is not None and self.kafka != "embedded":
            raise OptionError("--registry-port", "only the embedded broker has a schema registry.", "Leave it out.")


@dataclass(frozen=True, slots=True)
class State:
    """How a part is: ``running``, ``damaged`` (some of its processes died) or ``died``; uptime in seconds."""

    name: str
    state: str
    endpoint: str
    addresses: dict[str, str]
    pids: dict[str, int]
    logs: dict[str, str]
    uptime: int


def default_state_dir() -> Path:
    """Return the folder for records, logs and data of parts that nobody named a folder for."""
    return Path(platformdirs.user_state_dir("dateline")) / "local"


def chosen(wanted: Wanted) -> tuple[str, ...]:
    """Return the names of the parts that ``wanted`` asks for, in starting order.

    >>> chosen(Wanted(kafka="real", flink=True))
    ('kafka', 'prism', 'flink')
    """
    broker = {"embedded": kfake.NAME, "real": kafka.NAME}.get(wanted.kafka)
    asked = {broker, prism.NAME if wanted.prism else None, flink.NAME if wanted.flink else None}
    return tuple(name for name in NAMES if name in asked)


def prepare(wanted: Wanted, progress: Progress = quiet) -> dict[str, Prepared]:
    """Fetch and build what the parts of ``wanted`` need; raises LocalPartError for the first that cannot be had."""
    ways: dict[str, Callable[[], Prepared]] = {
        kfake.NAME: partial(kfake.prepare, progress),
        kafka.NAME: partial(kafka.prepare, progress),
        prism.NAME: partial(prism.prepare, progress, location=wanted.prism_location),
        flink.NAME: partial(flink.prepare, progress),
    }
    return {name: ways[name]() for name in chosen(wanted)}


def up(wanted: Wanted, state_dir: Path, progress: Progress = quiet) -> list[Running]:
    """Bring up what ``wanted`` asks for; all of it outlives this process. Parts not asked for are left alone.

    Raises LocalPartError when a part cannot be started; those that came up before it keep running.
    """
    prepared = prepare(wanted, progress)
    with locked(state_dir / ".lock", what="Starting the parts", progress=progress, timeout=LOCK_TIMEOUT):
        return [_bring_up(name, prepared[name], wanted, state_dir, progress) for name in prepared]


def down(state_dir: Path, progress: Progress = quiet, *, purge: bool = False) -> list[str]:
    """Stop all parts of ``state_dir`` and return their names; ``purge`` removes their data and logs too."""
    stopped = []
    with locked(state_dir / ".lock", what="Stopping the parts", progress=progress, timeout=LOCK_TIMEOUT):
        for name in reversed(NAMES):
            part = recorded(state_dir, name)
            if part is not None:
                progress(f"stopping {name}")
                part.stop()
                stopped.append(name)
    if purge:
        for pattern in LEFT_BEHIND:
            for path in state_dir.glob(pattern):
                forget(path)
        with contextlib.suppress(OSError):  # not empty: something in it is not ours
            state_dir.rmdir()
    return stopped


def status(state_dir: Path, now: float | None = None) -> list[State]:
    """Return how each part is that was brought up with ``state_dir`` and not down since."""
    found = []
    for name in NAMES:
        part = recorded(state_dir, name)
        if part is None:
            continue
        alive = [process for process in part.processes if is_alive(process)]
        state = "running" if len(alive) == len(part.processes) else "damaged" if alive else "died"
        uptime = int((time.time() if now is None else now) - part.started_at) if alive else 0
        found.append(
            State(
                name,
                state,
                part.endpoint,
                part.addresses,
                {process.role: process.pid for process in alive},
                {process.role: str(process.log) for process in part.processes},
                max(uptime, 0),
            )
        )
    return found


def _bring_up(name: str, prepared: Prepared, wanted: Wanted, state_dir: Path, progress: Progress) -> Running:
    part = recorded(state_dir, name)
    if part is not None and part.is_alive():
        progress(f"{name} runs already at {part.endpoint}")
        return part
    if part is not None:
        part.stop()
    progress(f"starting {name}")
    ways: dict[str, Callable[[], Running]] = {
        kfake.NAME: lambda: kfake.start(
            prepared,
            port=wanted.kafka_port,
            registry_port=wanted.registry_port,
            data_dir=state_dir / "kfake-data",
            state_dir=state_dir,
            detached=True,
        ),
        kafka.NAME: lambda: kafka.start(prepared, port=wanted.kafka_port, state_dir=state_dir, detached=True),
        prism.NAME: lambda: prism.start(
            prepared, port=wanted.prism_port, web_port=wanted.prism_web_port, state_dir=state_dir, detached=True
        ),
        flink.NAME: lambda: flink.start(
            prepared,
            port=wanted.flink_port,
            rest_port=wanted.flink_rest_port,
            worker_port=wanted.flink_worker_port,
            state_dir=state_dir,
            detached=True,
        ),
    }
    return ways[name]()
