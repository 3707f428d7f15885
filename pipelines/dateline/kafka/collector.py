"""Python's garbage collector in a worker that makes a hundred thousand small objects a second."""

from __future__ import annotations

import gc
import threading

YOUNG_OBJECTS = 100_000
"""New containers between two collections. Records are freed by their reference counts; looking for cycles among them
every 2,000 (Python's default) took a seventh of a read's time, and brings nothing. What cycles there are (exceptions,
connections) then wait for some tens of megabytes at most."""

_once = threading.Lock()
_done: list[bool] = []


def relax() -> None:
    """Have this process collect less often, and leave out what is loaded already; the second call does nothing.

    Never makes it collect more often than it did.
    """
    with _once:
        if _done:
            return
        _done.append(True)
    young, middle, old = gc.get_threshold()
    if young:
        gc.set_threshold(max(young, YOUNG_OBJECTS), middle, old)
    gc.freeze()
