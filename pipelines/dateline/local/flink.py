"""A Flink session cluster for Python pipelines: JobManager, TaskManager, Beam's job server, a Python worker pool.

Flink comes from the PyPI package of its jars, Beam's job server from Maven; both need Java 17. The versions are
bound to each other: Beam 2.62.0 is the last whose Flink runner Maven serves with its dependencies, and it runs on
Flink 1.19; the Python SDK in use may be newer.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from dateline.local.cache import cache_dir, made_once
from dateline.local.parts import Prepared, Running, running
from dateline.local.process import LOCALHOST, Process, answers, free_port, spawn, stop, wait_until
from dateline.local.progress import Progress, quiet
from dateline.local.toolchain import find_java, find_maven, install_package, maven_dependencies, pom

NAME = "flink"
FLINK_PACKAGE = "apache-flink-libraries==1.19.3"
BEAM_VERSION = "2.62.0"
NEWEST_JAVA = 17  # of those that Flink 1.19 supports
ARTEFACTS = (f"org.apache.beam:beam-runners-flink-1.19:{BEAM_VERSION}", "org.slf4j:slf4j-simple:1.7.36")
START_TIMEOUT = 120.0
WORKER_POOL = "apache_beam.runners.worker.worker_pool_main"

# What Flink's own scripts open to its reflection (env.java.opts.all of its default config.yaml).
OPENED = "lang net io nio lang.reflect text time util util.concurrent util.concurrent.atomic util.concurrent.locks"
JAVA_OPTIONS = (
    "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
    "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
    "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    *(f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in OPENED.split()),
)


def prepare(progress: Progress = quiet) -> Prepared:
    """Return the jars of Flink and of Beam's job server, fetching what is missing (390 MB, about a minute).

    Raises LocalPartError when Maven is not there, or Java or the jars cannot be had.
    """
    java = find_java(progress, newest=NEWEST_JAVA)
    target = cache_dir() / NAME / f"1.19.3-beam-{BEAM_VERSION}"

    def fetch(folder: Path) -> None:
        find_maven()  # before the large download
        libraries = install_package(FLINK_PACKAGE, progress, what="Flink", size="230 MB")
        progress(f"Flink: fetching Beam's job server {BEAM_VERSION} with Maven (152 MB)")
        maven_dependencies(pom(*ARTEFACTS), folder / "beam", java=java, step="Flink: fetch of the job server")
        (folder / "flink").symlink_to(libraries / "pyflink" / "lib")

    return Prepared(NAME, "1.19.3", made_once(target, fetch, what="Flink", progress=progress), java)


def start(
    prepared: Prepared,
    *,
    state_dir: Path,
    port: int = 0,
    rest_port: int = 0,
    worker_port: int = 0,
    slots: int = 4,
    parallelism: int = 1,
    heap: str = "768m",
    detached: bool = False,
) -> Running:
    """Start the cluster on 127.0.0.1; its ``endpoint`` (``port``; 0: a free one) is a pipeline's job endpoint.

    ``addresses`` has ``rest`` (Flink's web page and REST interface) and ``workers``, the pool of Python workers
    for ``environment_type=EXTERNAL`` (see job_options). Checkpoints and savepoints go to folders of ``state_dir``.
    ``heap`` is for each of the three JVMs. Takes about 15 s; raises LocalPartError when a process does not come up
    within two minutes.
    """
    folder = state_dir / NAME
    port, rest_port, worker_port = free_port(port), free_port(rest_port), free_port(worker_port)
    _configure(folder, rest_port, slots, parallelism)
    jvm = [str(prepared.java or "java"), f"-Xmx{heap}", *JAVA_OPTIONS]
    cluster = [*jvm, _logging(folder), "-cp", f"{prepared.path}/flink/*"]
    conf = ["--configDir", str(folder / "conf")]
    entry = "org.apache.flink.runtime"
    started: list[Process] = []

    def launch(role: str, command: list[str], env: dict[str, str] | None = None) -> None:
        log = state_dir / f"{NAME}-{role}.log"
        started.append(spawn(command, role=role, log=log, detached=detached, env=env))

    rest = f"http://{LOCALHOST}:{rest_port}"
    try:
        launch("jobmanager", [*cluster, f"{entry}.entrypoint.StandaloneSessionClusterEntrypoint", *conf])
        launch("taskmanager", [*cluster, f"{entry}.taskexecutor.TaskManagerRunner", *conf])
        launch("workers", [sys.executable, "-m", WORKER_POOL, f"--service_port={worker_port}"], _worker_environment())
        _wait(started, "Flink's TaskManager", lambda: _slots(rest) >= slots)
        launch("jobserver", [*jvm, *_job_server(prepared, folder, rest_port, port)])
        _wait(started, "Beam's job server", lambda: answers(port))
        _wait(started, "The pool of Python workers", lambda: answers(worker_port))
    except BaseException:
        stop(started)
        raise
    addresses = {"rest": rest, "workers": f"{LOCALHOST}:{worker_port}"}
    return running(NAME, f"{LOCALHOST}:{port}", tuple(started), state_dir, addresses)


def job_options(part: Running, *, streaming: bool, checkpoint_ms: int = 1000, parallelism: int = 1) -> list[str]:
    """Return the pipeline options that send a Python pipeline to the cluster ``part``.

    A streaming job gets checkpoints, without which Flink never finalizes a bundle, and
    ``--finish_bundle_before_checkpointing``, without which a job may stay RUNNING with nothing read.
    """
    options = [
        "--runner=PortableRunner",
        f"--job_endpoint={part.endpoint}",
        "--environment_type=EXTERNAL",
        f"--environment_config={part.addresses['workers']}",
        f"--parallelism={parallelism}",
    ]
    if streaming:
        options += ["--streaming", f"--checkpointing_interval={checkpoint_ms}", "--finish_bundle_before_checkpointing"]
    return options


def cancel_jobs(part: Running) -> list[str]:
    """Cancel every job that runs on the cluster ``part`` and return their ids.

    Needed because ``result.cancel()`` of Beam ends the job on Beam's side only: Flink goes on with it.
    """
    rest = part.addresses["rest"]
    with urllib.request.urlopen(f"{rest}/jobs", timeout=10.0) as answer:  # noqa: S310 - our own http address
        jobs = json.load(answer)["jobs"]
    ended = {"FINISHED", "CANCELED", "FAILED"}
    live = [str(job["id"]) for job in jobs if job["status"] not in ended]
    for job in live:
        order = urllib.request.Request(f"{rest}/jobs/{job}?mode=cancel", method="PATCH")  # noqa: S310 - as above
        with urllib.request.urlopen(order, timeout=10.0):  # noqa: S310 - as above
            pass
    return live


def flink_settings(folder: Path, rest_port: int, slots: int, parallelism: int) -> dict[str, str]:
    """Return Flink's settings: everything on 127.0.0.1, on free ports, with folders of its own and explicit memory."""
    rpc_port = free_port()
    jobmanager = ("jobmanager.rpc.address", "jobmanager.bind-host", "rest.address", "rest.bind-address")
    host = dict.fromkeys((*jobmanager, "taskmanager.host", "taskmanager.bind-host"), LOCALHOST)
    # A TaskManager that no script started computes no sizes: all of these must be said.
    memory = {
        "taskmanager.cpu.cores": "2.0",
        "taskmanager.memory.task.heap.size": "512m",
        "taskmanager.memory.task.off-heap.size": "64m",
        "taskmanager.memory.framework.heap.size": "128m",
        "taskmanager.memory.framework.off-heap.size": "128m",
        "taskmanager.memory.managed.size": "128m",
        "taskmanager.memory.network.min": "64m",
        "taskmanager.memory.network.max": "64m",
        "taskmanager.memory.jvm-metaspace.size": "256m",
        "taskmanager.memory.jvm-overhead.min": "192m",
        "taskmanager.memory.jvm-overhead.max": "192m",
    }
    return {
        **host,
        **memory,
        "jobmanager.rpc.port": str(rpc_port),
        "jobmanager.memory.process.size": "1600m",
        "rest.port": str(rest_port),
        "taskmanager.numberOfTaskSlots": str(slots),
        "parallelism.default": str(parallelism),
        # The job carries Beam's jars, which bring some of Flink's own classes again.
        "classloader.resolve-order": "parent-first",
        "state.checkpoints.dir": (folder / "checkpoints").absolute().as_uri(),
        "state.savepoints.dir": (folder / "savepoints").absolute().as_uri(),
        "io.tmp.dirs": str((folder / "tmp").absolute()),
        "web.tmpdir": str((folder / "tmp").absolute()),
        "blob.storage.directory": str((folder / "tmp").absolute()),
    }


def _configure(folder: Path, rest_port: int, slots: int, parallelism: int) -> None:
    for name in ("conf", "tmp", "checkpoints", "savepoints", "artifacts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    settings = flink_settings(folder, rest_port, slots, parallelism)
    text = "".join(f"{key}: {value}\n" for key, value in settings.items())
    (folder / "conf" / "flink-conf.yaml").write_text(text, encoding="utf-8")
    (folder / "conf" / "log4j2.properties").write_text(
        "rootLogger.level = INFO\nrootLogger.appenderRef.console.ref = Console\nappender.console.name = Console\n"
        "appender.console.type = CONSOLE\nappender.console.layout.type = PatternLayout\n"
        "appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1} %m%n\n",
        encoding="utf-8",
    )


def _logging(folder: Path) -> str:
    return f"-Dlog4j2.configurationFile={(folder / 'conf' / 'log4j2.properties').absolute().as_uri()}"


def _job_server(prepared: Prepared, folder: Path, rest_port: int, port: int) -> list[str]:
    return [
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
        "-cp",
        f"{prepared.path}/beam/*",
        "org.apache.beam.runners.flink.FlinkJobServerDriver",
        f"--flink-master={LOCALHOST}:{rest_port}",
        f"--job-host={LOCALHOST}",
        f"--job-port={port}",
        "--artifact-port=0",
        "--expansion-port=0",
        f"--artifacts-dir={folder / 'artifacts'}",
        f"--flink-conf-dir={folder / 'conf'}",
    ]


def _worker_environment() -> dict[str, str]:
    """The pool starts plain ``python``: it must be this one, or the job hangs."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _wait(processes: list[Process], what: str, ready: Callable[[], bool]) -> None:
    wait_until(lambda: True if ready() else None, processes, what=what, timeout=START_TIMEOUT)


def _slots(rest: str) -> int:
    """The number of task slots that have registered, 0 while the JobManager does not answer."""
    try:
        with urllib.request.urlopen(f"{rest}/overview", timeout=2.0) as answer:  # noqa: S310 - our own http address
            return int(json.load(answer)["slots-total"])
    except (OSError, ValueError, KeyError, urllib.error.URLError):
        return 0
