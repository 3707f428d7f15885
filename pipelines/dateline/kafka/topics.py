"""The topics of a job: their names, looking at them, and making them what they must be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from dateline.errors import PreflightError, TopicMissingError
from dateline.kafka.access import denied
from dateline.kafka.connection import Connection
from dateline.kafka.topic_plan import Change, FoundTopic, WantedTopic, allowed, plan

_UNKNOWN_TOPIC = 3


@dataclass(frozen=True, slots=True)
class OutputTopics:
    """Where each kind of record goes.

    ``latest`` gets every event too, under the same key: compacted, it holds the current state of each article. Null:
    there is none.
    """

    events: str = "events"
    duplicates: str = "duplicates"
    dead_letters: str = "dead-letters"
    outcomes: str = "outcomes"
    latest: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, in a fixed order."""
        names = (self.events, self.duplicates, self.dead_letters, self.outcomes)
        return names if self.latest is None else (*names, self.latest)

    def of_kind(self, kind: str) -> str:
        """The topic of a record kind (``event``, ``duplicate``, ``dead_letter``)."""
        return {"event": self.events, "duplicate": self.duplicates, "dead_letter": self.dead_letters}[kind]


def create(connection: Connection, names: tuple[str, ...], *, partitions: int, replication: int = 1) -> list[str]:
    """Make the topics that do not exist yet; returns the names of those that were made.

    Raises :class:`~dateline.errors.BrokerUnreachableError`, and :class:`~dateline.errors.PreflightError` when the
    broker refuses.
    """
    admin = connection.admin()
    try:
        there = set(admin.list_topics())
        return [name for name in names if name not in there and _make(admin, name, partitions, replication, {})]
    finally:
        admin.close()


def require(connection: Connection, names: tuple[str, ...]) -> None:
    """Raise :class:`~dateline.errors.TopicMissingError` naming every topic that is not there."""
    admin = connection.admin()
    try:
        missing = sorted(set(names) - set(admin.list_topics()))
    finally:
        admin.close()
    if missing:
        raise TopicMissingError(
            f"Missing {'topic' if len(missing) == 1 else 'topics'}: {', '.join(missing)}.",
            "Make them with `dateline topics apply` (same options), or correct the topic options. A topic that the "
            "user may not DESCRIBE is not seen either: `dateline doctor` tells.",
        )


def look(connection: Connection, names: Iterable[str]) -> dict[str, FoundTopic]:
    """The topics that are there of ``names``, as they are.

    Raises :class:`~dateline.kafka.access.AccessDeniedError` for one that the user may not see.
    """
    admin = connection.admin()
    try:
        found = {}
        for told in admin.describe_topics(sorted(set(names))):
            if told["error_code"] == _UNKNOWN_TOPIC:
                continue
            if told["error_code"]:
                raise _refused(for_code(told["error_code"])(), str(told["name"]))
            replicas = [len(each["replica_nodes"]) for each in told["partitions"]]
            found[told["name"]] = FoundTopic(told["name"], len(replicas), min(replicas, default=0))
        settings = settings_of(admin, sorted(found))
    finally:
        admin.close()
    return {name: replace(topic, settings=settings.get(name, {})) for name, topic in found.items()}


def brokers(connection: Connection) -> int:
    """How many brokers the cluster has."""
    admin = connection.admin()
    try:
        return len(admin.describe_cluster()["brokers"])
    finally:
        admin.close()


def apply(
    connection: Connection,
    changes: Iterable[Change],
    wanted: Iterable[WantedTopic],
    *,
    add_partitions: bool = False,
    allow_lowering: bool = False,
) -> list[Change]:
    """Make the changes that the flags allow; returns those that were made. Never deletes anything.

    Raises :class:`~dateline.errors.PreflightError` when the broker refuses one; those before it are made.
    """
    topics = {topic.name: topic for topic in wanted}
    admin = connection.admin()
    made = []
    try:
        for change in changes:
            if allowed(change, add_partitions=add_partitions, allow_lowering=allow_lowering):
                _apply(admin, change, topics)
                made.append(change)
    finally:
        admin.close()
    return made


def _apply(admin: KafkaAdminClient, change: Change, topics: Mapping[str, WantedTopic]) -> None:
    topic = topics[change.topic]
    if change.kind == "create":
        _create_as_wanted(admin, topic)
        return
    try:
        if change.kind == "partitions":
            admin.create_partitions({change.topic: int(change.wanted)})
            return
        resource = ConfigResource(ConfigResourceType.TOPIC, change.topic, {change.subject: change.wanted})
        answer = admin.alter_configs([resource], raise_on_unknown=False)["topic"][change.topic]
    except (KafkaError, ValueError) as error:
        raise _refused(error, change.topic) from error
    if answer != "OK":
        raise PreflightError(f"The broker does not set {change.subject} of {change.topic}: {answer}.", _MAY_ALTER)


def _create_as_wanted(admin: KafkaAdminClient, topic: WantedTopic) -> None:
    """Make a topic; what it takes over from the cluster stays where that is more than wanted."""
    exact = {setting.name: setting.value for setting in topic.settings if setting.rule == "exact"}
    _make(admin, topic.name, topic.partitions, topic.replication, exact)
    try:
        admin.wait_for_topics([topic.name])
    except KafkaError as error:
        raise PreflightError(f"The topic {topic.name} was made, but does not come up: {error}.") from error
    settings = settings_of(admin, [topic.name]).get(topic.name, {})
    made = FoundTopic(topic.name, topic.partitions, topic.replication, settings)
    for change in plan([topic], {topic.name: made}):
        _apply(admin, change, {topic.name: topic})


_MAY_ALTER = "Allow ALTER_CONFIGS on the topic, or have its owner set it."


def _make(admin: KafkaAdminClient, name: str, partitions: int, replication: int, settings: Mapping[str, str]) -> bool:
    """Make a topic; false if somebody else just did."""
    shape: dict[str, Any] = {"num_partitions": partitions, "replication_factor": replication}
    try:
        admin.create_topics({name: shape | {"configs": dict(settings)}})
    except TopicAlreadyExistsError:
        return False
    except ValueError:
        # kafka-python cannot read the answer of some brokers (kfake's, where settings are given); the topic is made.
        if name not in admin.list_topics():
            raise
    except KafkaError as error:
        raise _refused(error, name) from error
    return True


def _refused(error: Exception, topic: str) -> PreflightError:
    return denied(error, topic) or PreflightError(
        f"The broker refuses a change of the topic {topic}: {error}.",
        "Allow CREATE, ALTER and ALTER_CONFIGS on it, or correct the options.",
    )


def settings_of(admin: KafkaAdminClient, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """The settings of topics by name, empty where the broker does not tell."""
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    if not resources:
        return {}
    try:
        described = admin.describe_configs(resources, config_filter="all")["topic"]
    except (KafkaError, ValueError, KeyError):
        return {}
    return {
        name: {key: str(entry["value"]) for key, entry in configs.items() if entry.get("value") is not None}
        for name, configs in described.items()
    }
