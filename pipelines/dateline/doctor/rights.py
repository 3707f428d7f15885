"""What access control allows: every access that a job needs, tried without leaving a trace.

Topics tell by themselves which operations the user may make. For groups and transactional ids the broker is asked for
something that cannot succeed (a heartbeat of a member that is none, the end of a transaction of a producer that is
none): it looks at the access first, so the error says whether that is there. No job is disturbed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    GroupAuthorizationFailedError,
    NotCoordinatorError,
    TransactionalIdAuthorizationFailedError,
    for_code,
)
from kafka.protocol.consumer import HeartbeatRequest
from kafka.protocol.metadata import CoordinatorType
from kafka.protocol.producer.transaction import EndTxnRequest

from dateline.doctor.checks import Check, fail, ok, warn
from dateline.kafka.acknowledged import transactional_id
from dateline.kafka.connection import Connection
from dateline.kafka.control import control_group
from dateline.kafka.positions import sink_group
from dateline.kafka.topic_plan import JobTopics

_UNKNOWN_TOPIC = 3
_NOT_AUTHORISED = 29
_NOBODY = 2**62
"""A producer id that no broker has given out yet."""

PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Missing:
    """An access that is missing; ``needed`` is false for one that only some commands use."""

    resource: str
    name: str
    operation: str
    why: str
    needed: bool = True

    def __str__(self) -> str:
        return f"{self.operation} on {self.resource} {self.name} ({self.why})"


def commands(missing: Sequence[Missing], user: str) -> list[str]:
    """How an administrator allows what is missing: resources that lack the same together.

    >>> commands([Missing("topic", name, "WRITE", "") for name in ("events", "outcomes")], "User:ann")
    ['kafka-acls.sh --add --allow-principal User:ann --operation Write --topic events --topic outcomes']
    """
    operations: dict[tuple[str, str], list[str]] = {}
    for each in missing:
        operations.setdefault((each.resource, each.name), []).append(each.operation.title().replace("_", ""))
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (resource, name), needed in operations.items():
        alike.setdefault((resource, tuple(needed)), []).append(name)
    return [
        " ".join(
            [
                f"kafka-acls.sh --add --allow-principal {user}",
                *(f"--operation {operation}" for operation in needed),
                *(f"--{resource.replace(' ', '-')} {name}" for name in names),
            ]
        )
        for (resource, needed), names in alike.items()
    ]


def check_rights(connection: Connection, group: str, job: JobTopics, *, exactly_once: bool = True) -> Check:
    """Which access the job lacks."""
    admin = connection.admin("dateline-doctor")
    try:
        missing = [*_of_topics(admin, job), *_of_groups(admin, group)]
        if exactly_once:
            missing += _of_transactional_id(admin, transactional_id(group))
    finally:
        admin.close()
    if not missing:
        return ok("access", "the user may do all that the job does")
    user = f"User:{connection.sasl_username or 'NAME'}"
    needed = [each for each in missing if each.needed]
    told = fail if needed else warn
    return told(
        "access",
        f"Missing: {'; '.join(map(str, needed or missing))}.",
        "Have an administrator run: " + "; ".join(commands(needed or missing, user)),
        missing=[str(each) for each in missing],
        commands=commands(missing, user),
    )


def _of_topics(admin: KafkaAdminClient, job: JobTopics) -> list[Missing]:
    wanted = {name: [("READ", "articles come from it", True)] for name in job.inputs}
    for name in job.outputs:
        wanted[name] = [
            ("WRITE", "outputs go to it", True),
            ("READ", "audit, tail and the archive read it", False),
            ("DESCRIBE_CONFIGS", "its limits can be looked at", False),
        ]
    wanted[job.outcomes][1] = ("READ", "deduplication is rebuilt from it", True)
    missing = []
    for told in admin.describe_topics(sorted(wanted)):
        name = told["name"]
        if told["error_code"] == _UNKNOWN_TOPIC:
            continue
        allowed = () if told["error_code"] == _NOT_AUTHORISED else told.get("authorized_operations") or ()
        missing += [
            Missing("topic", name, operation, why, needed)
            for operation, why, needed in wanted[name]
            if operation not in allowed
        ]
    return missing


def _of_groups(admin: KafkaAdminClient, group: str) -> list[Missing]:
    uses = {
        sink_group(group): "what is acknowledged",
        control_group(group): "how the job is told to drain",
        group: "lag tools see it",
    }
    return [
        Missing("group", name, "READ", why)
        for name, why in uses.items()
        if _refuses(admin, CoordinatorType.GROUP, name, _heartbeat(name), GroupAuthorizationFailedError)
    ]


def _of_transactional_id(admin: KafkaAdminClient, name: str) -> list[Missing]:
    request = EndTxnRequest(transactional_id=name, producer_id=_NOBODY, producer_epoch=0, committed=False)
    refused = _refuses(admin, CoordinatorType.TRANSACTION, name, request, TransactionalIdAuthorizationFailedError)
    return [Missing("transactional id", name, "WRITE", "outputs are published in transactions")] if refused else []


def _heartbeat(group: str) -> Any:
    return HeartbeatRequest(group_id=group, generation_id=-1, member_id="dateline-doctor")


def _refuses(admin: KafkaAdminClient, kind: CoordinatorType, name: str, request: Any, refusal: type[Exception]) -> bool:
    """Whether the coordinator of ``name`` refuses the request for lack of access."""

    def ask() -> type[Exception]:
        # kafka-python has no public way to send a request as it is.
        node = admin._manager.run(admin._find_coordinator_ids, [name], kind)[name]
        answer: type[Exception] = for_code(admin._manager.run(admin._manager.send, request, node).error_code)
        return answer

    try:
        return _settled(ask) is refusal
    except (GroupAuthorizationFailedError, TransactionalIdAuthorizationFailedError):
        return True


def _settled(ask: Callable[[], type[Exception]]) -> type[Exception]:
    """The answer of a coordinator that is there: on a new cluster it first makes its topic."""
    moving = (CoordinatorNotAvailableError, CoordinatorLoadInProgressError, NotCoordinatorError)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            answer = ask()
            if answer not in moving or time.monotonic() > deadline:
                return answer
        except moving:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.3)
