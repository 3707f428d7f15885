"""The brake: a job in which the unexpected becomes usual stops, before it fills the dead-letter topic."""

from __future__ import annotations

import collections

from dateline.errors import DatelineError

WINDOW = 1_000
"""How many of the latest outcomes of a worker are looked at."""

FEWEST = 20
"""Below this many unexpected errors nothing stops: a handful of odd articles is no trend."""


class TooManyUnexpectedError(DatelineError):
    """The share of unexpected errors is above the limit; the job stops."""


class UnexpectedRatio:
    """Counts unexpected dead letters among the latest 1,000 outcomes of this worker.

    >>> ratio = UnexpectedRatio(0.5)
    >>> for _ in range(20):
    ...     ratio.note(unexpected=True)
    >>> ratio.check()
    Traceback (most recent call last):
    ...
    dateline.unexpected.TooManyUnexpectedError: 20 of the latest 20 outcomes are unexpected errors (limit 0.5). ...
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._latest: collections.deque[bool] = collections.deque(maxlen=WINDOW)

    def note(self, *, unexpected: bool) -> None:
        """Take note of one outcome."""
        self._latest.append(unexpected)

    def check(self) -> None:
        """Raise :class:`TooManyUnexpectedError` when the share is above the limit."""
        bad = sum(self._latest)
        if bad >= FEWEST and bad > self._limit * len(self._latest):
            raise TooManyUnexpectedError(
                f"{bad} of the latest {len(self._latest)} outcomes are unexpected errors (limit {self._limit}).",
                "Read the traces on the dead-letter topic; --unexpected-ratio 1 lets the job run on.",
            )
