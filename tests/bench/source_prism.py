"""Our source on Prism against a bare kafka-python loop, on one broker, in turns: the ratio of their rates.

    python -m tests.bench.source_prism                          # 200,000 records of 2 KiB in two partitions, 3 rounds
    python -m tests.bench.source_prism --records 500000 --rounds 5 --bootstrap-servers HOST:PORT --topic NAME

Starts a real Kafka and Prism unless an address is given. Each measurement is a process of its own, from its first
record to its last; the job counts records in a step behind the read. On a machine with other work look at the
processor time for each record (``cpu_us``), the rest depends on who else runs.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from kafka import TopicPartition

from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.positions import PartitionRange
from dateline.kafka.source import ReadArticles, ReadSettings
from dateline.local import kafka, prism

PARTITIONS = 2
LOOPS: dict[str, dict[str, Any]] = {
    "bare": {},
    "bare-large-fetch": {"fetch_max_bytes": 32 << 20, "max_partition_fetch_bytes": 16 << 20},
}


class Meter:
    """Counts records and takes the time of the first and of the last."""

    def __init__(self) -> None:
        self.count = 0
        self.wanted = 0
        self.done = threading.Event()
        self._lock = threading.Lock()
        self._begin: tuple[float, float] | None = None
        self.result: dict[str, float] = {}

    def begin(self) -> None:
        """The first record has come."""
        with self._lock:
            if self._begin is None:
                self._begin = time.perf_counter(), time.process_time()

    def add(self, count: int) -> None:
        """``count`` more were counted."""
        with self._lock:
            self.count += count
            if self._begin is not None and self.count >= self.wanted and not self.done.is_set():
                wall, processor = time.perf_counter() - self._begin[0], time.process_time() - self._begin[1]
                self.result = {"per_second": self.count / wall, "cpu_us": processor / self.count * 1e6}
                self.done.set()


METER = Meter()


class CountFn(beam.DoFn):
    """The counting step: sums a bundle."""

    def start_bundle(self) -> None:
        """Nothing counted yet."""
        self._count = 0

    def process(self, _: Any) -> None:
        """Count one."""
        if not self._count:
            METER.begin()
        self._count += 1

    def finish_bundle(self) -> None:
        """Tell the sum."""
        METER.add(self._count)


def run_ours(arguments: argparse.Namespace) -> None:
    """Read with our source on Prism."""
    import tests.bench.source_prism as module  # the workers' one, not __main__

    meter = module.METER
    meter.wanted = arguments.records
    ranges = tuple(PartitionRange(arguments.topic, number, 0) for number in range(PARTITIONS))
    settings = ReadSettings(Connection(arguments.bootstrap_servers), ranges, one_process=True)
    flags = ["--runner=PortableRunner", f"--job_endpoint={arguments.prism}", "--environment_type=LOOPBACK"]
    pipeline = beam.Pipeline(options=PipelineOptions([*flags, "--streaming", "--experiments=prism_disable_sdf_split"]))
    _ = pipeline | "Read" >> ReadArticles(settings) | "Count" >> beam.ParDo(module.CountFn())
    pipeline.run()
    finished = meter.done.wait(300)
    print(json.dumps(meter.result if finished else {"per_second": 0.0, "cpu_us": 0.0}), flush=True)
    os._exit(0)  # Prism's job goes on reading; the process that started it ends here


def run_bare(arguments: argparse.Namespace) -> None:
    """Read with a poll loop that does nothing but count."""
    METER.wanted = arguments.records
    consumer = Connection(arguments.bootstrap_servers).consumer(**LOOPS[arguments.one])
    partitions = [TopicPartition(arguments.topic, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    for partition in partitions:
        consumer.seek(partition, 0)
    while not METER.done.is_set():
        for records in consumer.poll(timeout_ms=100).values():
            METER.begin()
            METER.add(len(records))
    consumer.close()
    print(json.dumps(METER.result), flush=True)


def fill(connection: Connection, topic: str, records: int, size: int) -> None:
    """Write the topic: text of letters and spaces, uncompressed."""
    letters = random.Random(7).choices("abcdefghijklmnopqrstuvwxyz     ", k=100_000)
    text = "".join(letters).encode()
    topics.create(connection, (topic,), partitions=PARTITIONS)
    producer = connection.producer(linger_ms=20, batch_size=1 << 18, compression_type=None)
    for number in range(records):
        start = (number * 7919) % (len(text) - size)
        producer.send(topic, value=text[start : start + size], partition=number % PARTITIONS)
    producer.flush(120)
    producer.close()


@contextlib.contextmanager
def parts(arguments: argparse.Namespace) -> Iterator[None]:
    """Broker and runner, started unless they are given; the topic, filled unless it is."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="source-prism-")))
        if arguments.bootstrap_servers is None:
            arguments.bootstrap_servers = stack.enter_context(kafka.start(kafka.prepare(), state_dir=folder)).endpoint
        if arguments.prism is None:
            arguments.prism = stack.enter_context(prism.start(prism.prepare(), state_dir=folder)).endpoint
        if arguments.topic is None:
            arguments.topic = f"source-prism-{int(time.time())}"
            fill(Connection(arguments.bootstrap_servers), arguments.topic, arguments.records, arguments.size)
        yield


def measured(arguments: argparse.Namespace, name: str) -> dict[str, float]:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.source_prism", "--one", name, "--topic", arguments.topic]
    command += ["--bootstrap-servers", arguments.bootstrap_servers, "--prism", arguments.prism]
    command += ["--records", str(arguments.records)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=400)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Parse, measure in turns, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--size", type=int, default=2_048, help="bytes of a record")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bootstrap-servers", help="of a running broker")
    parser.add_argument("--prism", help="job endpoint of a running Prism")
    parser.add_argument("--topic", help="a topic of two partitions that is filled already")
    parser.add_argument("--one", choices=["ours", *LOOPS], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        run_ours(arguments) if arguments.one == "ours" else run_bare(arguments)
        return
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ("ours", *LOOPS)}
    with parts(arguments):
        for _ in range(arguments.rounds):
            for name, results in found.items():
                results.append(measured(arguments, name))
                print(f"{name:18} {results[-1]['per_second']:8,.0f}/s  {results[-1]['cpu_us']:5.1f} us", flush=True)
    print(f"\n{'median of ' + str(arguments.rounds):18} {'per second':>10} {'cpu us':>7}  ours / this: rate  cpu")
    middle = {
        name: [statistics.median(each[key] for each in results) for key in ("per_second", "cpu_us")]
        for name, results in found.items()
    }
    for name, (rate, cpu) in middle.items():
        print(f"{name:18} {rate:10,.0f} {cpu:7.1f} {middle['ours'][0] / rate:18.2f} {cpu / middle['ours'][1]:5.2f}")


if __name__ == "__main__":
    main()
