"""Fetches and builds what we are compared with: Java KafkaIO, Beam's expansion service, librdkafka's client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import LocalPartError
from dateline.local.cache import cache_dir, content_key, made_once
from dateline.local.flink import BEAM_VERSION, JAVA_OPTIONS, NEWEST_JAVA
from dateline.local.jars import merge_jars
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
    """A Java, and the class path to run a program from."""

    java: Path
    class_path: str

    def command(self, main: str, *arguments: str, heap: str = "768m") -> list[str]:
        """The command that runs the class ``main``."""
        quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=info"
        return [str(self.java), f"-Xmx{heap}", *JAVA_OPTIONS, quiet, "-cp", self.class_path, main, *arguments]


def kafka_io(progress: Progress) -> JavaProgram:
    """``KafkaRead.java`` compiled, with Beam's Java SDK, KafkaIO and Flink runner.

    Raises LocalPartError without a Java development kit or Maven.
    """
    java = find_java(progress, newest=NEWEST_JAVA)
    compiler = java.resolve().with_name("javac")
    if not compiler.is_file():
        raise LocalPartError(f"Java KafkaIO: {java} has no compiler (javac) beside it.", "Install a JDK 17.")
    jar = _merged("java-kafka-io", JAVA_ARTEFACTS, java, progress)

    def compiled(folder: Path) -> None:
        run_step(
            [compiler, "-nowarn", "-proc:none", "-cp", jar, "-d", folder, JAVA_SOURCE],
            step="Java KafkaIO: compiling the pipeline",
            remedy="The source is meant for Java 17.",
            timeout=300.0,
        )

    classes = cache_dir() / "bench" / f"kafka-read-{content_key([JAVA_SOURCE], *JAVA_ARTEFACTS)}"
    return JavaProgram(java, f"{made_once(classes, compiled, what='Java KafkaIO', progress=progress)}:{jar}")


def expansion_service(progress: Progress) -> JavaProgram:
    """Beam's expansion service with KafkaIO. Raises LocalPartError without Maven."""
    java = find_java(progress, newest=NEWEST_JAVA)
    return JavaProgram(java, str(_merged("expansion", EXPANSION_ARTEFACTS, java, progress)))


@contextmanager
def expanding(program: JavaProgram, log: Path) -> Iterator[str]:
    """Run the expansion service, with a Java worker in the same process; yields its HOST:PORT."""
    port = free_port()
    main = "org.apache.beam.sdk.expansion.service.ExpansionService"
    process = spawn(
        program.command(main, str(port), "--alsoStartLoopbackWorker=true"), role="expansion service", log=log
    )
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


def _merged(name: str, artefacts: tuple[str, ...], java: Path, progress: Progress) -> Path:
    """One jar with all that ``artefacts`` need: a job server takes jars one by one, each with a delay."""

    def fetch(folder: Path) -> None:
        progress(f"{name}: fetching {len(artefacts)} artefacts and what they need with Maven (150 MB or more)")
        text = without_confluent(pom(*artefacts))
        maven_dependencies(text, folder / "jars", java=java, step=f"{name}: fetch")
        merge_jars(sorted((folder / "jars").glob("*.jar")), folder / "all.jar")
        for jar in (folder / "jars").glob("*.jar"):
            jar.unlink()

    target = cache_dir() / "bench" / f"{name}-{content_key([], *artefacts)}"
    return made_once(target, fetch, what=name, progress=progress) / "all.jar"
