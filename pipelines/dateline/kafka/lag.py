"""How far a job has come: what the sink acknowledged against what the input topics hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kafka import KafkaConsumer

from dateline.kafka.connection import Connection
from dateline.kafka.positions import committed_offset, partitions_of, sink_group


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
    """Asks the broker for the lag of one job; keeps one connection."""

    def __init__(self, connection: Connection, topics: Sequence[str], group: str) -> None:
        self._consumer: KafkaConsumer = connection.consumer("dateline-lag", group_id=sink_group(group))
        self._partitions = partitions_of(self._consumer, topics)

    def read(self) -> Lag:
        """The lag now; a partition that was never acknowledged counts from its beginning."""
        first = self._consumer.beginning_offsets(self._partitions)
        end = self._consumer.end_offsets(self._partitions)
        done = {part: committed_offset(self._consumer, part) for part in self._partitions}
        return Lag(
            acknowledged=sum(max(0, (done[part] or first[part]) - first[part]) for part in self._partitions),
            total=sum(end[part] - first[part] for part in self._partitions),
        )

    def close(self) -> None:
        """Close the connection."""
        self._consumer.close()
