"""How far a job has come: what the sink acknowledged against what the input topics hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition

from dateline.kafka.connection import Connection
from dateline.kafka.positions import committed_offset, partitions_of, sink_group, topics_matching


@dataclass(frozen=True, slots=True)
class Lag:
    """Counts of input positions: ``acknowledged`` of ``total``, both from the beginning of the log."""

    acknowledged: int
    total: int

    @property
    def behind(self) -> int:
        """How many positions wait."""
        return self.total - self.acknowledged


class LagProbe:
    """Asks the broker for the lag of one job, partitions that appeared meanwhile included; keeps one connection.

    ``pattern`` takes the place of ``topics``, less ``exclude``. Raises
    :class:`~dateline.errors.TopicMissingError`.
    """

    def __init__(
        self,
        connection: Connection,
        topics: Sequence[str],
        group: str,
        *,
        pattern: re.Pattern[str] | None = None,
        exclude: Iterable[str] = (),
    ) -> None:
        self._consumer: KafkaConsumer = connection.consumer(
            "dateline-lag", group_id=sink_group(group), metadata_max_age_ms=10_000
        )
        self._topics = tuple(topics)
        self._pattern = pattern
        self._exclude = tuple(exclude)
        self._partitions()

    def read(self) -> Lag:
        """The lag now; a partition that was never acknowledged counts from its beginning."""
        partitions = self._partitions()
        first = self._consumer.beginning_offsets(partitions)
        end = self._consumer.end_offsets(partitions)
        done = {part: committed_offset(self._consumer, part) for part in partitions}
        return Lag(
            acknowledged=sum(max(0, (done[part] or first[part]) - first[part]) for part in partitions),
            total=sum(end[part] - first[part] for part in partitions),
        )

    def _partitions(self) -> list[TopicPartition]:
        topics: Sequence[str] = self._topics
        if self._pattern is not None:
            topics = topics_matching(self._consumer.topics(), self._pattern, self._exclude)
        return partitions_of(self._consumer, topics)

    def close(self) -> None:
        """Close the connection."""
        self._consumer.close()
