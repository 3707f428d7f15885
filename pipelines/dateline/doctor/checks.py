"""What a check tells: how something is, and what to do if it is not right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kafka.errors import KafkaError

from dateline.errors import DatelineError, PreflightError
from dateline.kafka.access import denied

Status = Literal["ok", "warn", "fail", "skipped"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``remedy`` says what to do, empty where there is nothing to do.

    ``details`` are for programs: they can be written as JSON.
    """

    name: str
    status: Status
    message: str
    remedy: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def ok(name: str, message: str, **details: Any) -> Check:
    """All is right."""
    return Check(name, "ok", message, details=details)


def warn(name: str, message: str, remedy: str, **details: Any) -> Check:
    """The job runs, but something is not as it should be."""
    return Check(name, "warn", message, remedy, details)


def fail(name: str, message: str, remedy: str, **details: Any) -> Check:
    """The job will not run, or not keep what it promises."""
    return Check(name, "fail", message, remedy, details)


def skipped(name: str, why: str, remedy: str = "") -> Check:
    """Not looked at."""
    return Check(name, "skipped", why, remedy)


def carried_out(name: str, check: Callable[[], Check]) -> Check:
    """What a check tells; an error that it meets is a failure too, so that the others are made all the same.

    >>> from dateline.errors import OptionError
    >>> def unlucky() -> Check:
    ...     raise OptionError("--group", "is empty.", "Name the job.")
    >>> carried_out("topics", unlucky)
    Check(name='topics', status='fail', message='--group: is empty.', remedy='Name the job.', details={})
    """
    try:
        return check()
    except DatelineError as error:
        return fail(name, error.message, error.remedy)
    except KafkaError as error:
        refusal: PreflightError = denied(error) or PreflightError(
            f"Kafka answers with {error!r}.", "Look at the broker's log; --log-level info says more."
        )
        return fail(name, refusal.message, refusal.remedy)
    except Exception as error:  # noqa: BLE001  (whatever is wrong with one check, the others are worth making)
        return fail(name, f"The check met {error!r}.", "Run it with --log-level debug, and report it.")


def worst(name: str, findings: Sequence[Check], fine: str, **details: Any) -> Check:
    """Several findings as one check: the worst status, all messages and remedies; ``fine`` if there are none.

    >>> worst("disk", [warn("disk", "It is nearly full.", "Free some."), fail("disk", "It is slow.", "")], "fine")
    Check(name='disk', status='fail', message='It is nearly full. It is slow.', remedy='Free some.', details={})
    """
    if not findings:
        return ok(name, fine, **details)
    order: tuple[Status, ...] = ("fail", "warn", "skipped", "ok")
    status = min((each.status for each in findings), key=order.index)
    remedies = dict.fromkeys(each.remedy for each in findings if each.remedy)
    merged = {key: value for each in findings for key, value in each.details.items()} | details
    return Check(name, status, " ".join(each.message for each in findings), " ".join(remedies), merged)
