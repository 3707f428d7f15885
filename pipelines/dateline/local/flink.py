"""A Flink session cluster for Python pipelines: JobManager, TaskManager, Beam's job server, a Python worker pool.

Flink comes from the PyPI package of its jars, Beam's job server from Maven; both need Java 17. The versions are
bound to each other: Beam 2.62.0 is the last whose Flink runner Maven serves with its dependencies, and it runs on
Flink 1.19; the Python SDK in use may be newer.

The job server ships everything on its class path with each job, a jar at a time, 80 ms of waiting each: 13 s for
its 162 jars. So they are merged into one, and the cluster has that one on its own class path too, where its
classes are loaded (and compiled) once and not for each job.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from dateline.local.cache import cache_dir, forget, made_once
from dateline.local.flink_settings import write_settings
from dateline.local.jars import merge_jars
from dateline.local.parts import Prepared, Running, running
from dateline.local.process import LOCALHOST, Process, answers, free_port, spawn, start_mark, stop, wait_until
from dateline.local.progress import Progress, quiet
from dateline.local.toolchain import find_java, find_maven, install_package, maven_dependencies, pom

NAME = "flink"
FLINK_PACKAGE = "apache-flink-libraries==1.19.3"
BEAM_VERSION = "2.62.0"
NEWEST_JAVA = 17  # of those that Flink 1.19 supports
BEAM_JAR = "beam-job-server.jar"
ARTEFACTS = (f"org.apache.beam:beam-runners-flink-1.19:{BEAM_VERSION}", "org.slf4j:slf4j-simple:1.7.36")
START_TIMEOUT = 120.0
WORKER_POOL = "dateline.local.worker_pool"
JOBMANAGER, TASKMANAGER, WORKERS, JOBSERVER = ROLES = ("jobmanager", "taskmanager", "workers", "jobserver")
_COMMANDS = "commands.json"

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
    target = cache_dir() / NAME / f"1.19.3-beam-{BEAM_VERSION}-merged"

    def fetch(folder: Path) -> None:
        find_maven()  # before the large download
        libraries = install_package(FLINK_PACKAGE, progress, what="Flink", size="230 MB")
        progress(f"Flink: fetching Beam's job server {BEAM_VERSION} with Maven (152 MB)")
        jars = folder / "jars"
        maven_dependencies(pom(*ARTEFACTS), jars, java=java, step="Flink: fetch of the job server")
        merge_jars(sorted(jars.glob("*.jar")), folder / BEAM_JAR)
        forget(jars)
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
    write_settings(folder, rest_port, slots, parallelism)
    commands = _commands(prepared, folder, heap, port, rest_port, worker_port)
    (folder / _COMMANDS).write_text(json.dumps({"detached": detached, "commands": commands}, indent=1))
    started: list[Process] = []

    def launch(role: str) -> None:
        started.append(_spawn(commands[role], role, state_dir, detached=detached))

    rest = f"http://{LOCALHOST}:{rest_port}"
    try:
        for role in (JOBMANAGER, TASKMANAGER, WORKERS):
            launch(role)
        _wait(started, "Flink's TaskManager", lambda: _slots(rest) >= slots)
        launch(JOBSERVER)
        _wait(started, "Beam's job server", lambda: answers(port))
        _wait(started, "The pool of Python workers", lambda: answers(worker_port))
    except BaseException:
        stop(started)
        raise
    addresses = {"rest": rest, "workers": f"{LOCALHOST}:{worker_port}"}
    return running(NAME, f"{LOCALHOST}:{port}", tuple(started), state_dir, addresses)


def restart_taskmanager(part: Running) -> Running:
    """Start the TaskManager of ``part`` again, ended however, and return the part as it is now.

    Waits until its slots are registered (about 5 s); the JobManager then goes on with the jobs by itself, each from
    its latest checkpoint. A TaskManager that still runs is stopped first. The record in the state folder follows, the
    log of the old one is kept as ``flink-taskmanager.log.old``.
    """
    return _restart(part, TASKMANAGER)


def restart_workers(part: Running) -> Running:
    """Start the pool of Python workers of ``part`` again, ended however, and return the part as it is now.

    Workers that the old pool had started and that outlived it are killed: nobody else could end them.
    """
    return _restart(part, WORKERS)


def worker_pids(part: Running) -> list[int]:
    """The ids of the Python worker processes that the pool of ``part`` has started, the oldest first.

    One per job and TaskManager, and one more for each job that was restarted until the old one has gone.
    """
    pool = part.current().process(WORKERS).pid
    shown = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in shown.stdout.splitlines()]
    return sorted(int(pid) for pid, group, state in rows if int(group) == pool != int(pid) and state[0] not in "ZX")


def _restart(part: Running, role: str) -> Running:
    part = part.current()
    folder = part.state_dir / NAME
    launched = json.loads((folder / _COMMANDS).read_text(encoding="utf-8"))
    old = part.process(role)
    stop([old], timeout=5.0)
    if start_mark(old.pid) in {"", old.mark}:  # else the id is another's by now
        with contextlib.suppress(OSError):
            os.killpg(old.pid, signal.SIGKILL)
    before = _taskmanagers(part.addresses["rest"])  # the one that has gone may still be counted
    new = _spawn(launched["commands"][role], role, part.state_dir, detached=bool(launched["detached"]))
    if role == TASKMANAGER:
        rest = part.addresses["rest"]
        _wait([new], "Flink's TaskManager", lambda: not _taskmanagers(rest) <= before)
    else:
        port = int(part.addresses["workers"].rpartition(":")[2])
        _wait([new], "The pool of Python workers", lambda: answers(port))
    processes = tuple(new if process.role == role else process for process in part.processes)
    return running(part.name, part.endpoint, processes, part.state_dir, part.addresses, part.started_at)


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


def run_options(
    endpoint: str, addresses: Mapping[str, str], *, checkpoint_seconds: float = 10.0, parallelism: int = 1
) -> list[str]:
    """Return the options that make ``dateline run`` use the cluster with these addresses (of a Running or a State)."""
    return [
        *("--runner", NAME, "--job-endpoint", endpoint, "--flink-rest", addresses["rest"]),
        *("--environment-config", addresses["workers"], "--checkpoint-interval", f"{checkpoint_seconds:g}"),
        *("--parallelism", str(parallelism)),
    ]


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


def _logging(folder: Path) -> str:
    return f"-Dlog4j2.configurationFile={(folder / 'conf' / 'log4j2.properties').absolute().as_uri()}"


def _commands(
    prepared: Prepared, folder: Path, heap: str, port: int, rest_port: int, worker_port: int
) -> dict[str, list[str]]:
    """The command of each role, kept in the state folder so that another process can start one again."""
    jvm = [str(prepared.java or "java"), f"-Xmx{heap}", *JAVA_OPTIONS]
    cluster = [*jvm, _logging(folder), "-cp", f"{prepared.path}/flink/*:{prepared.path}/{BEAM_JAR}"]
    conf = ["--configDir", str(folder / "conf")]
    entry = "org.apache.flink.runtime"
    return {
        JOBMANAGER: [*cluster, f"{entry}.entrypoint.StandaloneSessionClusterEntrypoint", *conf],
        TASKMANAGER: [*cluster, f"{entry}.taskexecutor.TaskManagerRunner", *conf],
        WORKERS: [sys.executable, "-m", WORKER_POOL, str(worker_port)],
        JOBSERVER: [*jvm, *_job_server(prepared, folder, rest_port, port)],
    }


def _spawn(command: list[str], role: str, state_dir: Path, *, detached: bool) -> Process:
    return spawn(command, role=role, log=state_dir / f"{NAME}-{role}.log", detached=detached)


def _job_server(prepared: Prepared, folder: Path, rest_port: int, port: int) -> list[str]:
    return [
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
        "-cp",
        f"{prepared.path}/{BEAM_JAR}",
        "org.apache.beam.runners.flink.FlinkJobServerDriver",
        f"--flink-master={LOCALHOST}:{rest_port}",
        f"--job-host={LOCALHOST}",
        f"--job-port={port}",
        "--artifact-port=0",
        "--expansion-port=0",
        f"--artifacts-dir={folder / 'artifacts'}",
        f"--flink-conf-dir={folder / 'conf'}",
    ]


def _wait(processes: list[Process], what: str, ready: Callable[[], bool]) -> None:
    wait_until(lambda: True if ready() else None, processes, what=what, timeout=START_TIMEOUT)


def _taskmanagers(rest: str) -> set[str]:
    """The ids of the TaskManagers that are registered; none while the JobManager does not answer."""
    try:
        with urllib.request.urlopen(f"{rest}/taskmanagers", timeout=2.0) as answer:  # noqa: S310 - our own http address
            return {str(each["id"]) for each in json.load(answer)["taskmanagers"]}
    except (OSError, ValueError, KeyError, urllib.error.URLError):
        return set()


def _slots(rest: str) -> int:
    """The number of task slots that have registered, 0 while the JobManager does not answer."""
    try:
        with urllib.request.urlopen(f"{rest}/overview", timeout=2.0) as answer:  # noqa: S310 - our own http address
            return int(json.load(answer)["slots-total"])
    except (OSError, ValueError, KeyError, urllib.error.URLError):
        return 0
