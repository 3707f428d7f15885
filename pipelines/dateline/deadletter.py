"""What cannot be processed leaves its stage here: with its bytes, its position, the stage and the reason.

A stage names the errors that it expects as :class:`~dateline.errors.ArticleError`. Whatever else is raised is
unexpected: it becomes a dead letter as well, is counted apart (``dead_letters_unexpected``) and stops the job
above a ratio (see :mod:`dateline.ingest`).
"""

from __future__ import annotations

import traceback

from apache_beam.metrics import Metrics

from dateline.errors import ArticleError, EncodeError
from dateline.records import DeadLetter, RawRecord

TAG = "dead"
"""The tag of the dead-letter output of every stage that can fail."""

TRACE_CHARACTERS = 4_000
MESSAGE_CHARACTERS = 2_000


def of(record: RawRecord, stage: str, error: Exception) -> DeadLetter:
    """The dead letter of a record that ``stage`` could not process because of ``error``; counts it.

    Message and trace are shortened to 2,000 and 4,000 characters (the end of a trace says most, so its
    beginning is cut). An expected error has no trace: its message is meant to be enough.
    """
    expected = isinstance(error, (ArticleError, EncodeError))
    count(stage, expected=expected)
    trace = "" if expected else "".join(traceback.format_exception(error))[-TRACE_CHARACTERS:]
    return DeadLetter(
        record=record,
        stage=stage,
        error=type(error).__name__,
        message=_printable(str(error))[:MESSAGE_CHARACTERS],
        expected=expected,
        trace=_printable(trace),
    )


def count(stage: str, *, expected: bool) -> None:
    """Add one to the dead-letter counter of ``stage``."""
    name = "dead_letters" if expected else "dead_letters_unexpected"
    Metrics.counter(f"dateline.{stage}", name).inc()


def _printable(text: str) -> str:
    """``text`` without lone surrogates, which no output could encode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
