"""Runs a command that is one step of a set-up and turns its failure into an error with a remedy."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from dateline.errors import LocalPartError

TAIL_LINES = 12


def tail(text: str, lines: int = TAIL_LINES) -> str:
    r"""Return the last non-empty ``lines`` of ``text``, indented.

    >>> tail("a\n\nb\nc\n", lines=2)
    '    b\n    c'
    """
    kept = [line.rstrip() for line in text.splitlines() if line.strip()][-lines:]
    return "\n".join(f"    {line[:500]}" for line in kept)


def run_step(
    command: Sequence[str | Path],
    *,
    step: str,
    remedy: str,
    timeout: float,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> str:
    """Run ``command`` to its end and return what it wrote to standard output.

    Raises LocalPartError with ``step``, the last lines of its output and ``remedy`` when it cannot be started,
    fails, or takes longer than ``timeout`` seconds (it is then killed).
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise LocalPartError(f"{step}: cannot run {words[0]}: {error.strerror}.", remedy) from error
    except subprocess.TimeoutExpired as error:
        raise LocalPartError(f"{step}: {words[0]} took longer than {timeout:.0f} s.", remedy) from error
    if done.returncode:
        raise LocalPartError(
            f"{step}: {Path(words[0]).name} failed with status {done.returncode}:\n"
            f"{tail(done.stderr or done.stdout)}\n",
            remedy,
        )
    return done.stdout
