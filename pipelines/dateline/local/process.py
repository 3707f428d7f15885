"""Starts, watches and stops the processes of the parts.

Every process leads its own group (a Ctrl-C in the terminal goes to the starter only, which then stops its parts
in order) and is known by its id *and* the moment it started, so that an id that the system has given to another
process since is never signalled.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dateline.errors import LocalPartError
from dateline.local import watchdog
from dateline.local.steps import tail

LOCALHOST = "127.0.0.1"
STOP_TIMEOUT = 15.0  # seconds between SIGTERM and SIGKILL
PORT_TIMEOUT = 3.0  # seconds in which a port that is in use may become free

T = TypeVar("T")

_children: dict[int, subprocess.Popen[bytes]] = {}
_guard = threading.Lock()
_link: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Process:
    """A started process: what it is, its id, when it started (an opaque mark), and where its output goes."""

    role: str
    pid: int
    mark: str
    log: Path


def spawn(
    command: Sequence[str | Path],
    *,
    role: str,
    log: Path,
    detached: bool = False,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Process:
    """Start ``command`` with both outputs in the file ``log`` (the one before is kept as ``log.old``).

    A detached process outlives the starter; any other is ended when the starter ends, even if that is killed.
    Raises LocalPartError when it cannot be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists():
        log.replace(log.with_name(log.name + ".old"))
    try:
        with log.open("wb") as output:
            child = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=dict(env) if env is not None else None,
                cwd=cwd,
            )
    except OSError as error:
        raise LocalPartError(
            f"{role}: cannot run {command[0]}: {error.strerror}.", "Remove it from the cache folder and try again."
        ) from error
    _children[child.pid] = child
    if not detached:
        _order(f"+{child.pid}")
    return Process(role, child.pid, start_mark(child.pid), log)


def start_mark(pid: int) -> str:
    """Return a text that two processes with the same id never share, or '' when there is no such process."""
    try:
        # proc(5): the name (field 2) is in brackets and may hold anything; field 22 is the start time in ticks.
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return ""
    else:
        return "" if fields[0] in {"Z", "X"} else fields[19]
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip()


def is_alive(process: Process) -> bool:
    """Whether ``process`` still runs (a process that ended and was not waited for does not)."""
    child = _children.get(process.pid)
    if child is not None and child.poll() is not None:
        return False
    return process.mark != "" and start_mark(process.pid) == process.mark


def stop(processes: Sequence[Process], timeout: float = STOP_TIMEOUT) -> None:
    """Stop ``processes`` one after the other, the last started first: SIGTERM, after ``timeout`` s SIGKILL."""
    for process in reversed(processes):
        if is_alive(process):
            _signal(process.pid, signal.SIGTERM)
            if not _gone(process, timeout):
                _signal(process.pid, signal.SIGKILL)
                _gone(process, 5.0)
            # What the leader left of its own group (the workers of a worker pool) goes with it.
            _signal(process.pid, signal.SIGKILL)
        _children.pop(process.pid, None)
        _order(f"-{process.pid}")


def wait_until(probe: Callable[[], T | None], processes: Sequence[Process], *, what: str, timeout: float) -> T:
    """Call ``probe`` until it returns something other than None, and return that.

    Raises LocalPartError with the end of the log when a process of ``processes`` ends first or time is up; both
    are then stopped.
    """
    deadline = time.monotonic() + timeout
    pause = 0.02
    while True:
        found = probe()
        if found is not None:
            return found
        dead = next((process for process in processes if not is_alive(process)), None)
        if dead is not None or time.monotonic() > deadline:
            stop(processes)
            shown = dead or processes[-1]
            reason = f"{shown.role} ended at once" if dead else f"not ready after {timeout:.0f} s"
            raise LocalPartError(
                f"{what} did not start: {reason}. The end of its log:\n{log_tail(shown.log)}\n",
                f"The whole log is {shown.log}.",
            )
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)


def log_tail(log: Path) -> str:
    """Return the last lines of a log, indented."""
    try:
        return tail(log.read_text(errors="replace")[-20_000:]) or "    (empty)"
    except OSError:
        return "    (no log)"


def free_port(wanted: int = 0) -> int:
    """Return ``wanted`` if it can be bound on 127.0.0.1, or a free port when it is 0.

    Raises LocalPartError when another process listens on it for longer than ``PORT_TIMEOUT``: the threads of a killed
    JVM hold its sockets for a moment after it is gone.
    """
    deadline = time.monotonic() + PORT_TIMEOUT
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOCALHOST, wanted))
                return int(probe.getsockname()[1])
            except OSError as error:
                if time.monotonic() > deadline:
                    raise LocalPartError(
                        f"port {wanted} on {LOCALHOST} cannot be used: {error.strerror}.",
                        "Choose another port, or stop what listens there.",
                    ) from error
        time.sleep(0.1)


def answers(port: int) -> bool:
    """Whether something accepts connections on ``port`` of 127.0.0.1."""
    try:
        with socket.create_connection((LOCALHOST, port), timeout=1.0):
            return True
    except OSError:
        return False


def _signal(group: int, sign: signal.Signals) -> None:
    with contextlib.suppress(OSError):
        os.killpg(group, sign)


def _gone(process: Process, timeout: float) -> bool:
    deadline = time.monotonic() + timeout
    while is_alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _order(text: str) -> None:
    """Send an order to the watchdog of this process, starting it at the first ``+``."""
    with _guard:
        if not _link:
            if text.startswith("-"):
                return
            _link.append(
                subprocess.Popen(
                    [sys.executable, "-I", "-S", str(Path(watchdog.__file__))],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            )
        stdin = _link[0].stdin
        if stdin is not None:
            # A watchdog that somebody killed must not keep the parts from being stopped.
            with contextlib.suppress(OSError):
                stdin.write(f"{text}\n".encode())
                stdin.flush()
