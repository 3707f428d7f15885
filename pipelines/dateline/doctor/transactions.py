"""Transactions: whether they work, and whether one that nobody ends holds back readers."""

from __future__ import annotations

import time
from collections.abc import Sequence

from kafka import TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from dateline.doctor.checks import Check, fail, ok, skipped, warn, worst
from dateline.kafka import hung
from dateline.kafka.access import denied
from dateline.kafka.connection import Connection
from dateline.kafka.positions import partitions_of

SLOW_SECONDS = 2.0


def doctor_id(group: str) -> str:
    """The transactional id and consumer group of the trial: a job's own would fence it."""
    return f"{group}.doctor"


def check_transactions(connection: Connection, group: str, topic: str) -> Check:
    """Make a small transaction: it commits an offset of ``topic`` to a group of its own, and no record anywhere."""
    name = doctor_id(group)
    began = time.monotonic()
    try:
        seen = _commit_offset(connection, name, topic)
    except KafkaError as error:
        refusal = denied(error, name)
        if refusal is None:
            raise
        remedy = f"Allow WRITE on the transactional id and READ on the group {name}, or give the prefix {group}."
        return skipped("transactions", f"{refusal.message} It is this check's own.", remedy)
    seconds = time.monotonic() - began
    _forget(connection, name)
    if not seen:
        return fail(
            "transactions",
            "An offset that a transaction committed is not there.",
            "The brokers lose transactions: look at the state of __transaction_state and __consumer_offsets.",
        )
    told = f"one of {name} took {seconds:.2f} s from opening to committed"
    if seconds > SLOW_SECONDS:
        remedy = "Look at the load of the brokers; the first one on a new cluster is slow."
        return warn("transactions", f"{told}.", remedy, seconds=round(seconds, 3))
    return ok("transactions", told, seconds=round(seconds, 3))


def _commit_offset(connection: Connection, name: str, topic: str) -> bool:
    """Whether an offset that was committed in a transaction can be read."""
    offset = int(time.time())
    consumer = connection.consumer("dateline-doctor", group_id=name)
    producer = connection.producer("dateline-doctor", transactional_id=name, transaction_timeout_ms=10_000)
    try:
        part: TopicPartition = partitions_of(consumer, [topic])[0]
        producer.init_transactions()
        producer.begin_transaction()
        producer.send_offsets_to_transaction({part: OffsetAndMetadata(offset, "dateline doctor", -1)}, name)
        producer.commit_transaction()
        return bool(consumer.committed(part) == offset)
    finally:
        producer.close(timeout=5)
        consumer.close()


def _forget(connection: Connection, group: str) -> None:
    admin = connection.admin("dateline-doctor")
    try:
        admin.delete_groups([group])
    except (KafkaError, ValueError):
        return  # it goes by itself, a week later
    finally:
        admin.close()


def check_hung(
    connection: Connection,
    group: str,
    topics: Sequence[str],
    *,
    end: bool = False,
    force: bool = False,
    watch_seconds: float = hung.WATCH_SECONDS,
) -> Check:
    """Look for transactions that hold back readers of ``topics``; with ``end`` those are ended that nobody works on."""
    found = hung.find_open(connection, group, topics, watch_seconds=watch_seconds)
    findings = [_about(connection, group, each, end=end, force=force) for each in found]
    stuck = [each for each in findings if each.status != "ok"]
    at_work = "" if len(stuck) == len(findings) else " but those of a job at work"
    details = {"open": [each.message for each in findings]} if findings else {}
    done = [each.message for each in findings if each.status == "ok" and end]
    return worst("hung", stuck, " ".join(done) or f"no transaction holds back readers{at_work}", **details)


def _about(connection: Connection, group: str, each: hung.OpenTransaction, *, end: bool, force: bool) -> Check:
    """What is to be said of one open transaction, which is ended first if that was asked for."""
    told = described(each)
    if end and each.owner != "other":
        hung.end(connection, group, each, force=force)
        return ok("hung", f"Ended: {told}")
    if each.alive:
        return ok("hung", told)
    if each.owner == "other":
        return warn("hung", told, "End it where it comes from, or wait for its timeout.")
    if not each.held:
        return warn("hung", told, "`dateline doctor --end-transactions` ends it; so does starting the job.")
    return fail(
        "hung",
        told,
        "Start the job: that ends it. Or `dateline doctor --end-transactions`, which also fences the job's worker "
        "should it still live: it fails, and its next attempt goes on from the acknowledged offsets.",
    )


def described(each: hung.OpenTransaction) -> str:
    """A transaction in a sentence."""
    age = "" if each.age_seconds is None else f" for {each.age_seconds:.0f} s"
    left = ""
    if each.age_seconds is not None and each.timeout_seconds is not None:
        left = f", the broker ends it {max(0.0, each.timeout_seconds - each.age_seconds):.0f} s from now"
    whose = {"job": "", "other": " (of another program)", "orphan": " (unknown to its coordinator)"}[each.owner]
    holds = f"; it holds back {', '.join(map(str, each.held))}" if each.held else ""
    life = "at work" if each.alive else "nobody seems to work on it"
    return f"The transaction of {each.name}{whose} is open{age} ({each.state}, {life}{left}){holds}."
