"""Which runner a job goes to and with which options; what cannot work is refused before anything starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from apache_beam.options.pipeline_options import PipelineOptions

from dateline.dedup.stage import NO_SPLIT
from dateline.errors import OptionError
from dateline.launch.flink_rest import checked_address

OWN_SERVER = "disable_prism_server_singleton"
"""The experiment by which a launch starts a Prism of its own; else it takes one that this process has started before,
whatever program that was to be.
"""

Runner = Literal["prism", "direct", "portable", "flink"]
RUNNERS: tuple[Runner, ...] = ("prism", "direct", "portable", "flink")

_OURS = {
    "runner": "--runner",
    "streaming": "--once",
    "prismlocation": "--prism-location",
    "jobendpoint": "--job-endpoint",
    "jobname": "--job-name",
    "environmenttype": "--environment-type",
    "environmentconfig": "--environment-config",
}
_OURS_ON_FLINK = {
    "checkpointinginterval": "--checkpoint-interval",
    "checkpointtimeoutmillis": "--checkpoint-timeout",
    "parallelism": "--parallelism",
    "savepointpath": "--from-savepoint",
    "flinkmaster": "--flink-rest",
    "sdkworkerparallelism": "--workers",
    "finishbundlebeforecheckpointing": "",
    "externalizedcheckpointsenabled": "",
    "unalignedcheckpointenabled": "",
    "retainexternalizedcheckpointsoncancellation": "",
    "shutdownsourcesafteridlems": "",
    "attachedmode": "",
}
"""Beam's options (without ``-`` and ``_``) that ours set, and the option to use instead; '' where there is none."""


class FlinkOptions(PipelineOptions):
    """Options of Beam's Flink job server that Beam Python passes on without knowing them."""

    @classmethod
    def _add_argparse_args(cls, parser: Any) -> None:
        for name in (
            "checkpointing_interval",
            "checkpoint_timeout_millis",
            "shutdown_sources_after_idle_ms",
            "max_bundle_time_mills",
            "max_bundle_size",
        ):
            parser.add_argument(f"--{name}", type=int, default=None, help="In milliseconds.")
        for name in (
            "finish_bundle_before_checkpointing",
            "externalized_checkpoints_enabled",
            "retain_externalized_checkpoints_on_cancellation",
        ):
            parser.add_argument(f"--{name}", action="store_true", default=None, help="Yes or no.")
        parser.add_argument("--savepoint_path", default=None, help="Where to start from.")


BUNDLE_MILLIS = 100
"""How long Flink collects elements for a bundle. What a claim of the source resumes with waits so long too, idle: with
Beam's default of a second, a source with claims of a second read half of the time. ``more`` may have another."""


BUNDLE_ELEMENTS = 100
"""How many elements a bundle of Flink's has: a checkpoint waits for it to end, and an article may take 20 ms and more
in a slow step. With Beam's default of 1,000 checkpoints ran out of time behind a backlog, again and again."""

SHORT_CLAIM_SECONDS, LONG_CLAIM_SECONDS, ROUND_SECONDS = 0.25, 2.0, 4.0
"""A claim where runners go on at once, and the most of one on Flink; what all claims of a task may take there."""


@dataclass(frozen=True, slots=True)
class FlinkSettings:
    """How a job runs on a Flink cluster.

    ``rest`` is the address of its web page and REST interface, ``checkpoint_seconds`` the time between two
    checkpoints (required for a stream), ``from_savepoint`` the path of a savepoint or retained checkpoint. ``workers``
    Python processes work for each TaskManager: with one, which is Beam's default, all its slots share one core.
    A checkpoint that takes longer than ``checkpoint_timeout_seconds`` starts the job again from the one before: after
    a worker was killed a task may wait for it for ever (https://github.com/apache/beam/issues/20028).
    """

    rest: str
    checkpoint_seconds: float | None = None
    parallelism: int = 1
    from_savepoint: str | None = None
    workers: int = 1
    checkpoint_timeout_seconds: float = 60.0

    def arguments(self, *, streaming: bool) -> list[str]:
        """The options of Beam's Flink runner. Raises :class:`~dateline.errors.OptionError`."""
        checked_address(self.rest)
        arguments = [f"--parallelism={self.parallelism}", f"--sdk_worker_parallelism={self.workers}"]
        if self.from_savepoint is not None:
            arguments.append(f"--savepoint_path={self.from_savepoint}")
        if not streaming:
            return arguments
        if self.checkpoint_seconds is None:
            raise OptionError(
                "--checkpoint-interval",
                "a stream on Flink needs one: without checkpoints nothing survives a failure and no read is finalized.",
                "Give seconds, e.g. --checkpoint-interval 10.",
            )
        return [
            *arguments,
            f"--checkpointing_interval={int(self.checkpoint_seconds * 1000)}",
            f"--checkpoint_timeout_millis={int(self.checkpoint_timeout_seconds * 1000)}",
            # Without it a job sat RUNNING with nothing read in 3 of 5 starts.
            "--finish_bundle_before_checkpointing",
            # The latest checkpoint outlives the job: what was cancelled or failed can start from it again.
            "--externalized_checkpoints_enabled",
            "--retain_externalized_checkpoints_on_cancellation",
        ]


