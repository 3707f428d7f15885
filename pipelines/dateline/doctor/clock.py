"""How far this machine's clock is from the broker's.

A record is sent to a topic of its own whose time is set by the broker (``LogAppendTime``): the broker's clock at a
moment between sending and acknowledgement, as in Cristian's algorithm (Distributed Computing 3, 1989). The quickest of
a few tries bounds the error by half of its duration.
"""

from __future__ import annotations

import time

from dateline.doctor.checks import Check, fail, ok, skipped, warn
from dateline.doctor.scratch import ScratchRefusedError, scratch_name, scratch_topics
from dateline.kafka.connection import Connection

TRIES = 6
WARN_SECONDS = 2.0
FAIL_SECONDS = 3_600.0
"""An article may be dated an hour ahead, and outcomes are looked for an hour further back: not more."""

_LONG_AGO_MILLIS = 1_000_000_000_000


def check_clock(connection: Connection, group: str) -> Check:
    """Compare the clocks."""
    name = scratch_name(group, "clock")
    try:
        with scratch_topics(connection, [name], {"message.timestamp.type": "LogAppendTime"}):
            measured = _measure(connection, name)
    except ScratchRefusedError as refused:
        return skipped("clock", refused.message, refused.remedy)
    if measured is None:
        return skipped("clock", "The broker does not set the time of records.")
    return judged(*measured)


def judged(skew: float, error: float) -> Check:
    """What a difference means; ``skew`` above 0 says that the broker is ahead. Both in seconds.

    >>> judged(-9.0, 0.01).message
    "the broker's clock is 9.00 s behind this machine's (± 0.01 s)."
    """
    details = {"skew_seconds": round(skew, 3), "error_seconds": round(error, 3)}
    side = "ahead of" if skew > 0 else "behind"
    told = f"the broker's clock is {abs(skew):.2f} s {side} this machine's (± {error:.2f} s)"
    remedy = "Synchronise the clocks of all machines (NTP)."
    if abs(skew) - error > FAIL_SECONDS:
        return fail("clock", f"{told}.", remedy, **details)
    if abs(skew) - error > WARN_SECONDS:
        return warn("clock", f"{told}.", remedy, **details)
    return ok("clock", told, **details)


def _measure(connection: Connection, topic: str) -> tuple[float, float] | None:
    """Skew and error in seconds; null if the broker leaves the producer's time as it is."""
    producer = connection.producer("dateline-doctor", linger_ms=0)
    best: tuple[float, float] | None = None
    try:
        for _ in range(TRIES):
            sent = time.time()
            told = producer.send(topic, b"tick", partition=0, timestamp_ms=_LONG_AGO_MILLIS).get(timeout=10).timestamp
            back = time.time()
            if told == _LONG_AGO_MILLIS:
                return None
            # The broker's time is cut to milliseconds.
            tried = told / 1_000 + 0.0005 - (sent + back) / 2, (back - sent) / 2 + 0.0005
            best = tried if best is None or tried[1] < best[1] else best
    finally:
        producer.close(timeout=5)
    return best
