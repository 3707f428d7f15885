"""Where a read starts and where a bounded one stops, decided once before launch.

The rule, printed at launch: a runner that restores a checkpoint of its own goes on from that; else what the sink has
acknowledged (the committed offsets of ``<group>.sink``) comes first; where there is nothing, the option ``--start``
decides. A read with a stop is the same pipeline, bounded: that is all a backfill is.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import GroupIdNotFoundError

from dateline.errors import OptionError, PreflightError, TopicMissingError
from dateline.kafka.connection import Connection

START_WORDS = ("committed", "earliest", "latest")
_OFFSET = re.compile(r"([a-zA-Z0-9._-]{1,249})/(\d{1,9}):(\d{1,18})")

Offsets = tuple[tuple[TopicPartition, int], ...]


@dataclass(frozen=True, slots=True)
class Start:
    """Where to start: ``committed`` (else earliest), ``earliest``, ``latest`` (or ``now``), a time, or offsets.

    ``committed`` is also looked at first for the other policies unless ``force`` is set. Partitions that ``offsets``
    leaves out start as with ``committed``.
    """

    policy: Literal["committed", "earliest", "latest", "time", "offsets"] = "committed"
    time_millis: int | None = None
    force: bool = False
    offsets: Offsets = ()

    @classmethod
    def parse(cls, text: str, *, force: bool = False) -> Start:
        """Read the option's text: one of the words, an RFC 3339 time with a zone, or offsets.

        >>> Start.parse("2019-09-24T23:05:00Z").time_millis
        1569366300000
        >>> Start.parse("articles/0:120, articles/1:77").offsets[1][1]
        77
        """
        word = text.strip().lower()
        if word == "committed":
            return cls("committed", force=force)
        if word == "earliest":
            return cls("earliest", force=force)
        if word in ("latest", "now"):
            return cls("latest", force=force)
        offsets = parse_offsets("--start", text)
        if offsets:
            return cls("offsets", force=force, offsets=offsets)
        millis = _time_millis(text)
        if millis is None:
            raise OptionError(
                "--start",
                f"{text!r} is neither one of {', '.join(START_WORDS)}, nor a time with a zone, nor offsets.",
                "Give e.g. earliest, 2026-11-23T00:00:00Z or articles/0:120,articles/1:77.",
            )
        return cls("time", time_millis=millis, force=force)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a bounded read stops, exclusive: the ends seen ``now``, the first record of a time, or offsets."""

    policy: Literal["now", "time", "offsets"] = "now"
    time_millis: int | None = None
    offsets: Offsets = ()

    @classmethod
    def parse(cls, text: str) -> Stop:
        """Read the option's text.

        >>> Stop.parse("now").policy, Stop.parse("2019-09-24T23:05:00Z").policy, Stop.parse("a/0:9").policy
        ('now', 'time', 'offsets')
        """
        if text.strip().lower() == "now":
            return cls("now")
        offsets = parse_offsets("--stop", text)
        if offsets:
            return cls("offsets", offsets=offsets)
        millis = _time_millis(text)
        if millis is None:
            raise OptionError(
                "--stop",
                f"{text!r} is neither now, nor a time with a zone, nor offsets.",
                "Give e.g. now, 2026-11-23T00:00:00Z or articles/0:120,articles/1:77.",
            )
        return cls("time", time_millis=millis)


def parse_offsets(option: str, text: str) -> Offsets:
    """Offsets by partition, ``TOPIC/PARTITION:OFFSET`` with commas between; empty if ``text`` is nothing like it.

    Raises :class:`~dateline.errors.OptionError` for a partition that is named twice.
    """
    parts = [_OFFSET.fullmatch(part.strip()) for part in text.split(",") if part.strip()]
    found = [(TopicPartition(part[1], int(part[2])), int(part[3])) for part in parts if part is not None]
    if not found or len(found) != len(parts):
        return ()
    if len(dict(found)) != len(found):
        raise OptionError(option, f"{text!r} names a partition twice.", "Give one offset for each.")
    return tuple(sorted(found))


