"""What Kafka's access control refuses, told by the access that is missing."""

from __future__ import annotations

import re

from kafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailedError,
)

from dateline.errors import PreflightError

_RESOURCES: tuple[tuple[type[Exception], str, str], ...] = (
    (TopicAuthorizationFailedError, "topic", "READ (to read it) or WRITE (to write it)"),
    (GroupAuthorizationFailedError, "consumer group", "READ"),
    (TransactionalIdAuthorizationFailedError, "transactional id", "WRITE"),
    (ClusterAuthorizationFailedError, "cluster", "the operation that was asked for"),
)


class AccessDeniedError(PreflightError):
    """The user may not do what the job needs; the message names the resource, the remedy the missing access."""


_NAMES = re.compile(r"(?:GROUP|TRANSACTION)/([\w.-]+)|FailedError: ([\w.-]*[.-][\w.-]*)$")
_TOLD = re.compile(r"(Topic|Group|TransactionalId|Cluster)AuthorizationFailedError[^\n]*")


def denied(error: BaseException, name: str = "") -> AccessDeniedError | None:
    """What a refusal of the broker's means, null for an error that is none; ``name`` is the resource, where known.

    >>> print(denied(GroupAuthorizationFailedError(), "dateline.sink"))
    The user may not use the consumer group dateline.sink. Allow READ on it (`dateline doctor` lists what is missing).
    """
    kind = next((kind for kind, _, _ in _RESOURCES if isinstance(error, kind)), None)
    return None if kind is None else _denied(kind, str(error), name)


def refusal_in(error: BaseException) -> AccessDeniedError | None:
    """The refusal that an error was caused by or, as a runner wraps its workers' errors, tells of; null for none.

    >>> print(
    ...     refusal_in(RuntimeError("TransactionalIdAuthorizationFailedError: ... for TRANSACTION/news.sink: [while"))
    ... )
    The user may not use the transactional id news.sink. Allow WRITE on it (`dateline doctor` lists what is missing).
    """
    cause: BaseException | None = error
    while cause is not None:
        found = denied(cause)
        if found is not None:
            return found
        cause = cause.__cause__ or cause.__context__
    told = _TOLD.search(str(error))
    if told is None:
        return None
    kind = next(kind for kind, _, _ in _RESOURCES if kind.__name__.startswith(told[1]))
    return _denied(kind, told[0], "")


def _denied(kind: type[Exception], told: str, name: str) -> AccessDeniedError:
    resource, operations = next((resource, operations) for each, resource, operations in _RESOURCES if each is kind)
    if not name and (found := _NAMES.search(told)):
        name = found[1] or found[2]
    named = f"the {resource} {name}" if name else f"a {resource}"
    return AccessDeniedError(
        f"The user may not use {named}{'' if name or not told else f' ({told})'}.",
        f"Allow {operations} on it (`dateline doctor` lists what is missing).",
    )
