"""Ends the parts that a process started when that process dies, however it dies.

Run as a script by :mod:`dateline.local.process`, with no imports from dateline. Standard input is the link:
``+PID`` puts the process group PID under watch, ``-PID`` releases it; at the end of input (the starter closed it
or was killed) every group still under watch gets SIGTERM and, after ten seconds, SIGKILL.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

GRACE = 10.0  # seconds


def alive(group: int) -> bool:
    """Whether a process of ``group`` still runs."""
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True


def end(groups: set[int]) -> None:
    """End ``groups``: SIGTERM first, SIGKILL after the grace period."""
    for sign, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, 0.0)):
        for group in groups:
            with contextlib.suppress(OSError):
                os.killpg(group, sign)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(alive(group) for group in groups):
            time.sleep(0.05)


def watch() -> None:
    """Follow the orders on standard input to their end, then end what is left."""
    groups: set[int] = set()
    for order in sys.stdin:
        group = int(order[1:])
        if order[0] == "+":
            groups.add(group)
        else:
            groups.discard(group)
    end(groups)


if __name__ == "__main__":
    # Only the end of the link counts: whoever signals every process of ours must not orphan the parts by it.
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    watch()
