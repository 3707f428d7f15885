"""The settings of a Flink cluster on one machine: where it listens, its memory, and how fast it recovers."""

from __future__ import annotations

from pathlib import Path

from dateline.local.process import LOCALHOST, free_port

# A TaskManager that no script of Flink's started computes no sizes: all of these must be said.
_MEMORY = {
    "jobmanager.memory.process.size": "1600m",
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

_RECOVERY = {
    # A TaskManager that was killed refuses connections: it counts as dead after two heartbeats that could not be
    # sent. At the default interval of 10 s that took 31 s, at 1 s it takes two.
    "heartbeat.interval": "1000",
    "heartbeat.rpc-failure-threshold": "2",
    # One that hangs (or a machine too busy to answer) is given up only after this.
    "heartbeat.timeout": "20000",
    # What a failing worker of the cluster does to a job is restarted from its checkpoint at once; a job that fails
    # for a reason of its own fails again and again, and ends after 30 times in ten minutes.
    "restart-strategy.type": "failure-rate",
    "restart-strategy.failure-rate.delay": "1 s",
    "restart-strategy.failure-rate.failure-rate-interval": "10 min",
    "restart-strategy.failure-rate.max-failures-per-interval": "30",
    # In flight is what a second of work takes, not all that 64 MB of buffers hold: savepoints wait for it.
    "taskmanager.network.memory.buffer-debloat.enabled": "true",
    # How long a restarting job waits for a new TaskManager in place of a lost one before that is a failure too.
    "slot.request.timeout": "300000",
    # A task that does not give way to a cancellation (it waits for a worker that was killed) ends its TaskManager
    # after 3 minutes by default.
    "task.cancellation.timeout": "30000",
    "task.cancellation.interval": "5000",
    # Two cores that do something else for a while are no failure.
    "pekko.ask.timeout": "30 s",
    "web.timeout": "30000",
}


def flink_settings(folder: Path, rest_port: int, slots: int, parallelism: int) -> dict[str, str]:
    """Return Flink's settings: everything on 127.0.0.1, on free ports, with folders of its own and explicit memory."""
    jobmanager = ("jobmanager.rpc.address", "jobmanager.bind-host", "rest.address", "rest.bind-address")
    host = dict.fromkeys((*jobmanager, "taskmanager.host", "taskmanager.bind-host"), LOCALHOST)
    return {
        **host,
        **_MEMORY,
        **_RECOVERY,
        "jobmanager.rpc.port": str(free_port()),
        "rest.port": str(rest_port),
        "taskmanager.numberOfTaskSlots": str(slots),
        "parallelism.default": str(parallelism),
        # The job carries Beam's jar, which brings some of Flink's own classes again.
        "classloader.resolve-order": "parent-first",
        "state.checkpoints.dir": (folder / "checkpoints").absolute().as_uri(),
        "state.savepoints.dir": (folder / "savepoints").absolute().as_uri(),
        "io.tmp.dirs": str((folder / "tmp").absolute()),
        "web.tmpdir": str((folder / "tmp").absolute()),
        "blob.storage.directory": str((folder / "tmp").absolute()),
    }


def write_settings(folder: Path, rest_port: int, slots: int, parallelism: int) -> None:
    """Make the folders of a cluster below ``folder`` and write its settings to ``conf``."""
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