def _time_millis(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return None if moment.tzinfo is None else int(moment.timestamp() * 1000)


Partition = tuple[str, int]
"""Topic and number: a partition where no client's class is wanted, as in states and keys."""


@dataclass(frozen=True, slots=True)
class PartitionRange:
    """One partition to read: from ``start`` on, up to ``stop`` (exclusive; null means for ever).

    ``since_micros`` is set for a partition that was found while the job ran: nothing in it is older (see
    :mod:`dateline.kafka.watch`). ``salt`` says nothing about the partition (see :mod:`dateline.kafka.spreading`).
    """

    topic: str
    partition: int
    start: int
    stop: int | None = None
    basis: str = "option"
    since_micros: int | None = None
    salt: int = 0


def sink_group(group: str) -> str:
    """The consumer group that holds what the sink has acknowledged, the only truth on restart."""
    return f"{group}.sink"


def partitions_of(consumer: KafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    """All partitions of the topics, in order. Raises :class:`~dateline.errors.TopicMissingError`."""
    found = []
    for topic in sorted(set(topics)):
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise TopicMissingError(
                f"The topic {topic!r} does not exist.",
                "Create it (`dateline topics create` makes all that a job needs) or correct the option.",
            )
        found += [TopicPartition(topic, number) for number in sorted(numbers)]
    return found


def topics_matching(names: Iterable[str], pattern: re.Pattern[str], exclude: Iterable[str] = ()) -> list[str]:
    """The topics that a pattern means: it matches the whole name; Kafka's own and those of ``exclude`` never match.

    >>> topics_matching(["news.a", "news.b", "__offsets", "old.news.a"], re.compile(r".*news[.]."), ["news.b"])
    ['news.a', 'old.news.a']
    """
    left_out = set(exclude)
    return sorted(
        name for name in names if name not in left_out and not name.startswith("__") and pattern.fullmatch(name)
    )


def resolve(
    connection: Connection,
    topics: Sequence[str],
    group: str,
    start: Start,
    *,
    once: bool = False,
    stop: Stop | None = None,
    pattern: re.Pattern[str] | None = None,
    exclude: Iterable[str] = (),
) -> tuple[PartitionRange, ...]:
    """Decide for each partition where the read starts and, with ``stop`` (or ``once``: now), where it stops.

    ``pattern`` takes the place of ``topics``. Raises :class:`~dateline.errors.TopicMissingError`,
    :class:`~dateline.errors.OptionError` for a stop or offsets that do not fit the log, and
    :class:`~dateline.errors.PreflightError` for acknowledged offsets beyond the log's end: it was truncated or the
    topic made anew, and what is there now would be taken for read.
    """
    reader = connection.consumer(client_id="dateline-launch", group_id=sink_group(group))
    try:
        if pattern is not None:
            topics = topics_matching(reader.topics(), pattern, exclude)
            if not topics:
                raise TopicMissingError(
                    f"No topic matches {pattern.pattern!r}.", "Correct --input-pattern, or create the first topic."
                )
        partitions = partitions_of(reader, topics)
        first = reader.beginning_offsets(partitions)
        end = reader.end_offsets(partitions)
        starts = _starts(reader, partitions, start, first, end, group)
        stops = _stops(reader, partitions, stop or (Stop() if once else None), end)
        return tuple(
            PartitionRange(part.topic, part.partition, starts[part][0], stops.get(part), starts[part][1])
            for part in partitions
        )
    finally:
        reader.close()


def begin_of_new(
    consumer: KafkaConsumer, partitions: Sequence[TopicPartition], since_micros: int
) -> list[PartitionRange]:
    """Where partitions that appeared while a job runs are read from: what the consumer's group committed, else their
    beginning.
    """
    if not partitions:
        return []
    first = consumer.beginning_offsets(list(partitions))
    ranges = []
    for part in partitions:
        committed = committed_offset(consumer, part)
        start, basis = (first[part], "new partition") if committed is None else (committed, "committed by the sink")
        ranges.append(PartitionRange(part.topic, part.partition, start, None, basis, since_micros))
    return ranges


def committed_offset(consumer: KafkaConsumer, partition: TopicPartition) -> int | None:
    """The committed offset of the consumer's group, null where it never committed.

    Brokers differ on a group that nobody has used: Kafka answers "no offset", others "no such group".
    """
    # kafka-python logs that answer as an error; it is normal at a first start.
    logging.getLogger("kafka.coordinator.consumer").setLevel(logging.CRITICAL)
    try:
        offset: int | None = consumer.committed(partition)
    except GroupIdNotFoundError:
        return None
    return offset


def _starts(
    consumer: KafkaConsumer,
    partitions: Sequence[TopicPartition],
    start: Start,
    first: Mapping[TopicPartition, int],
    end: Mapping[TopicPartition, int],
    group: str,
) -> dict[TopicPartition, tuple[int, str]]:
    """The offset and its basis for each partition."""
    chosen = _by_policy(consumer, partitions, start, first, end)
    for part in partitions:
        committed = None if start.force else committed_offset(consumer, part)
        if committed is None:
            continue
        if committed > end[part]:
            raise PreflightError(
                f"{sink_group(group)} acknowledged {part.topic}/{part.partition} up to {committed}, but the log ends "
                f"at {end[part]}: it was truncated, or the topic was made anew.",
                "Start with --start earliest --force-start once you know what happened.",
            )
        chosen[part] = committed, f"committed by {sink_group(group)}"
    return chosen


def _by_policy(
    consumer: KafkaConsumer,
    partitions: Sequence[TopicPartition],
    start: Start,
    first: Mapping[TopicPartition, int],
    end: Mapping[TopicPartition, int],
) -> dict[TopicPartition, tuple[int, str]]:
    """The offset that the option alone gives for each partition, and how to name that."""
    if start.policy == "latest":
        return {part: (end[part], "latest") for part in partitions}
    if start.policy == "time" and start.time_millis is not None:
        found = at_time(consumer, partitions, start.time_millis, end)
        return {part: (found[part], "time") for part in partitions}
    earliest = {part: (first[part], "earliest") for part in partitions}
    given = _known("--start", start.offsets, partitions, end)
    return earliest | {part: (offset, "offset given") for part, offset in given.items()}


def _stops(
    consumer: KafkaConsumer, partitions: Sequence[TopicPartition], stop: Stop | None, end: Mapping[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """The stop of each partition; empty without a stop."""
    if stop is None:
        return {}
    if stop.policy == "now":
        return dict(end)
    if stop.policy == "time" and stop.time_millis is not None:
        if stop.time_millis > time.time() * 1000:
            raise OptionError("--stop", "the time is still to come.", "Use now, or `dateline drain` at that time.")
        return at_time(consumer, partitions, stop.time_millis, end)
    given = _known("--stop", stop.offsets, partitions, end)
    lacking = [f"{part.topic}/{part.partition}" for part in partitions if part not in given]
    if lacking:
        raise OptionError("--stop", f"no offset for {', '.join(lacking)}.", "Name every partition that is read.")
    return given


def at_time(
    consumer: KafkaConsumer,
    partitions: Sequence[TopicPartition],
    millis: int,
    end: Mapping[TopicPartition, int],
) -> dict[TopicPartition, int]:
    """The first offset whose record is not before a time, the log's end where there is none."""
    found = consumer.offsets_for_times(dict.fromkeys(partitions, millis))
    return {part: found[part].offset if found.get(part) else end[part] for part in partitions}


def _known(
    option: str, offsets: Offsets, partitions: Sequence[TopicPartition], end: Mapping[TopicPartition, int]
) -> dict[TopicPartition, int]:
    """The offsets that were given, each of a partition that is read and inside its log."""
    given = dict(offsets)
    unknown = [f"{part.topic}/{part.partition}" for part in given if part not in set(partitions)]
    if unknown:
        raise OptionError(option, f"{', '.join(unknown)}: there is no such partition to read.", "Correct the option.")
    for part, offset in given.items():
        if offset > end[part]:
            raise OptionError(option, f"{part.topic}/{part.partition} ends at {end[part]}, before {offset}.")
    return given
