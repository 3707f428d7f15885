"""Jobs for tests: `dateline run` as a process of its own on topics of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dateline.audit.report import AuditReport
from dateline.audit.topics import audit_topics
from dateline.commands.produce import send
from dateline.encode import wire
from dateline.kafka import topics as kafka_topics
from dateline.kafka.connection import Connection
from dateline.kafka.lag import LagProbe
from dateline.kafka.retained import read_topic
from dateline.kafka.topics import OutputTopics

Row = dict[str, Any]


@dataclass
class Job:
    """One job: its topics on a broker, its folder, and runs of it."""

    broker: str
    name: str
    folder: Path
    runner: tuple[str, ...]
    options: tuple[str, ...] = ()
    partitions: int = 1
    input: str = ""
    output: OutputTopics = field(init=False)

    def __post_init__(self) -> None:
        kinds = ("events", "duplicates", "dead-letters", "outcomes")
        self.output = OutputTopics(*(f"{self.name}.{kind}" for kind in kinds))
        self.input = self.input or f"{self.name}.in"
        kafka_topics.create(self.connection, (self.input, *self.output.names), partitions=self.partitions)

    @property
    def connection(self) -> Connection:
        return Connection(self.broker)

    def send(self, payloads: list[bytes | None]) -> None:
        send(self.connection, self.input, payloads)

    def start(self, *more: str) -> subprocess.Popen[bytes]:
        topics = [
            f"--{option}-topic={name}"
            for option, name in zip(
                ("events", "duplicates", "dead-letters", "outcomes"), self.output.names, strict=True
            )
        ]
        command = [sys.executable, "-m", "dateline", "run", "--bootstrap-servers", self.broker, "--quiet"]
        command += ["--input-topic", self.input, "--group", self.name, *topics, *self.runner, *self.options, *more]
        command += ["--archive", str(self.folder / "files")]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "run.log").open("ab") as log:
            # A group of its own, so that a kill takes the runner too, as a machine that goes down does.
            return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def run_once(self, *more: str, timeout: float = 400) -> None:
        code = self.start("--once", *more).wait(timeout)
        assert code == 0, self.log()

    def wait_until(self, process: subprocess.Popen[bytes], acknowledged: int, timeout: float = 300) -> None:
        deadline = time.monotonic() + timeout
        with closing(LagProbe(self.connection, [self.input], self.name)) as probe:
            while probe.read().acknowledged < acknowledged:
                assert process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.2)

    def stop(self, process: subprocess.Popen[bytes], timeout: float = 90) -> None:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout) == 0, self.log()

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    def audit(self) -> AuditReport:
        return audit_topics(self.connection, [self.input], self.output)

    def values(self, topic: str) -> list[bytes]:
        """Every value of a topic, partition by partition."""
        with closing(self.connection.consumer()) as consumer:
            return [record.value for record in read_topic(consumer, topic)]

    def rows(self, topic: str) -> list[Row]:
        return [wire.decode(value)[1] for value in self.values(topic)]

    def log(self) -> str:
        return (self.folder / "run.log").read_text(errors="replace")[-6000:]
