"""A worker that dies inside a transaction holds back every reader; it is found, ended, and they go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.errors import PreflightError
from dateline.kafka import hung, topics
from dateline.kafka.acknowledged import transactional_id
from dateline.kafka.connection import Connection
from dateline.kafka.retained import read_topic

pytestmark = [pytest.mark.integration, pytest.mark.java]

WORKER = """
import sys, time
from dateline.kafka.connection import Connection
bootstrap, name, topic = sys.argv[1:]
producer = Connection(bootstrap).producer("worker", transactional_id=name, transaction_timeout_ms=600_000)
producer.init_transactions()
producer.begin_transaction()
for number in range(5):
    producer.send(topic, b"never committed", partition=0).get(timeout=30)
print("open", flush=True)
time.sleep(600)
"""


@contextmanager
def worker(bootstrap: str, name: str, topic: str) -> Iterator[subprocess.Popen[str]]:
    """A process with an open transaction of five records."""
    packages = str(Path(hung.__file__).parents[2])
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, bootstrap, name, topic],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": packages},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def connection(real_kafka: str) -> Connection:
    return Connection(real_kafka)


@pytest.fixture
def topic(connection: Connection, unique_topic: Callable[[str], str]) -> str:
    name = unique_topic("events")
    topics.create(connection, (name,), partitions=2)
    return name


@pytest.fixture
def group(unique_topic: Callable[[str], str]) -> str:
    return unique_topic("group")


def send(connection: Connection, topic: str, value: bytes) -> None:
    producer = connection.producer()
    producer.send(topic, value, partition=0).get(timeout=10)
    producer.close(timeout=5)


def committed(connection: Connection, topic: str) -> list[bytes]:
    consumer = connection.consumer()
    try:
        return [record.value for record in read_topic(consumer, topic)]
    finally:
        consumer.close()


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP])
def test_what_a_dead_or_stopped_worker_holds_back_is_found_and_ended(
    connection: Connection, group: str, topic: str, sign: signal.Signals
) -> None:
    send(connection, topic, b"before")
    with worker(connection.bootstrap_servers, transactional_id(group), topic) as process:
        os.kill(process.pid, sign)
        if sign == signal.SIGKILL:
            process.wait()
        send(connection, topic, b"after")
        assert committed(connection, topic) == [b"before"]
        (found,) = hung.find_open(connection, group, [topic], watch_seconds=0.5)
        assert (found.owner, found.transactional_id, found.state) == ("job", f"{group}.sink", "Ongoing")
        assert found.held == (hung.Held(topic, 0, stable=1, end=7),)
        assert not found.alive
        assert found.timeout_seconds == 600
        assert found.age_seconds is not None
        hung.end(connection, group, found)
        assert committed(connection, topic) == [b"before", b"after"]
        assert hung.find_open(connection, group, [topic], watch_seconds=0.5) == []


def test_a_job_at_work_is_left_alone(connection: Connection, group: str, topic: str) -> None:
    done = threading.Event()
    producer = connection.producer(transactional_id=transactional_id(group))
    producer.init_transactions()
    begun = threading.Event()

    def work() -> None:
        while not done.is_set():
            producer.begin_transaction()
            producer.send(topic, b"x", partition=0).get(timeout=10)
            begun.set()
            done.wait(0.3)
            producer.commit_transaction()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert begun.wait(10)
        seen: list[hung.OpenTransaction] = []
        deadline = time.monotonic() + 30
        while not seen and time.monotonic() < deadline:
            seen = hung.find_open(connection, group, [topic], watch_seconds=0.5)
        (found,) = seen
        assert found.alive
        with pytest.raises(PreflightError, match=r"at work.*--force"):
            hung.end(connection, group, found)
    finally:
        done.set()
        thread.join()
        producer.close(timeout=5)


def test_a_transaction_of_another_program_is_reported_and_not_touched(
    connection: Connection, group: str, topic: str
) -> None:
    producer = connection.producer(transactional_id=f"{group}.other")
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(topic, b"x", partition=1).get(timeout=10)
    (found,) = hung.find_open(connection, group, [topic], watch_seconds=0.2)
    assert (found.owner, found.name) == ("other", f"{group}.other")
    with pytest.raises(PreflightError, match="not this job's"):
        hung.end(connection, group, found)
    producer.abort_transaction()
    producer.close(timeout=5)


def test_nothing_open(connection: Connection, group: str, topic: str) -> None:
    send(connection, topic, b"x")
    assert hung.find_open(connection, group, [topic, "no-such-topic"]) == []


def test_an_orphan_is_ended_by_a_marker_on_its_partition(connection: Connection, group: str, topic: str) -> None:
    # A real orphan takes a bug of the broker's; what ends it is the same for a transaction that is merely open.
    with worker(connection.bootstrap_servers, transactional_id(group), topic) as process:
        process.kill()
        (found,) = hung.find_open(connection, group, [topic], watch_seconds=0.2)
        hung.end(connection, group, replace(found, owner="orphan", transactional_id=None))
        send(connection, topic, b"after")
        assert committed(connection, topic) == [b"after"]
        producer = connection.producer(transactional_id=transactional_id(group))
        producer.init_transactions()
        producer.close(timeout=5)
