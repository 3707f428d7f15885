"""A real Kafka broker: Apache Kafka fetched by Maven, one node in KRaft mode, on Java 17 or newer.

Used for what a test double cannot show: faults, durability, rates.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping
from pathlib import Path

from dateline.local.cache import cache_dir, made_once
from dateline.local.kafka_security import Security
from dateline.local.parts import Prepared, Running, running
from dateline.local.process import LOCALHOST, answers, free_port, spawn, wait_until
from dateline.local.progress import Progress, quiet
from dateline.local.steps import run_step
from dateline.local.toolchain import find_java, maven_dependencies, pom

NAME = "kafka"
VERSION = "4.3.1"
ARTEFACTS = (f"org.apache.kafka:kafka_2.13:{VERSION}", "org.slf4j:slf4j-simple:1.7.36")
CLUSTER_ID = base64.urlsafe_b64encode(b"dateline-local-1").rstrip(b"=").decode()  # 16 bytes, as Kafka wants it
START_TIMEOUT = 90.0
FORMAT_TIMEOUT = 60.0
MESSAGE_MAX_BYTES = 32 * 1024 * 1024


def prepare(progress: Progress = quiet, *, version: str = VERSION) -> Prepared:
    """Return Kafka's jars and a Java for them, fetching what is missing (44 MB, 20 s).

    Raises LocalPartError when Maven is not there, or Java or the jars cannot be had.
    """
    java = find_java(progress)

    def fetch(folder: Path) -> None:
        progress(f"Kafka: fetching {version} with Maven (44 MB)")
        artefacts = [each.replace(f":{VERSION}", f":{version}") for each in ARTEFACTS]
        maven_dependencies(pom(*artefacts), folder / "jars", java=java, step="Kafka: fetch")

    folder = made_once(cache_dir() / NAME / version, fetch, what="Kafka", progress=progress)
    return Prepared(NAME, version, folder / "jars", java)


def start(
    prepared: Prepared,
    *,
    state_dir: Path,
    port: int = 0,
    controller_port: int = 0,
    data_dir: Path | None = None,
    heap: str = "1g",
    settings: Mapping[str, str] | None = None,
    security: Security | None = None,
    detached: bool = False,
) -> Running:
    """Start Kafka on ``port`` of 127.0.0.1 (0: a free one); its ``endpoint`` is the bootstrap address.

    ``data_dir`` (default: in ``state_dir``) keeps topics over a restart; ``settings`` are added to the
    server.properties; ``security`` adds listeners with TLS and logins, found in its ``addresses``. Takes 4 to 9 s;
    raises LocalPartError when it does not serve within 90 s.
    """
    port, controller_port = free_port(port), free_port(controller_port)
    data = data_dir or state_dir / "kafka-data"
    data.mkdir(parents=True, exist_ok=True)
    state_dir.mkdir(parents=True, exist_ok=True)
    plain = server_properties(port, controller_port, data)
    addresses = {} if security is None else security.addresses()
    properties = (plain if security is None else security.properties(plain, addresses)) | dict(settings or {})
    file = state_dir / "kafka-server.properties"
    file.write_text("".join(f"{key}={value}\n" for key, value in properties.items()), encoding="utf-8")
    java = [prepared.java or "java", f"-Xmx{heap}", "-cp", f"{prepared.path}/*"]
    quiet_log = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
    formatting: list[str | Path] = [
        "kafka.tools.StorageTool",
        "format",
        "-t",
        CLUSTER_ID,
        "-c",
        file,
        "--ignore-formatted",
    ]
    run_step(
        [*java, quiet_log, *formatting, *([] if security is None else security.format_arguments())],
        step="Kafka: formatting its storage",
        remedy=f"Remove the folder {data} if it is of another Kafka.",
        timeout=FORMAT_TIMEOUT,
    )
    log = state_dir / f"{NAME}.log"
    process = spawn([*java, quiet_log, "kafka.Kafka", file], role=NAME, log=log, detached=detached)
    endpoint = f"{LOCALHOST}:{port}"
    wait_until(lambda: True if serves(endpoint) else None, [process], what="Kafka", timeout=START_TIMEOUT)
    return running(NAME, endpoint, (process,), state_dir, addresses)


def server_properties(port: int, controller_port: int, data: Path) -> dict[str, str]:
    """Return the settings of a single node that is broker and controller, quick to start and to rebalance."""
    one = dict.fromkeys(
        (
            "default.replication.factor",
            "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr",
            "share.coordinator.state.topic.replication.factor",
            "share.coordinator.state.topic.min.isr",
        ),
        "1",
    )
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOCALHOST}:{controller_port}",
        "listeners": f"PLAINTEXT://{LOCALHOST}:{port},CONTROLLER://{LOCALHOST}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOCALHOST}:{port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": str(data),
        "num.partitions": "4",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.num.partitions": "4",
        "group.initial.rebalance.delay.ms": "0",
        "auto.create.topics.enable": "false",
        "message.max.bytes": str(MESSAGE_MAX_BYTES),
        **one,
    }


def serves(endpoint: str) -> bool:
    """Whether the broker at ``endpoint`` answers a request for its topics."""
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError

    if not answers(int(endpoint.rpartition(":")[2])):
        return False
    noisy = logging.getLogger("kafka")
    level = noisy.level
    noisy.setLevel(logging.CRITICAL)  # a broker that is not up yet is no news
    try:
        admin = KafkaAdminClient(bootstrap_servers=endpoint, request_timeout_ms=5000)
        try:
            admin.list_topics()
        finally:
            admin.close()
    except (KafkaError, ValueError, OSError):
        return False
    finally:
        noisy.setLevel(level)
    return True