@dataclass(frozen=True, slots=True)
class RunnerSettings:
    """Which runner, and what it needs.

    ``prism`` starts Beam's own local streaming runner (from ``prism_location``); ``direct`` runs bounded reads
    in this process; ``portable`` submits to the job server at ``job_endpoint``; ``flink`` does so too and follows
    the job by Flink's REST interface (``flink``). ``environment_type`` defaults to LOOPBACK (workers are processes
    of this machine), on Flink to EXTERNAL (a pool at ``environment_config``). ``more`` are further Beam options as
    on a command line.
    """

    runner: Runner = "prism"
    prism_location: Path | None = None
    job_endpoint: str | None = None
    environment_type: str | None = None
    environment_config: str | None = None
    more: tuple[str, ...] = ()
    job_name: str | None = None
    flink: FlinkSettings | None = None

    def claim_seconds(self, partitions: int) -> float:
        """How long one claim should read a partition (see ``ReadSettings``), of ``partitions`` in all.

        Flink rests before every claim (:data:`BUNDLE_MILLIS`), so claims are long there; but those of one task make one
        bundle, which ends before a checkpoint: together they take :data:`ROUND_SECONDS`.

        >>> flink = RunnerSettings("flink", flink=FlinkSettings("http://localhost:8081", parallelism=2))
        >>> [flink.claim_seconds(partitions) for partitions in (2, 8, 100)]
        [2.0, 1.0, 0.25]
        """
        if self.flink is None:
            return SHORT_CLAIM_SECONDS
        of_a_task = -(-partitions // self.flink.parallelism)
        return min(LONG_CLAIM_SECONDS, max(SHORT_CLAIM_SECONDS, ROUND_SECONDS / max(1, of_a_task)))

    def arguments(self, *, streaming: bool) -> list[str]:
        """The Beam options as arguments. Raises :class:`~dateline.errors.OptionError` for what cannot work."""
        self._refuse_conflicts()
        arguments = [*self.more, f"--experiments={NO_PIP_LIST}"]
        if self.runner == "flink":
            arguments[:0] = [f"--max_bundle_time_mills={BUNDLE_MILLIS}", f"--max_bundle_size={BUNDLE_ELEMENTS}"]
        if self.job_name is not None:
            arguments.append(f"--job_name={self.job_name}")
        if self.runner == "direct":
            if streaming:
                raise OptionError(
                    "--runner", "direct serves bounded reads only.", "Add --once, or use --runner prism for a stream."
                )
            return ["--runner=FnApiRunner", *arguments]
        arguments += [*self._environment(), f"--experiments={NO_SPLIT}"]
        if streaming:
            arguments.append("--streaming")
        if self.runner == "prism":
            location = f"--prism_location={self.prism_location}"
            return ["--runner=PrismRunner", location, f"--experiments={OWN_SERVER}", *arguments]
        if self.job_endpoint is None:
            remedy = "Give HOST:PORT of the job server."
            raise OptionError("--job-endpoint", f"--runner {self.runner} needs one.", remedy)
        if self.runner == "flink":
            if self.flink is None:
                remedy = "Give the address of Flink's web page, e.g. http://localhost:8081."
                raise OptionError("--flink-rest", "--runner flink needs it to follow the job.", remedy)
            arguments += self.flink.arguments(streaming=streaming)
        return ["--runner=PortableRunner", f"--job_endpoint={self.job_endpoint}", *arguments]

    def _environment(self) -> list[str]:
        """Where the Python workers run."""
        kind = self.environment_type or ("EXTERNAL" if self.runner == "flink" else "LOOPBACK")
        if kind == "EXTERNAL" and self.environment_config is None:
            raise OptionError(
                "--environment-config",
                "an EXTERNAL environment needs the address of its worker pool.",
                "Give HOST:PORT, or --environment-type LOOPBACK to run the workers here.",
            )
        config = [] if self.environment_config is None else [f"--environment_config={self.environment_config}"]
        return [f"--environment_type={kind}", *config]

    def _refuse_conflicts(self) -> None:
        """Raise for a Beam option that ours set too: which of the two wins would be anyone's guess."""
        ours = _OURS | _OURS_ON_FLINK if self.runner == "flink" else _OURS
        for given in self.more:
            name = given.split("=")[0]
            key = name.lower().replace("-", "").replace("_", "")
            if given.startswith("--") and key in ours:
                instead = ours[key]
                remedy = f"Use {instead} instead." if instead else "Leave it out."
                raise OptionError(name, "this option of Beam's is set by dateline itself.", remedy)


NO_PIP_LIST = "disable_logging_submission_environment"
"""The experiment that keeps Beam from running ``pip freeze`` here, which an environment made by uv does not have."""
