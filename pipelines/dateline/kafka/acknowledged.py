"""What a job has acknowledged: the committed offsets of ``<group>.sink``, the only truth on a restart.

They are written inside the transaction that publishes the outputs, so they never say more or less than the output
topics do. A broker forgets offsets that nobody has committed for ``offsets.retention.minutes`` (7 days), which is
why the sink commits those of quiet partitions again every hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import (
    GroupIdNotFoundError,
    RetriableError,
    TransactionalIdNotFoundError,
    UnsupportedVersionError,
)

from dateline.errors import PreflightError
from dateline.kafka.positions import Partition, sink_group

SETTLING_SECONDS = 60.0
"""How long a transaction may take from "prepared" to "complete"; milliseconds on a sound broker."""

COORDINATOR_SECONDS = 30.0
"""How long a coordinator may be away."""

_UNSETTLED = ("PrepareCommit", "PrepareAbort", "PrepareEpochFence")


def transactional_id(group: str) -> str:
    """The one ``transactional.id`` of a job: whoever opens it last fences everyone before."""
    return sink_group(group)


def acknowledged(admin: KafkaAdminClient, group: str) -> dict[Partition, int]:
    """The next input offset of every partition that the job of ``group`` ever acknowledged."""
    name = sink_group(group)
    try:
        offsets = _patiently(lambda: admin.list_group_offsets(name).get(name, {}))
    except GroupIdNotFoundError:
        return {}
    return {(part.topic, part.partition): committed.offset for part, committed in offsets.items()}


def total(offsets: Mapping[Partition, int]) -> int:
    """How many input positions a set of acknowledged offsets stands for: it never falls while a job goes on.

    >>> total({("articles", 0): 7, ("articles", 1): 5})
    12
    """
    return sum(offsets.values())


def await_settled(admin: KafkaAdminClient, group: str) -> None:
    """Wait until the job's latest transaction is no longer between "prepared" and "complete".

    Then everything that :func:`acknowledged` said before shows on the output topics too: a transaction's markers
    are written one partition after the other. An open one is no obstacle: what came before it is complete, as no
    producer begins a transaction before its last is. Raises :class:`~dateline.errors.PreflightError` after
    ``SETTLING_SECONDS``.
    """
    deadline = time.monotonic() + SETTLING_SECONDS
    while transaction_state(admin, group) in _UNSETTLED:
        if time.monotonic() > deadline:
            raise PreflightError(
                f"The transaction of {transactional_id(group)} has been prepared for {SETTLING_SECONDS:.0f} s "
                "without coming to its end.",
                "Look at the broker's transaction coordinator: `dateline doctor` names it.",
            )
        time.sleep(0.05)


def transaction_state(admin: KafkaAdminClient, group: str) -> str:
    """Kafka's word for the state of the job's transaction: ``Empty``, ``Ongoing``, ``PrepareCommit`` and so on."""
    name = transactional_id(group)
    try:
        described = _patiently(lambda: admin.describe_transactions([name])[name])
    except (TransactionalIdNotFoundError, UnsupportedVersionError):
        return "Empty"
    return str(getattr(described.state, "value", described.state))


def _patiently(ask: Callable[[], Any]) -> Any:
    """The answer, asked for again while a coordinator moves or, on a new broker, makes its topic."""
    deadline = time.monotonic() + COORDINATOR_SECONDS
    while True:
        try:
            return ask()
        except RetriableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
