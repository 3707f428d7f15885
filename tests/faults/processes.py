"""The processes that faults strike: the broker, `dateline run`, and what runs below them. Linux only (``/proc``)."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dateline.errors import LocalPartError
from dateline.local import kafka
from dateline.local.parts import Prepared, Running
from dateline.local.process import LOCALHOST, free_port

PORTS = (15_000, 30_000)
"""Below the ports that the system gives to clients: one of them must not sit on a dead broker's port."""

BROKER_HEAP = "512m"
BROKER_SETTINGS = {
    # Transactions of the dead are looked for every 10 s by default.
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    "log.retention.check.interval.ms": "3600000",
}


def fixed_port() -> int:
    """A free port that a restarted part can take again."""
    for _ in range(100):
        with contextlib.suppress(LocalPartError):
            return free_port(random.randrange(*PORTS))
    raise LocalPartError("no free port was found.", f"Free some between {PORTS[0]} and {PORTS[1]}.")


def below(pid: int) -> dict[int, str]:
    """The processes that ``pid`` started, and those that these did, with their command lines."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError, IndexError):
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if fields[0] not in {"Z", "X"}:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found: dict[int, str] = {}
    todo = list(children.get(pid, ()))
    while todo:
        child = todo.pop()
        with contextlib.suppress(OSError):
            found[child] = (Path("/proc") / str(child) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        todo += children.get(child, ())
    return found


def send(pids: Sequence[int], sign: signal.Signals) -> None:
    """Signal those of ``pids`` that are still there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)


def send_group(pid: int, sign: signal.Signals) -> None:
    """Signal the process group that ``pid`` leads, if any of it is left."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, sign)


class Broker:
    """A real Kafka broker that can be killed and started again on the same port with the same data."""

    def __init__(self, prepared: Prepared, folder: Path) -> None:
        self._prepared = prepared
        self._folder = folder
        self._port, self._controller_port = fixed_port(), fixed_port()
        self._starts = 0
        self._part: Running | None = None

    @property
    def endpoint(self) -> str:
        """The bootstrap address."""
        return f"{LOCALHOST}:{self._port}"

    @property
    def pid(self) -> int:
        """The broker's process."""
        if self._part is None:
            raise RuntimeError("the broker is not started")
        return self._part.pid

    def start(self) -> None:
        """Start; returns when it serves."""
        log = self._folder / "kafka.log"
        if log.exists():
            log.replace(self._folder / f"kafka.{self._starts}.log")
        self._starts += 1
        self._part = kafka.start(
            self._prepared,
            state_dir=self._folder,
            port=self._port,
            controller_port=self._controller_port,
            heap=BROKER_HEAP,
            settings=BROKER_SETTINGS,
        )

    def kill(self) -> None:
        """Kill -9; returns when it is gone."""
        send_group(self.pid, signal.SIGKILL)
        self.stop()

    def stop(self) -> None:
        """End it in order (what is left of a killed one is cleared away)."""
        if self._part is not None:
            self._part.stop()


@dataclass
class Launched:
    """A `dateline run` that was started: a process group of its own, one log for each start."""

    process: subprocess.Popen[bytes]
    log: Path
    started: float = field(default_factory=time.monotonic)

    @classmethod
    def start(cls, arguments: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> Launched:
        """Start `dateline run` with ``arguments``."""
        command = [sys.executable, "-m", "dateline", "run", *arguments]
        with log.open("ab") as output:
            output.write(f"$ {' '.join(command)}\n".encode())
            output.flush()
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=env,
            )
        return cls(process, log)

    @property
    def pid(self) -> int:
        """The id of the process and of its group."""
        return self.process.pid

    @property
    def code(self) -> int | None:
        """Its exit code, null while it runs."""
        return self.process.poll()

    def runners(self) -> list[int]:
        """The Prism processes that it started."""
        return [pid for pid, command in below(self.pid).items() if "prism" in command.split(" ", 1)[0]]

    def kill(self) -> None:
        """Kill -9 of the whole group; returns when the leader is gone."""
        send_group(self.pid, signal.SIGKILL)
        self.process.wait(30)

    def clear(self) -> None:
        """End what a dead leader has left of its group, as a service manager does."""
        send_group(self.pid, signal.SIGKILL)

    def terminate(self, timeout: float) -> int | None:
        """SIGTERM to the leader; its exit code, or null when it has not ended after ``timeout`` seconds."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def tail(self, characters: int = 3_000) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-characters:]
