"""The embedded broker: started and stopped for real, and used by the client that dateline uses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from dateline.errors import LocalPartError
from dateline.local import kfake
from dateline.local.parts import recorded

pytestmark = pytest.mark.integration

TopicName = Callable[[str], str]


def create(broker: str, topic: str, partitions: int = 1, configs: dict[str, str] | None = None) -> None:
    admin = KafkaAdminClient(bootstrap_servers=broker)
    admin.create_topics({topic: {"num_partitions": partitions, "replication_factor": 1, "configs": configs or {}}})
    admin.close()


def read_all(broker: str, topic: str, count: int) -> list[tuple[int, bytes]]:
    consumer = KafkaConsumer(bootstrap_servers=broker, isolation_level="read_committed", enable_auto_commit=False)
    partition = TopicPartition(topic, 0)
    consumer.assign([partition])
    consumer.seek_to_beginning(partition)
    found: list[tuple[int, bytes]] = []
    for _ in range(40):
        for records in consumer.poll(timeout_ms=250).values():
            found += [(record.offset, record.value) for record in records]
        if len(found) >= count:
            break
    consumer.close()
    return found


def test_produce_and_consume(kfake_broker: str, unique_topic: TopicName) -> None:
    topic = unique_topic("plain")
    create(kfake_broker, topic)
    producer = KafkaProducer(bootstrap_servers=kfake_broker, acks="all")
    for number in range(10):
        producer.send(topic, str(number).encode(), partition=0)
    producer.flush()
    producer.close()
    assert read_all(kfake_broker, topic, 10) == [(number, str(number).encode()) for number in range(10)]


def test_transaction_hides_what_was_aborted(kfake_broker: str, unique_topic: TopicName) -> None:
    topic = unique_topic("transaction")
    create(kfake_broker, topic)
    producer = KafkaProducer(bootstrap_servers=kfake_broker, transactional_id=topic, acks="all")
    producer.init_transactions()
    for value, commit in ((b"kept", True), (b"dropped", False), (b"also kept", True)):
        producer.begin_transaction()
        producer.send(topic, value, partition=0)
        if commit:
            producer.commit_transaction()
        else:
            producer.abort_transaction()
    producer.close()
    assert [value for _, value in read_all(kfake_broker, topic, 2)] == [b"kept", b"also kept"]


def test_topic_with_settings_is_created_without_a_client_error(kfake_broker: str, unique_topic: TopicName) -> None:
    topic = unique_topic("compacted")
    create(kfake_broker, topic, configs={"cleanup.policy": "compact"})
    admin = KafkaAdminClient(bootstrap_servers=kfake_broker)
    assert topic in admin.list_topics()
    admin.close()


def test_record_far_above_kafkas_default_limit_is_taken(kfake_broker: str, unique_topic: TopicName) -> None:
    topic = unique_topic("large")
    create(kfake_broker, topic)
    limit = 31 * 1024 * 1024
    producer = KafkaProducer(bootstrap_servers=kfake_broker, max_request_size=limit)
    producer.send(topic, b"x" * (limit - 1000), partition=0).get(timeout=30)
    producer.close()


def test_topics_outlive_a_restart_with_a_data_folder(tmp_path: Path) -> None:
    prepared = kfake.prepare()
    with kfake.start(prepared, state_dir=tmp_path, data_dir=tmp_path / "data") as part:
        create(part.endpoint, "kept")
        producer = KafkaProducer(bootstrap_servers=part.endpoint)
        producer.send("kept", b"here", partition=0).get(timeout=10)
        producer.close()
    with kfake.start(prepared, state_dir=tmp_path, data_dir=tmp_path / "data") as part:
        assert read_all(part.endpoint, "kept", 1) == [(0, b"here")]


def test_record_of_a_running_broker_comes_and_goes(tmp_path: Path) -> None:
    part = kfake.start(kfake.prepare(), state_dir=tmp_path)
    try:
        found = recorded(tmp_path, kfake.NAME)
        assert found == part
        assert found is not None
        assert found.is_alive()
    finally:
        part.stop()
    assert not part.is_alive()
    assert recorded(tmp_path, kfake.NAME) is None
    part.stop()


def test_registry_answers(tmp_path: Path) -> None:
    with kfake.start(kfake.prepare(), state_dir=tmp_path, registry_port=0) as part:
        answer = requests.get(part.addresses["registry"] + "/subjects", timeout=10)
        assert answer.json() == []


def test_taken_port_is_named(tmp_path: Path) -> None:
    with kfake.start(kfake.prepare(), state_dir=tmp_path / "one") as part:
        port = int(part.endpoint.rpartition(":")[2])
        with pytest.raises(LocalPartError, match=f"port {port} on 127.0.0.1"):
            kfake.start(kfake.prepare(), state_dir=tmp_path / "two", port=port)


def test_failed_start_shows_the_log(tmp_path: Path) -> None:
    with pytest.raises(LocalPartError, match="log-level") as caught:
        kfake.start(kfake.prepare(), state_dir=tmp_path, log_level="shouting")
    assert "kfake.log" in caught.value.remedy
