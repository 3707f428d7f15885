"""What is settled with Kafka before a job starts: its starts, the size of its outputs, what it must remember."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.encode.output import DEAD_LETTER_MARGIN
from dateline.encode.rows import TRUNCATED_BYTES
from dateline.errors import OptionError
from dateline.kafka.connection import Connection
from dateline.kafka.outcomes import OutcomeSettings, earliest_record_millis
from dateline.kafka.positions import PartitionRange
from dateline.kafka.topics import OutputTopics, settings_of
from dateline.options import StageSettings

RECORD_OVERHEAD = 2_048
"""What a record takes in a batch besides its value: key (up to 1 KiB), headers, and the batch's own fields."""

SKEW_MILLIS = 3_600_000
"""How far the clocks of producers may be ahead of the broker's."""

LEAST_OUTPUT_BYTES = TRUNCATED_BYTES + DEAD_LETTER_MARGIN


def remembering(
    stages: StageSettings,
    connection: Connection,
    group: str,
    topics: OutputTopics,
    ranges: Sequence[PartitionRange],
    *,
    now_millis: int,
) -> StageSettings:
    """The stages with a deduplication that knows what was published a TTL before the first article to come.

    An outcome is published after its article arrived, so that those since then are enough.
    """
    if not stages.runs("deduplicate"):
        return stages
    first = earliest_record_millis(connection, ranges, now_millis=now_millis)
    since = max(0, first - stages.dedup.ttl_seconds * 1_000 - SKEW_MILLIS)
    outcomes = OutcomeSettings(connection, group, topics.outcomes, since)
    return replace(stages, dedup=replace(stages.dedup, outcomes=outcomes))


def largest_output(connection: Connection, topics: OutputTopics, asked: int) -> int:
    """The most bytes that an output's value may have: what was asked for, or less if a topic takes less.

    A larger output becomes a dead letter, which always fits. Raises :class:`~dateline.errors.OptionError` when a
    topic takes so little that not even that would. A broker that does not tell its limits is taken at what was asked.
    """
    admin = connection.admin()
    try:
        told = settings_of(admin, topics.names)
    finally:
        admin.close()
    limits = {name: int(of["max.message.bytes"]) for name, of in told.items() if "max.message.bytes" in of}
    largest = min([asked, *(limit - RECORD_OVERHEAD for limit in limits.values())])
    if largest < LEAST_OUTPUT_BYTES:
        small = min(limits, key=lambda name: limits[name]) if limits else "--max-output-bytes"
        raise OptionError(
            "--max-output-bytes",
            f"{largest} bytes (the limit of {small}) do not hold a dead letter ({LEAST_OUTPUT_BYTES}).",
            "Raise it, or max.message.bytes of the topic (`dateline topics plan`).",
        )
    return largest
