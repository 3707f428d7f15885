"""Each sentence of the sink's argument that Kafka has to keep, on a real broker."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.conftest import prepared_or_skipped
from tests.faults.processes import Broker

from dateline.encode.output import OutputRecord
from dateline.errors import PublishError
from dateline.kafka import topics
from dateline.kafka.acknowledged import acknowledged
from dateline.kafka.connection import Connection
from dateline.kafka.delivery import AtLeastOnce, Delivery, ExactlyOnce, FencedError
from dateline.kafka.positions import PartitionRange
from dateline.kafka.retained import read_topic
from dateline.kafka.takeover import fence, rewind
from dateline.kafka.topics import OutputTopics
from dateline.local import kafka
from dateline.records import Position

pytestmark = [pytest.mark.integration, pytest.mark.java]

PART = ("in", 0)


def output(offset: int) -> OutputRecord:
    return OutputRecord(
        kind="event",
        position=Position(*PART, offset),
        gap_from=offset,
        starts=offset == 0,
        key=b"key",
        value=b"%d" % offset,
        headers=(),
        event_time=0,
        record_time=0,
        outcome=b"outcome of %d" % offset,
    )


class Job:
    """The topics of one job on a broker, and what shows on them."""

    def __init__(self, endpoint: str, name: str) -> None:
        self.connection = Connection(endpoint)
        self.group = name
        self.topics = OutputTopics(*(f"{name}-{kind}" for kind in ("events", "duplicates", "dead", "outcomes")))
        topics.create(self.connection, self.topics.names, partitions=2)
        topics.create(self.connection, ("in",), partitions=1)

    def worker(self, *, timeout_ms: int = 60_000, give_up_seconds: float = 60.0) -> ExactlyOnce:
        return ExactlyOnce(self.connection, self.group, self.topics, give_up_seconds, timeout_ms)

    def shown(self) -> list[int]:
        with closing(self.connection.consumer()) as consumer:
            return sorted(int(record.value) for record in read_topic(consumer, self.topics.events))

    def outcomes(self) -> int:
        with closing(self.connection.consumer()) as consumer:
            return sum(1 for _ in read_topic(consumer, self.topics.outcomes))

    def acknowledged(self) -> dict[tuple[str, int], int]:
        with closing(self.connection.admin()) as admin:
            return acknowledged(admin, self.group)


@pytest.fixture
def job(real_kafka: str, unique_topic: Callable[[str], str]) -> Job:
    return Job(real_kafka, unique_topic("t"))


def deliver(worker: Delivery, first: int, end: int) -> None:
    worker.deliver([output(offset) for offset in range(first, end)], {PART: first} if first else {}, {PART: end})


def begun(worker: ExactlyOnce, offset: int) -> None:
    """A transaction that its worker will not come to end: what a crash leaves behind."""
    worker.begin()
    producer = worker._producer
    assert producer is not None
    producer.begin_transaction()
    worker._send_all([output(offset)])
    producer.flush()


def test_outputs_outcomes_and_offsets_show_together(job: Job) -> None:
    with closing(job.worker()) as worker:
        assert worker.begin() == {}
        deliver(worker, 0, 5)
        assert (job.shown(), job.outcomes(), job.acknowledged()) == ([0, 1, 2, 3, 4], 5, {PART: 5})


def test_of_two_live_workers_the_older_is_fenced_and_stays_fenced(job: Job) -> None:
    with closing(job.worker()) as old, closing(job.worker()) as new:
        old.begin()
        deliver(old, 0, 2)
        assert new.begin() == {PART: 2}
        with pytest.raises(FencedError, match="another one took over"):
            deliver(old, 2, 4)
        deliver(new, 2, 3)
        with pytest.raises(FencedError, match="another one took over"):
            deliver(old, 2, 4)
        deliver(new, 3, 4)
    assert job.shown() == [0, 1, 2, 3]


def test_the_transaction_of_a_dead_worker_holds_back_readers_until_it_is_taken_over(job: Job) -> None:
    dead = job.worker(timeout_ms=600_000)
    begun(dead, 0)
    foreign = job.connection.producer()
    foreign.send(job.topics.events, key=b"key", value=b"7")
    foreign.close()
    assert job.shown() == [], "what is behind the open transaction must not show"
    with closing(job.worker()) as worker:
        worker.begin()
        deliver(worker, 0, 1)
        assert job.shown() == [0, 7]
    dead.close()


def test_a_transaction_that_timed_out_shows_nothing_and_its_worker_must_stop(job: Job) -> None:
    with closing(job.worker(timeout_ms=1_000)) as slow:
        begun(slow, 0)
        time.sleep(12)  # the broker looks for such transactions every 10 s
        producer = slow._producer
        assert producer is not None
        with pytest.raises(Exception, match=r"Fenced|Epoch"):
            producer.commit_transaction()
    assert job.shown() == []


def test_a_forced_start_fences_and_sets_what_is_acknowledged(job: Job) -> None:
    with closing(job.worker()) as old:
        old.begin()
        deliver(old, 0, 3)
        fence(job.connection, job.group, job.topics)
        rewind(job.connection, job.group, (PartitionRange(*PART, 1),))
        assert job.acknowledged() == {PART: 1}
        with pytest.raises(FencedError):
            deliver(old, 3, 4)


def test_a_record_that_the_topic_does_not_take_is_an_error_at_once(job: Job) -> None:
    with closing(job.worker()) as worker:
        worker.begin()
        large = output(0)
        object.__setattr__(large, "value", b"x" * 70_000_000)
        with pytest.raises(PublishError, match="MessageSizeTooLarge"):
            worker.deliver([large], {}, {PART: 1})
    assert job.acknowledged() == {}


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker of one test alone, to be killed."""
    broker = Broker(prepared_or_skipped(kafka.prepare), tmp_path)
    broker.start()
    yield broker
    broker.stop()


def killed_and_started(broker: Broker) -> None:
    broker.kill()
    broker.start()


@pytest.mark.parametrize("mode", ["exactly-once", "at-least-once"])
def test_a_broker_that_is_killed_in_mid_commit_costs_a_pause_and_nothing_else(own_broker: Broker, mode: str) -> None:
    job = Job(own_broker.endpoint, "restarted")
    once = mode == "exactly-once"
    worker = job.worker() if once else AtLeastOnce(job.connection, job.group, job.topics, 60.0)
    with closing(worker):
        worker.begin()
        deliver(worker, 0, 20)
        killing = threading.Thread(target=killed_and_started, args=(own_broker,))
        killing.start()
        reached = 20
        while killing.is_alive() or reached < 200:
            deliver(worker, reached, reached + 20)
            reached += 20
        killing.join()
        deliver(worker, reached, reached + 20)
    shown = job.shown()
    assert sorted(set(shown)) == list(range(reached + 20))
    if once:
        assert len(shown) == len(set(shown)) == job.outcomes()
    assert job.acknowledged() == {PART: reached + 20}


def test_a_broker_that_stays_away_is_given_up(own_broker: Broker) -> None:
    job = Job(own_broker.endpoint, "left")
    with closing(job.worker(give_up_seconds=3.0)) as worker:
        worker.begin()
        deliver(worker, 0, 1)
        os.kill(own_broker.pid, signal.SIGSTOP)
        with pytest.raises(PublishError, match="did not take the outputs up to in/0: 2"):
            deliver(worker, 1, 2)
        os.kill(own_broker.pid, signal.SIGCONT)


def test_fencing_needs_no_worker(job: Job) -> None:
    begun(job.worker(timeout_ms=600_000), 0)
    fence(job.connection, job.group, job.topics)
    assert job.shown() == []
