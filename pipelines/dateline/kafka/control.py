"""Drain: how a job is told to finish what it has read, whatever machine its workers are on.

Beam's own drain never reaches a Python source (neither Prism nor Flink calls ``truncate`` on it), and a signal
reaches one process only. So the word goes through Kafka, as the metadata text of an offset that is committed to the
group ``<group>.control``, on one partition that the job reads:

* ``running ID``: written at launch; ID names the launch, so that yesterday's drain does not end today's job;
* ``drain ID``: asked for, by a signal to ``dateline run`` or by ``dateline drain`` anywhere;
* ``ended ID``: written by ``dateline run`` when its job has ended.

Readers look every ``LOOK_SECONDS``, over one connection for a process, and end their restrictions where they
stand: the watermark goes to the end, windows close, and the job ends by itself. Groups need the ACL *READ*, as the
job's other groups do. Brokers forget such an offset after ``offsets.retention.minutes`` (7 days): a reader that finds
nothing writes ``running ID`` again.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Literal

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import GroupIdNotFoundError, KafkaError
from kafka.structs import OffsetAndMetadata

from dateline.errors import DatelineError, PreflightError
from dateline.kafka.connection import Connection
from dateline.kafka.positions import PartitionRange

_LOGGER = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""How often a process looks for the word."""

LOOK_TIMEOUT_MILLIS = 2_000

_draining = threading.Event()

State = Literal["running", "drain", "ended"]


@dataclass(frozen=True, slots=True)
class Word:
    """What the control group says of a launch.

    >>> Word.parse("drain 7f3a")
    Word(state='drain', launch='7f3a')
    >>> str(Word("running", "7f3a")), Word.parse("something else")
    ('running 7f3a', None)
    """

    state: State
    launch: str

    @classmethod
    def parse(cls, text: str) -> Word | None:
        """Read the metadata text; null if it is none of ours."""
        state, _, launch = text.partition(" ")
        if not launch:
            return None
        if state == "running":
            return cls("running", launch)
        if state == "drain":
            return cls("drain", launch)
        return cls("ended", launch) if state == "ended" else None

    def __str__(self) -> str:
        return f"{self.state} {self.launch}"


def request_drain() -> None:
    """Tell every reader of this process to finish where it stands (idempotent)."""
    _draining.set()


def reset_drain() -> None:
    """Forget an earlier :func:`request_drain`; called before a job starts in this process."""
    _draining.clear()


def drain_requested() -> bool:
    """Whether this process was told to drain."""
    return _draining.is_set()


def control_group(group: str) -> str:
    """The consumer group that carries the word."""
    return f"{group}.control"


def new_launch() -> str:
    """A name for a launch that no other has."""
    return uuid.uuid4().hex[:12]


def announce(connection: Connection, group: str, launch: str, part: PartitionRange) -> None:
    """Write that ``launch`` runs; ``part`` is the first of the ranges it reads.

    Takes the word from every earlier launch. Raises ``KafkaError`` when the broker refuses.
    """
    write(connection, group, TopicPartition(part.topic, part.partition), Word("running", launch))


def conclude(connection: Connection, group: str, launch: str) -> None:
    """Write that ``launch`` has ended, unless another has taken its place."""
    found = read(connection, group)
    if found is not None and found[1].launch == launch:
        write(connection, group, found[0], Word("ended", launch))


def ask_drain(connection: Connection, group: str) -> str:
    """Ask the job of ``group`` to drain; returns its launch. Repeating it does no harm.

    Raises :class:`~dateline.errors.PreflightError` if no job of that group runs.
    """
    found = read(connection, group)
    if found is None or found[1].state == "ended":
        ended = "" if found is None else f" (launch {found[1].launch} has ended)"
        raise PreflightError(f"No job of the group {group!r} runs{ended}.", "Check --group and --bootstrap-servers.")
    write(connection, group, found[0], Word("drain", found[1].launch))
    return found[1].launch


def await_end(connection: Connection, group: str, launch: str, seconds: float) -> bool:
    """Wait until ``launch`` has ended or another has taken its place; false if it has not within ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        found = read(connection, group)
        if found is None or found[1] == Word("ended", launch) or found[1].launch != launch:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(min(LOOK_SECONDS / 2, max(0.0, deadline - time.monotonic())))


def read(connection: Connection, group: str) -> tuple[TopicPartition, Word] | None:
    """The word of a group and the partition that carries it; null where there is none.

    A job that was started on other topics may have left an older word: one that runs counts before one that ended.
    """
    name = control_group(group)
    admin = connection.admin("dateline-control")
    try:
        offsets = admin.list_group_offsets(name).get(name, {})
    except GroupIdNotFoundError:
        return None
    finally:
        admin.close()
    words = [
        (committed.offset, part, word)
        for part, committed in offsets.items()
        if (word := Word.parse(committed.metadata or "")) is not None
    ]
    if not words:
        return None
    # The offset is the second in which the word was written: nothing reads it but this.
    latest = max(words, key=lambda each: (each[2].state != "ended", each[0]))
    return latest[1], latest[2]


def write(connection: Connection, group: str, part: TopicPartition, word: Word) -> None:
    """Write the word of a group on a partition."""
    consumer = connection.consumer("dateline-control", group_id=control_group(group))
    try:
        _commit(consumer, part, word)
    finally:
        consumer.close()


def _commit(consumer: KafkaConsumer, part: TopicPartition, word: Word) -> None:
    consumer.commit({part: OffsetAndMetadata(int(time.time()), str(word), -1)})


class DrainWatch:
    """Whether one launch is to drain: asks the broker every ``LOOK_SECONDS``, never raises; for any thread."""

    def __init__(self, connection: Connection, group: str, launch: str, part: PartitionRange) -> None:
        self._connection = connection
        self._group = group
        self._launch = launch
        self._part = TopicPartition(part.topic, part.partition)
        self._lock = threading.Lock()
        self._consumer: KafkaConsumer | None = None
        self._next_look = 0.0
        self._asked = False

    def asked(self) -> bool:
        """Whether the launch was asked to drain, as of the last look; true for ever once it was."""
        if self._asked or time.monotonic() < self._next_look or not self._lock.acquire(blocking=False):
            return self._asked
        try:
            self._next_look = time.monotonic() + LOOK_SECONDS
            self._look()
        except (KafkaError, DatelineError) as error:
            _LOGGER.info("no look at %s: %r", control_group(self._group), error)
        finally:
            self._lock.release()
        return self._asked

    def _look(self) -> None:
        if self._consumer is None:
            self._consumer = self._connection.consumer("dateline-control", group_id=control_group(self._group))
        try:
            found = self._consumer.committed(self._part, metadata=True, timeout_ms=LOOK_TIMEOUT_MILLIS)
        except GroupIdNotFoundError:
            found = None
        if found is None or found.offset < 0:
            _commit(self._consumer, self._part, Word("running", self._launch))
            return
        self._asked = Word.parse(found.metadata or "") == Word("drain", self._launch)


_watches: dict[tuple[Connection, str, str], DrainWatch] = {}
_watches_lock = threading.Lock()


def drain_watch(connection: Connection, group: str, launch: str, part: PartitionRange) -> DrainWatch:
    """The watch of this process for a launch: one connection however many partitions are read."""
    with _watches_lock:
        key = (connection, group, launch)
        if key not in _watches:
            _watches[key] = DrainWatch(connection, group, launch, part)
        return _watches[key]
