"""The topics of a job: their names, and making them."""

from __future__ import annotations

from dataclasses import dataclass

from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from dateline.errors import TopicMissingError
from dateline.kafka.connection import Connection


@dataclass(frozen=True, slots=True)
class OutputTopics:
    """Where each kind of record goes."""

    events: str = "events"
    duplicates: str = "duplicates"
    dead_letters: str = "dead-letters"
    outcomes: str = "outcomes"

    @property
    def names(self) -> tuple[str, ...]:
        """All four, in a fixed order."""
        return (self.events, self.duplicates, self.dead_letters, self.outcomes)

    def of_kind(self, kind: str) -> str:
        """The topic of a record kind (``event``, ``duplicate``, ``dead_letter``)."""
        return {"event": self.events, "duplicate": self.duplicates, "dead_letter": self.dead_letters}[kind]


def create(connection: Connection, names: tuple[str, ...], *, partitions: int, replication: int = 1) -> list[str]:
    """Make the topics that do not exist yet; returns the names of those that were made.

    Raises :class:`~dateline.errors.BrokerUnreachableError`.
    """
    admin = connection.admin()
    made = []
    try:
        there = set(admin.list_topics())
        for name in names:
            if name in there:
                continue
            try:
                admin.create_topics([NewTopic(name, partitions, replication)])
            except TopicAlreadyExistsError:
                continue
            made.append(name)
    finally:
        admin.close()
    return made


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
            "Make them with `dateline topics create` (same options), or correct the topic options.",
        )
