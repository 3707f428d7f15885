"""What Kafka's access control refuses, told by the access that is missing."""

from __future__ import annotations

from kafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailedError,
)

from dateline.errors import PreflightError

_RESOURCES: tuple[tuple[type[Exception], str, str], ...] = (
    (TopicAuthorizationFailedError, "topic", "READ and DESCRIBE to read it, WRITE and DESCRIBE to write it"),
    (GroupAuthorizationFailedError, "consumer group", "READ and DESCRIBE"),
    (TransactionalIdAuthorizationFailedError, "transactional id", "WRITE and DESCRIBE"),
    (ClusterAuthorizationFailedError, "cluster", "the operation that was asked for"),
)


class AccessDeniedError(PreflightError):
    """The user may not do what the job needs; the message names the resource, the remedy the missing access."""


def denied(error: BaseException, name: str = "") -> AccessDeniedError | None:
    """What a refusal of the broker's means, null for an error that is none; ``name`` is the resource, where known.

    >>> print(denied(GroupAuthorizationFailedError(), "dateline.sink"))
    The user may not use the consumer group dateline.sink. Allow READ and DESCRIBE on it (`dateline doctor` lists what
    is missing).
    """
    for kind, resource, operations in _RESOURCES:
        if isinstance(error, kind):
            named = f"the {resource} {name}" if name else f"a {resource}"
            told = "" if name or not str(error) else f" ({error})"
            return AccessDeniedError(
                f"The user may not use {named}{told}.",
                f"Allow {operations} on it (`dateline doctor` lists what is missing).",
            )
    return None
