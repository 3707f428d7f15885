"""Open transactions that hold back readers of a job's topics: found, judged, and ended on request.

A ``read_committed`` reader sees a partition up to its *last stable offset*: the first record of the oldest transaction
that is still open. A worker that dies inside a transaction so stops every reader until the broker gives up on it
(``transaction.timeout.ms``) or a new worker opens the same ``transactional.id``. If no new worker comes, or the timeout
is long, this module tells what holds back what, and can end it.

*Alive or not.* Kafka does not know whether the owner of a transaction lives. A job at work has short transactions, so
the open one is looked at twice, ``watch_seconds`` apart: if it is the same and nothing was written for that long, its
owner seems gone (killed, stopped, or cut off). That may be wrong for one that is merely slow. Ending it is safe
either way, and loses nothing: its owner is fenced, fails, and its successor goes on from the acknowledged offsets.

*How it is ended.* The job's own transaction: by opening its id (``InitProducerId``), which aborts what is open. One
that its coordinator no longer knows (an *orphan*, KIP-664): by an abort marker on the partition (``WriteTxnMarkers``).
One of another program is only reported.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from kafka import IsolationLevel, KafkaAdminClient, TopicPartition
from kafka.admin import AbortTransactionSpec, OffsetSpec
from kafka.errors import KafkaError, TransactionalIdNotFoundError

from dateline.errors import PreflightError
from dateline.kafka.access import denied
from dateline.kafka.acknowledged import transactional_id
from dateline.kafka.connection import Connection
from dateline.kafka.takeover import fence
from dateline.kafka.topics import look

WATCH_SECONDS = 3.0
"""How long an open transaction is watched: a job commits its batches within fractions of a second."""

ENDED_SECONDS = 15.0
"""How long the markers of a transaction may take to show."""

_OVER = ("Empty", "CompleteCommit", "CompleteAbort", "Dead")

Owner = Literal["job", "other", "orphan"]


@dataclass(frozen=True, slots=True)
class Held:
    """Records of a partition that ``read_committed`` readers do not see: from ``stable`` up to ``end``."""

    topic: str
    partition: int
    stable: int
    end: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition} from offset {self.stable} ({self.end - self.stable} records)"


@dataclass(frozen=True, slots=True)
class OpenTransaction:
    """A transaction that is open. ``transactional_id`` is null for an orphan.

    ``age_seconds`` (by the clocks of the coordinator and of this machine) and ``timeout_seconds`` are null where the
    broker does not tell. ``written_millis`` is the time of its latest record (-1: none on the topics looked at).
    ``alive``: it changed while it was watched, so its owner is at work.
    """

    owner: Owner
    transactional_id: str | None
    producer_id: int
    producer_epoch: int
    state: str
    age_seconds: float | None
    timeout_seconds: float | None
    started_millis: int
    written_millis: int
    held: tuple[Held, ...]
    alive: bool = False

    @property
    def name(self) -> str:
        """The transactional id, or the producer id of an orphan."""
        return self.transactional_id or f"producer {self.producer_id}"

    @property
    def mark(self) -> tuple[int, ...]:
        """What is the same as long as the same transaction is open and nothing is written in it."""
        return self.producer_id, self.producer_epoch, self.started_millis, self.written_millis


def find_open(
    connection: Connection, group: str, topics: Sequence[str], *, watch_seconds: float = WATCH_SECONDS
) -> list[OpenTransaction]:
    """The open transaction of the job, and those of others that hold back readers of ``topics``.

    Looks twice, ``watch_seconds`` apart, but once where nothing is open. Raises
    :class:`~dateline.errors.PreflightError` where the broker does not answer or refuses.
    """
    names = list(look(connection, topics))
    admin = connection.admin("dateline-transactions")
    try:
        before = _open_now(admin, group, names)
        if not before:
            return []
        time.sleep(watch_seconds)
        marks = {each.mark for each in before}
        return [replace(each, alive=each.mark not in marks) for each in _open_now(admin, group, names)]
    except KafkaError as error:
        raise denied(error) or PreflightError(
            f"The broker does not tell of its transactions: {error!r}.", "It must be Kafka 3.0 or newer."
        ) from error
    finally:
        admin.close()


def end(connection: Connection, group: str, transaction: OpenTransaction, *, force: bool = False) -> None:
    """Abort a transaction, so that readers go on; its owner, should it live, is fenced.

    Raises :class:`~dateline.errors.PreflightError` for one of another program, for one whose owner seems alive
    (unless ``force`` is set), and when Kafka does not end it.
    """
    if transaction.owner == "other":
        raise PreflightError(
            f"The transaction of {transaction.name} is not this job's.", "Its owner must end it, or its timeout will."
        )
    if transaction.alive and not force:
        raise PreflightError(
            f"The transaction of {transaction.name} is at work: ending it would stop a job that runs.",
            "Leave it, or use --force if you know that it must be ended.",
        )
    if transaction.owner == "job":
        fence(connection, group)
    admin = connection.admin("dateline-transactions")
    try:
        if transaction.owner == "orphan":
            _abort_orphan(admin, transaction)
        _await_release(admin, transaction)
    except KafkaError as error:
        raise denied(error) or PreflightError(
            f"The transaction of {transaction.name} could not be ended: {error!r}.",
            "It needs ALTER on the cluster for an orphan; `kafka-transactions.sh abort` does the same.",
        ) from error
    finally:
        admin.close()


def _abort_orphan(admin: KafkaAdminClient, transaction: OpenTransaction) -> None:
    for held in transaction.held:
        part = TopicPartition(held.topic, held.partition)
        admin.abort_transaction(AbortTransactionSpec(part, transaction.producer_id, transaction.producer_epoch))


def _await_release(admin: KafkaAdminClient, transaction: OpenTransaction) -> None:
    """Wait until readers see beyond where the transaction began."""
    begun = {TopicPartition(held.topic, held.partition): held.stable for held in transaction.held}
    deadline = time.monotonic() + ENDED_SECONDS
    while begun:
        now = _offsets(admin, begun, IsolationLevel.READ_COMMITTED)
        begun = {part: stable for part, stable in begun.items() if now[part] <= stable}
        if begun and time.monotonic() > deadline:
            places = ", ".join(f"{part.topic}/{part.partition}" for part in begun)
            raise PreflightError(
                f"Readers of {places} are still held back {ENDED_SECONDS:.0f} s after {transaction.name} was ended.",
                "Another transaction may be open there: run `dateline doctor` again.",
            )
        time.sleep(0.1)


def _open_now(admin: KafkaAdminClient, group: str, topics: Sequence[str]) -> list[OpenTransaction]:
    """What is open at this moment."""
    held = _held(admin, topics)
    writing: dict[int, list[tuple[TopicPartition, Any]]] = {}
    for part, told in (admin.describe_producers(list(held)) if held else {}).items():
        for producer in told.active_producers:
            if producer.current_transaction_start_offset >= 0:
                writing.setdefault(producer.producer_id, []).append((part, producer))
    names = _names(admin, list(writing))
    own = _described(admin, transactional_id(group))
    if own is not None and own.producer_id not in writing:
        # Begun, with nothing on these topics yet.
        writing[own.producer_id], names[own.producer_id] = [], transactional_id(group)
    found = []
    for number, records in sorted(writing.items()):
        name = names.get(number)
        described = own if name == transactional_id(group) else None if name is None else _described(admin, name)
        places = tuple(held[part] for part, _ in sorted(records, key=lambda each: each[0]))
        found.append(_transaction(name, group, described, [each for _, each in records], number, places))
    return found


def _transaction(
    name: str | None, group: str, described: Any, records: Sequence[Any], number: int, held: tuple[Held, ...]
) -> OpenTransaction:
    started = -1 if described is None else described.transaction_start_time_ms
    return OpenTransaction(
        owner="orphan" if name is None else "job" if name == transactional_id(group) else "other",
        transactional_id=name,
        producer_id=number,
        producer_epoch=records[0].producer_epoch if records else described.producer_epoch,
        state="Unknown" if described is None else _word(described.state),
        age_seconds=None if started < 0 else max(0.0, time.time() - started / 1_000),
        timeout_seconds=None if described is None else described.transaction_timeout_ms / 1_000,
        started_millis=started,
        written_millis=max((each.last_timestamp for each in records), default=-1),
        held=held,
    )


def _held(admin: KafkaAdminClient, topics: Sequence[str]) -> dict[TopicPartition, Held]:
    """The partitions whose last stable offset is before their end."""
    partitions = [
        TopicPartition(told["name"], each["partition_index"])
        for told in (admin.describe_topics(list(topics)) if topics else [])
        for each in told["partitions"]
    ]
    # In this order: what is written in between must not look held back.
    ends = _offsets(admin, partitions, IsolationLevel.READ_UNCOMMITTED)
    stable = _offsets(admin, partitions, IsolationLevel.READ_COMMITTED)
    return {
        part: Held(part.topic, part.partition, stable[part], ends[part])
        for part in partitions
        if stable[part] < ends[part]
    }


def _offsets(
    admin: KafkaAdminClient, partitions: Iterable[TopicPartition], isolation: IsolationLevel
) -> dict[TopicPartition, int]:
    wanted = dict.fromkeys(partitions, OffsetSpec.LATEST)
    found = admin.list_partition_offsets(wanted, isolation_level=isolation) if wanted else {}
    return {part: told.offset for part, told in found.items()}


def _names(admin: KafkaAdminClient, producers: Sequence[int]) -> dict[int, str]:
    """The transactional ids of producers that a coordinator knows with a transaction that is not over."""
    if not producers:
        return {}
    listed = admin.list_transactions(producer_id_filters=list(producers))
    return {
        each.producer_id: each.transactional_id
        for told in listed.values()
        for each in told
        if _word(each.state) not in _OVER
    }


def _described(admin: KafkaAdminClient, name: str) -> Any:
    """What the coordinator says of a transaction that is not over; null for none."""
    try:
        described = admin.describe_transactions([name])[name]
    except TransactionalIdNotFoundError:
        return None
    return None if _word(described.state) in _OVER else described


def _word(state: Any) -> str:
    return str(getattr(state, "value", state))
