"""Bare client loops: what a Kafka client in Python can do with nothing around it.

Stands alone (standard library and the client only), so that it runs where only the client is installed.
Prints nothing; appends ``first last count 1`` to ``--tally`` like every other row.
"""

from __future__ import annotations

import argparse
import importlib
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

POLL_RECORDS = 500
FETCH_BYTES = 16 * 1024 * 1024


def kafka_python_batches(bootstrap: str, topic: str, partitions: int) -> Iterator[list[Any]]:
    """Poll for ever, with the settings of the product's own source."""
    kafka = importlib.import_module("kafka")
    consumer = kafka.KafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="none",
        metrics_enabled=False,
        fetch_max_bytes=FETCH_BYTES,
        max_partition_fetch_bytes=FETCH_BYTES,
        max_poll_records=POLL_RECORDS,
    )
    assigned = [kafka.TopicPartition(topic, number) for number in range(partitions)]
    consumer.assign(assigned)
    for partition in assigned:
        consumer.seek(partition, 0)
    while True:
        yield from consumer.poll(timeout_ms=100).values()


def confluent_batches(bootstrap: str, topic: str, partitions: int) -> Iterator[list[Any]]:
    """Poll for ever with librdkafka's client."""
    client = importlib.import_module("confluent_kafka")
    consumer = client.Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": f"bare-{uuid.uuid4().hex}",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    consumer.assign([client.TopicPartition(topic, number, 0) for number in range(partitions)])
    while True:
        records = consumer.consume(POLL_RECORDS, 0.1)
        if records:
            yield records


CLIENTS: dict[str, Callable[[str, str, int], Iterator[list[Any]]]] = {
    "kafka-python": kafka_python_batches,
    "confluent-kafka": confluent_batches,
}


def main() -> None:
    """Read ``--messages`` records and stop, looking at the clock for each, as the counting step does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--client", choices=CLIENTS, required=True)
    for name in ("--bootstrap", "--topic", "--tally"):
        parser.add_argument(name, required=True)
    parser.add_argument("--partitions", type=int, required=True)
    parser.add_argument("--messages", type=int, required=True)
    arguments = parser.parse_args()
    seen = 0
    with Path(arguments.tally, "bare.txt").open("w", encoding="ascii", buffering=1) as tally:
        for records in CLIENTS[arguments.client](arguments.bootstrap, arguments.topic, arguments.partitions):
            first = last = time.time()
            for record in records:
                last = time.time()
                seen += record is not None
            tally.write(f"{first:.6f} {last:.6f} {len(records)} 1\n")
            if seen >= arguments.messages:
                return


if __name__ == "__main__":
    main()
