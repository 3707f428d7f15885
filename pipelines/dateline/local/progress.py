"""How the parts tell what they are doing: one line of text for each step."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

Progress = Callable[[str], None]


def quiet(step: str) -> None:
    """Tell nobody about ``step``."""
    del step


def plain(step: str) -> None:
    """Write ``step`` as a line on standard error."""
    print(step, file=sys.stderr, flush=True)


@contextmanager
def console_progress(console: Console | None = None) -> Iterator[Progress]:
    """Show steps on standard error: a spinner on the current one on a terminal, else one plain line each.

    A step ends when the next is told or the block is left; on a terminal it then stays, with its duration if
    that was a second or more.
    """
    out = console or Console(stderr=True, highlight=False)
    if not out.is_terminal:
        yield lambda step: out.print(step, markup=False, soft_wrap=True)
        return
    current: list[tuple[str, float]] = []

    def finish(mark: str) -> None:
        for step, since in current:
            took = time.monotonic() - since
            duration = f" ({took:.0f} s)" if took >= 1 else ""
            out.print(f"{mark} {step}{duration}", markup=False, soft_wrap=True)
        current.clear()

    with out.status("") as status:

        def show(step: str) -> None:
            finish("✓")
            current.append((step, time.monotonic()))
            # A Text, not a string: a path in brackets is no markup.
            status.update(out.render_str(step, markup=False))

        try:
            yield show
        except BaseException:
            finish("✗")
            raise
        finish("✓")
