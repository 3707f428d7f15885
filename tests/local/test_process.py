"""Processes of parts: started, known by more than an id, stopped, and not left behind by a killed starter."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dateline.errors import LocalPartError
from dateline.local.process import Process, answers, free_port, is_alive, spawn, start_mark, stop, wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)",
]


def gone(pid: int, mark: str, timeout: float = 20.0) -> bool:
    """Whether the process ends within ``timeout`` seconds."""
    deadline = time.monotonic() + timeout
    while start_mark(pid) == mark:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_stop_ends_the_process(tmp_path: Path) -> None:
    process = spawn(SLEEPER, role="sleeper", log=tmp_path / "log")
    assert is_alive(process)
    stop([process])
    assert not is_alive(process)
    stop([process])


def test_process_that_ignores_the_polite_signal_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = spawn(DEAF, role="deaf", log=log)
    wait_until(lambda: log.read_text() or None, [process], what="It", timeout=20)
    stop([process], timeout=0.2)
    assert not is_alive(process)


def test_process_id_of_another_process_is_not_touched(tmp_path: Path) -> None:
    process = spawn(SLEEPER, role="sleeper", log=tmp_path / "log")
    stranger = Process("earlier", process.pid, "some other start", tmp_path / "log")
    assert not is_alive(stranger)
    stop([stranger])
    assert start_mark(process.pid) == process.mark
    stop([process])


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_parts_end_with_their_starter(tmp_path: Path, sign: signal.Signals) -> None:
    log = tmp_path / "log"
    starter = f"""
import sys, time
from pathlib import Path
from dateline.local.process import spawn
part = spawn([sys.executable, "-c", "import time; time.sleep(600)"], role="part", log=Path({str(log)!r}))
kept = spawn([sys.executable, "-c", "import time; time.sleep(600)"], role="kept", log=Path({str(log)!r}), detached=True)
print(part.pid, part.mark, kept.pid, kept.mark, flush=True)
time.sleep(600)
"""
    child = subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    pid, mark, kept_pid, kept_mark = child.stdout.readline().split()
    child.send_signal(sign)
    child.wait()
    child.stdout.close()
    assert gone(int(pid), mark)
    assert start_mark(int(kept_pid)) == kept_mark
    stop([Process("kept", int(kept_pid), kept_mark, log)])


def test_early_end_is_told_with_the_log(tmp_path: Path) -> None:
    process = spawn([sys.executable, "-c", "print('no such option'); exit(3)"], role="part", log=tmp_path / "part.log")
    with pytest.raises(LocalPartError, match="no such option"):
        wait_until(lambda: None, [process], what="The part", timeout=20)


def test_part_that_never_serves_is_stopped(tmp_path: Path) -> None:
    process = spawn(SLEEPER, role="part", log=tmp_path / "part.log")
    with pytest.raises(LocalPartError, match="not ready after"):
        wait_until(lambda: None, [process], what="The part", timeout=0.1)
    assert not is_alive(process)


def test_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LocalPartError, match="cannot run"):
        spawn([tmp_path / "absent"], role="part", log=tmp_path / "part.log")


def test_log_of_the_start_before_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "part.log"
    log.write_text("before")
    stop([spawn(SLEEPER, role="part", log=log)])
    assert (tmp_path / "part.log.old").read_text() == "before"


def test_free_port_is_free() -> None:
    assert not answers(free_port())
