"""Fetches and builds what we are compared with: Java KafkaIO, Beam's expansion service, librdkafka's client."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dateline.errors import LocalPartError
from dateline.local import flink
from dateline.local.cache import cache_dir, content_key, forget, made_once
from dateline.local.flink import BEAM_VERSION, JAVA_OPTIONS
from dateline.local.jars import merge_jars
from dateline.local.parts import Prepared
from dateline.local.process import LOCALHOST, answers, free_port, spawn, stop, wait_until
from dateline.local.progress import Progress
from dateline.local.steps import run_step
from dateline.local.toolchain import find_java, install_package, maven_dependencies, pom

JAVA_SOURCE = Path(__file__).with_name("KafkaRead.java")
KAFKA_CLIENTS = "org.apache.kafka:kafka-clients:3.9.0"
EXPANSION_VERSION = "2.73.0"  # the newest that Maven serves in parts; 2.62.0 is too old for Python 2.77
CONFLUENT_PACKAGE = "confluent-kafka==2.16.1"

JAVA_ARTEFACTS = (
    f"org.apache.beam:beam-runners-flink-1.19:{BEAM_VERSION}",
    f"org.apache.beam:beam-sdks-java-io-kafka:{BEAM_VERSION}",
    KAFKA_CLIENTS,
    "org.slf4j:slf4j-simple:1.7.36",
)
EXPANSION_ARTEFACTS = (
    f"org.apache.beam:beam-sdks-java-expansion-service:{EXPANSION_VERSION}",
    f"org.apache.beam:beam-sdks-java-io-kafka:{EXPANSION_VERSION}",
    KAFKA_CLIENTS,
    "com.github.jbellis:jamm:0.4.0",
    "org.slf4j:slf4j-simple:2.0.16",
)


@dataclass(frozen=True, slots=True)
class JavaProgram:
    """A Java, and the one jar to run a program from."""

    java: Path
    jar: Path

    def command(self, main: str, *arguments: str, heap: str = "768m") -> list[str]:
        """The command that runs the class ``main``."""
        log = "-Dorg.slf4j.simpleLogger.defaultLogLevel=info"
        return [str(self.java), f"-Xmx{heap}", *JAVA_OPTIONS, log, "-cp", str(self.jar), main, *arguments]


def kafka_io(progress: Progress) -> tuple[JavaProgram, Prepared]:
    """``KafkaRead.java`` with Beam's Java SDK, KafkaIO and Flink runner, and a Flink that has the same jar.

    Beam on a cluster's class path finds classes there only, so KafkaIO must be there too. Raises LocalPartError
    without a Java development kit or Maven.
    """
    ours = flink.prepare(progress)
    java = ours.java or find_java(progress, newest=flink.NEWEST_JAVA)
    compiler = java.resolve().with_name("javac")
    if not compiler.is_file():
        raise LocalPartError(f"Java KafkaIO: {java} has no compiler (javac) beside it.", "Install a JDK 17.")

    def build(folder: Path) -> None:
        jars = _fetched(folder, "Java KafkaIO", JAVA_ARTEFACTS, java, progress)
        run_step(
            [compiler, "-nowarn", "-proc:none", "-cp", f"{folder}/jars/*", "-d", folder / "classes", JAVA_SOURCE],
            step="Java KafkaIO: compiling the pipeline",
            remedy="The source is meant for Java 17.",
            timeout=300.0,
        )
        program = folder / "jars" / "kafka-read.jar"
        with zipfile.ZipFile(program, "w") as packed:
            for file in (folder / "classes").iterdir():
                packed.write(file, file.name)
        merge_jars([program, *jars], folder / flink.BEAM_JAR)
        forget(folder / "jars")
        (folder / "flink").symlink_to((ours.path / "flink").resolve())

    target = cache_dir() / "bench" / f"java-kafka-io-{content_key([JAVA_SOURCE], *JAVA_ARTEFACTS)}"
    folder = made_once(target, build, what="Java KafkaIO", progress=progress)
    return JavaProgram(java, folder / flink.BEAM_JAR), replace(ours, path=folder)


def expansion_service(progress: Progress) -> JavaProgram:
    """Beam's expansion service with KafkaIO. Raises LocalPartError without Maven."""
    java = find_java(progress, newest=flink.NEWEST_JAVA)

    def build(folder: Path) -> None:
        merge_jars(_fetched(folder, "expansion service", EXPANSION_ARTEFACTS, java, progress), folder / "all.jar")
        forget(folder / "jars")

    target = cache_dir() / "bench" / f"expansion-{content_key([], *EXPANSION_ARTEFACTS)}"
    return JavaProgram(java, made_once(target, build, what="expansion service", progress=progress) / "all.jar")


@contextmanager
def expanding(program: JavaProgram, log: Path) -> Iterator[str]:
    """Run the expansion service, with a Java worker in the same process; yields its HOST:PORT."""
    port = free_port()
    main = "org.apache.beam.sdk.expansion.service.ExpansionService"
    options = [
        "--alsoStartLoopbackWorker=true",
        # The service names its worker beside the default environment, which is a Docker image, and Flink takes the
        # first that is named; Prism chooses.
        "--defaultEnvironmentType=EXTERNAL",
        f"--defaultEnvironmentConfig={LOCALHOST}:{port}",
    ]
    process = spawn(program.command(main, str(port), *options), role="expansion service", log=log)
    try:
        wait_until(lambda: True if answers(port) else None, [process], what="The expansion service", timeout=60.0)
        yield f"{LOCALHOST}:{port}"
    finally:
        stop([process])


def confluent(progress: Progress) -> Path:
    """A folder to import ``confluent_kafka`` from; not in the project's environment.

    Raises LocalPartError when it cannot be installed.
    """
    return install_package(CONFLUENT_PACKAGE, progress, what="confluent-kafka", size="4 MB")


def without_confluent(text: str) -> str:
    """The pom without KafkaIO's dependencies on Confluent's schema registry, which Maven's central has not.

    >>> without_confluent(pom("a:beam-sdks-java-io-kafka:1")).count("io.confluent")
    1
    """
    excluded = (
        "<exclusions><exclusion><groupId>io.confluent</groupId><artifactId>*</artifactId></exclusion></exclusions>"
    )
    head, name, tail = text.partition("<artifactId>beam-sdks-java-io-kafka</artifactId>")
    return head + name + excluded + tail


def _fetched(folder: Path, name: str, artefacts: tuple[str, ...], java: Path, progress: Progress) -> list[Path]:
    """What ``artefacts`` need, in the folder ``jars``."""
    progress(f"{name}: fetching {len(artefacts)} artefacts and what they need with Maven (150 MB or more)")
    maven_dependencies(without_confluent(pom(*artefacts)), folder / "jars", java=java, step=f"{name}: fetch")
    return sorted((folder / "jars").glob("*.jar"))
