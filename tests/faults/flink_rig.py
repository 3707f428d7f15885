"""A job on a Flink cluster: JobManager, TaskManager, Beam's job server, a pool of Python workers."""

from __future__ import annotations

import shutil
import signal

from tests.faults.processes import fixed_port, send, send_group
from tests.faults.rig import Log, Rig, RigSettings

from dateline.local import flink
from dateline.local.parts import Running
from dateline.local.process import is_alive

CHECKPOINT_SECONDS = 2
TIMEOUT_SECONDS, MODEL_TIMEOUT_SECONDS = 20, 60
"""A checkpoint waits for workers that have just started, and they load the model of the entities stage first."""

HEAP = "512m"
SLOTS = 4


class FlinkRig(Rig):
    """`dateline run --runner flink` submits the job and watches it; the cluster goes on when it is killed."""

    _cluster: Running | None = None
    _restarts = 0

    def __init__(self, settings: RigSettings, log: Log) -> None:
        super().__init__(settings, log)

    @property
    def cluster(self) -> Running:
        """The cluster as it is now."""
        if self._cluster is None:
            raise RuntimeError("the cluster is not started")
        return self._cluster

    def _start_runner(self) -> None:
        self._cluster = flink.start(
            flink.prepare(),
            state_dir=self.settings.folder,
            port=fixed_port(),
            rest_port=fixed_port(),
            worker_port=fixed_port(),
            slots=SLOTS,
            parallelism=self.settings.parallelism,
            heap=HEAP,
        )

    def _stop_runner(self) -> None:
        if self._cluster is not None:
            self._cluster.stop()

    def _runner_arguments(self) -> list[str]:
        cluster = self.cluster
        timeout = MODEL_TIMEOUT_SECONDS if "entities" in self.settings.stages else TIMEOUT_SECONDS
        return [
            *("--runner", "flink", "--job-endpoint", cluster.endpoint, "--flink-rest", cluster.addresses["rest"]),
            *("--environment-config", cluster.addresses["workers"]),
            *("--checkpoint-interval", str(CHECKPOINT_SECONDS), "--checkpoint-timeout", str(timeout)),
            *("--parallelism", str(self.settings.parallelism)),
        ]

    def tend(self) -> None:
        """Start again the TaskManager, the pool of workers and `dateline run`."""
        for role, restart in (
            (flink.TASKMANAGER, flink.restart_taskmanager),
            (flink.WORKERS, flink.restart_workers),
        ):
            if not is_alive(self.cluster.process(role)):
                self._keep_log(role)
                self._cluster = restart(self.cluster)
        super().tend()

    def worker_pids(self) -> list[int]:
        """The workers that the pool has started."""
        return flink.worker_pids(self.cluster)

    def runner_pids(self) -> list[int]:
        """The TaskManager."""
        return [self.cluster.process(flink.TASKMANAGER).pid]

    def restart_all(self) -> None:
        """Cancel the job, kill `dateline run`; the supervisor starts it again."""
        flink.cancel_jobs(self.cluster)
        super().restart_all()

    def _kill_runner(self, _hold: float) -> None:
        send(self.runner_pids(), signal.SIGKILL)

    def _kill_pool(self, _hold: float) -> None:
        send_group(self.cluster.process(flink.WORKERS).pid, signal.SIGKILL)

    def _kill_launcher(self, _hold: float) -> None:
        """The job itself goes on, and the next `dateline run` follows it."""
        self.job.kill()

    def _keep_log(self, role: str) -> None:
        self._restarts += 1
        log = self.cluster.process(role).log
        if log.exists():
            shutil.copyfile(log, log.with_name(f"{log.stem}.{self._restarts:03}.log"))
