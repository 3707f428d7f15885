"""Kills a writer of the archive before each of its system calls in turn; a program, since it forks.

``python -m tests.files.killing FOLDER`` leaves the archives ``FOLDER/0``, ``FOLDER/1``, …, one for each call.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tests.files.records import START, entry

from dateline.files import ArchiveSettings, Stretch, write_pane

STRETCH = Stretch(START, START + 300, 0)
PANE = (entry(0), entry(1, decided="dead_letter"))
CALLS = ("write", "fsync", "open", "mkdir", "link", "replace", "rename", "unlink")


def killed_at(step: int, folder: Path) -> bool:
    """Archive ``PANE`` in a process that kills itself before its call number ``step``; whether it came so far."""
    child = os.fork()
    if child == 0:
        left = [step]
        for name in CALLS:
            setattr(os, name, _deadly(getattr(os, name), left))
        write_pane(ArchiveSettings(folder), STRETCH, PANE)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _deadly(call: Callable[..., object], left: list[int]) -> Callable[..., object]:
    def called(*arguments: object, **named: object) -> object:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return call(*arguments, **named)

    return called


if __name__ == "__main__":
    folder, step = Path(sys.argv[1]), 0
    while killed_at(step, folder / str(step)):
        step += 1
