"""Real Kafka: started for real, used as dateline uses it, and kept over a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from dateline.local import kafka
from dateline.local.kafka import server_properties


@pytest.mark.integration
@pytest.mark.java
def test_transaction_hides_what_was_aborted(real_kafka: str, unique_topic: Callable[[str], str]) -> None:
    topic = unique_topic("transaction")
    admin = KafkaAdminClient(bootstrap_servers=real_kafka)
    admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1, "configs": {"retention.ms": "-1"}}})
    admin.close()
    producer = KafkaProducer(bootstrap_servers=real_kafka, transactional_id=topic, acks="all")
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(topic, b"dropped", partition=0)
    producer.abort_transaction()
    producer.begin_transaction()
    producer.send(topic, b"kept", partition=0)
    producer.commit_transaction()
    producer.close()
    consumer = KafkaConsumer(bootstrap_servers=real_kafka, isolation_level="read_committed", enable_auto_commit=False)
    consumer.assign([TopicPartition(topic, 0)])
    consumer.seek_to_beginning()
    values: list[bytes] = []
    for _ in range(40):
        values += [record.value for records in consumer.poll(timeout_ms=250).values() for record in records]
        if values:
            break
    consumer.close()
    assert values == [b"kept"]


@pytest.mark.integration
@pytest.mark.java
@pytest.mark.slow
def test_topics_outlive_a_restart_on_other_ports(real_kafka: str, tmp_path: Path) -> None:
    del real_kafka  # only says whether Kafka can be had
    prepared = kafka.prepare()
    with kafka.start(prepared, state_dir=tmp_path, heap="512m") as part:
        admin = KafkaAdminClient(bootstrap_servers=part.endpoint)
        admin.create_topics({"kept": {"num_partitions": 1, "replication_factor": 1}})
        admin.close()
    with kafka.start(prepared, state_dir=tmp_path, heap="512m") as part:
        admin = KafkaAdminClient(bootstrap_servers=part.endpoint)
        assert "kept" in admin.list_topics()
        admin.close()


def test_everything_listens_on_this_machine_only() -> None:
    settings = server_properties(9092, 9093, Path("/data"))
    assert settings["listeners"] == "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093"
    assert settings["auto.create.topics.enable"] == "false"
