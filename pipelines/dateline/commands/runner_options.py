"""The options that choose the runner, shared by the commands that start a job."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.commands.shared_options import grouped, option
from dateline.launch.settings import RUNNERS, FlinkSettings, Runner, RunnerSettings

flink_rest_option = option(
    "--flink-rest", default=None, metavar="URL", help="Flink's web page and REST interface, e.g. http://localhost:8081."
)


def _settings(
    *,
    runner: Runner,
    prism_location: Path | None,
    job_endpoint: str | None,
    environment_type: str | None,
    environment_config: str | None,
    flink_rest: str | None,
    checkpoint_interval: float | None,
    checkpoint_timeout: float,
    parallelism: int,
    from_savepoint: str | None,
    workers: int | None,
    job_name: str | None,
) -> RunnerSettings:
    flink = None
    if runner == "flink" and flink_rest is not None:
        flink = FlinkSettings(
            flink_rest, checkpoint_interval, parallelism, from_savepoint, workers or parallelism, checkpoint_timeout
        )
    return RunnerSettings(
        runner, prism_location, job_endpoint, environment_type, environment_config, job_name=job_name, flink=flink
    )


runner_options = grouped(
    "runner",
    _settings,
    [
        option("--runner", type=click.Choice(RUNNERS), default="prism", help="Beam runner."),
        option(
            "--prism-location",
            type=click.Path(dir_okay=False, path_type=Path),
            default=None,
            help="Path of the Prism binary; else the cached one, a download or a build.",
        ),
        option("--job-endpoint", default=None, metavar="HOST:PORT", help="Beam's job server (flink, portable)."),
        option(
            "--environment-type",
            default=None,
            help="Where the Python workers run.  [default: EXTERNAL on flink, else LOOPBACK]",
        ),
        option(
            "--environment-config", default=None, metavar="HOST:PORT", help="The worker pool of EXTERNAL environments."
        ),
        flink_rest_option,
        option(
            "--checkpoint-interval",
            type=click.FloatRange(0.1, 3600),
            default=None,
            metavar="SECONDS",
            help="Time between two checkpoints; required for a stream on flink.",
        ),
        option(
            "--checkpoint-timeout",
            type=click.FloatRange(1, 3600),
            default=60.0,
            metavar="SECONDS",
            help="Start again from the checkpoint before when one takes longer (flink).",
        ),
        option("--parallelism", type=click.IntRange(1), default=1, help="Slots that the job takes on flink."),
        option(
            "--from-savepoint",
            default=None,
            metavar="PATH",
            help="Start from this savepoint or retained checkpoint of Flink's.",
        ),
        option(
            "--workers",
            type=click.IntRange(1),
            default=None,
            help="Python processes for each TaskManager, each with a model in memory.  [default: PARALLELISM]",
        ),
        option("--job-name", default=None, help="Name of the job on the runner.  [default: dateline-GROUP]"),
    ],
)
