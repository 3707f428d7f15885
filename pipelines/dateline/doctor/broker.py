"""The brokers: who answers, what they can do, and whether the topics are as the job needs them."""

from __future__ import annotations

from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError

from dateline.doctor.checks import Check, fail, ok, warn, worst
from dateline.kafka import topics as kafka_topics
from dateline.kafka.connection import Connection
from dateline.kafka.topic_plan import Change, JobTopics, plan, wanted_topics

OLDEST = (2, 5)
"""Since Kafka 2.5 committed offsets of an open transaction are not told as if they were stable (KIP-447)."""

TELLS_TRANSACTIONS = (3, 0)
"""Since Kafka 3.0 transactions can be listed and described (KIP-664)."""

WEEK_MINUTES = 7 * 24 * 60


def check_broker(connection: Connection, transaction_timeout_seconds: float) -> Check:
    """Whether the brokers answer, which version they are, and settings of theirs that a job depends on."""
    admin = connection.admin("dateline-doctor")
    try:
        cluster = admin.describe_cluster()
        nodes = cluster["brokers"]
        version = admin.get_broker_version_data(nodes[0]["broker_id"]).broker_version
        settings = _broker_settings(admin, str(nodes[0]["broker_id"]))
    finally:
        admin.close()
    findings = [*_about_version(version), *_about_settings(settings, transaction_timeout_seconds)]
    fenced = [each["broker_id"] for each in nodes if each.get("is_fenced")]
    if fenced:
        findings.append(warn("broker", f"Brokers {fenced} are fenced.", "Look at their logs."))
    if connection.security_protocol == "SASL_PLAINTEXT":
        findings.append(warn("broker", "The login is not encrypted.", "Use --security-protocol SASL_SSL."))
    number = ".".join(map(str, version))
    many = "1 broker" if len(nodes) == 1 else f"{len(nodes)} brokers"
    return worst(
        "broker",
        findings,
        f"Kafka {number} at {connection.bootstrap_servers}, {many}, by {connection.security_protocol}",
        version=number,
        brokers=len(nodes),
        cluster=cluster.get("cluster_id"),
        settings=settings,
    )


def _about_version(version: tuple[int, ...]) -> list[Check]:
    number = ".".join(map(str, version))
    if version < OLDEST:
        return [fail("broker", f"Kafka {number} shows offsets of open transactions.", "Use 2.5 or newer.")]
    if version < TELLS_TRANSACTIONS:
        return [warn("broker", f"Kafka {number} does not tell of open transactions.", "Use 3.0 or newer.")]
    return []


def _about_settings(settings: dict[str, str], transaction_timeout_seconds: float) -> list[Check]:
    findings = []
    longest = settings.get("transaction.max.timeout.ms")
    if longest is not None and int(longest) < transaction_timeout_seconds * 1_000:
        findings.append(
            fail(
                "broker",
                f"The brokers allow transactions of {int(longest) / 1_000:g} s, and --transaction-timeout asks for "
                f"{transaction_timeout_seconds:g} s.",
                "Lower --transaction-timeout, or raise transaction.max.timeout.ms of the brokers.",
            )
        )
    kept = settings.get("offsets.retention.minutes")
    if kept is not None and int(kept) < WEEK_MINUTES:
        findings.append(
            warn(
                "broker",
                f"The brokers forget what the job acknowledged after a stop of {int(kept) / 60:g} hours.",
                "Raise offsets.retention.minutes of the brokers to a week or more.",
            )
        )
    return findings


def _broker_settings(admin: KafkaAdminClient, broker: str) -> dict[str, str]:
    """Settings of a broker, empty where it does not tell them to this user."""
    names = ("transaction.max.timeout.ms", "offsets.retention.minutes", "message.max.bytes", "log.retention.hours")
    resource = ConfigResource(ConfigResourceType.BROKER, broker, dict.fromkeys(names))
    try:
        told: dict[str, Any] = admin.describe_configs([resource], config_filter="all")["broker"][broker]
    except (KafkaError, ValueError, KeyError):
        return {}
    return {name: str(told[name]["value"]) for name in names if told.get(name, {}).get("value") is not None}


def check_topics(connection: Connection, job: JobTopics) -> Check:
    """Whether the topics are there and as the job needs them (see :mod:`dateline.kafka.topic_plan`)."""
    wanted = wanted_topics(job)
    found = kafka_topics.look(connection, [topic.name for topic in wanted])
    changes = plan(wanted, found)
    untold = [
        topic.name for topic in wanted if topic.settings and topic.name in found and not found[topic.name].settings
    ]
    if not changes and untold:
        return warn(
            "topics",
            f"{len(wanted)} topics are there, but the settings of {', '.join(untold)} cannot be looked at.",
            "Allow DESCRIBE_CONFIGS on them, or compare with `dateline topics plan` as a user who may.",
        )
    if not changes:
        return ok("topics", f"{len(wanted)} topics are as the job needs them")
    remedy = "`dateline topics plan` shows what differs and why, `dateline topics apply` changes it."
    details = {"differs": [f"{each.topic}: {each.subject} {each.found} -> {each.wanted}" for each in changes]}
    missing = [change.topic for change in changes if change.kind == "create"]
    if missing:
        return fail("topics", f"Missing: {', '.join(missing)}.", remedy, **details)
    told = "; ".join(f"{each.topic} has {each.subject} {each.found}, not {each.wanted}" for each in changes)
    harmful = [change for change in changes if _loses(change, job)]
    return (fail if harmful else warn)("topics", f"{told}.", remedy, **details)


def _loses(change: Change, job: JobTopics) -> bool:
    """Whether a difference takes from the job what it must remember."""
    return change.topic == job.outcomes and change.subject in {"cleanup.policy", "retention.ms"}
