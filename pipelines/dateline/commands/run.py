"""``dateline run``: the job itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click
from kafka.errors import KafkaError

from dateline.commands.publish_options import PublishChoices, publish_options
from dateline.commands.read_options import ReadChoices, read_options
from dateline.commands.runner_options import runner_options
from dateline.commands.shared_options import (
    connection_options,
    group_option,
    input_topic_option,
    option,
    output_topic_options,
)
from dateline.commands.stage_options import stage_options
from dateline.encode.output import EncodeSettings
from dateline.errors import PreflightError
from dateline.files.recover import open_archive
from dateline.files.stage import ArchiveSettings
from dateline.kafka import topics as kafka_topics
from dateline.kafka.connection import Connection
from dateline.kafka.control import new_launch
from dateline.kafka.lag import LagProbe
from dateline.kafka.positions import PartitionRange
from dateline.kafka.takeover import fence, rewind
from dateline.kafka.topics import OutputTopics
from dateline.launch.flink_job import check_cluster, running_job
from dateline.launch.launching import Launch, follow
from dateline.launch.settings import RunnerSettings
from dateline.local import prism
from dateline.local.progress import plain
from dateline.local.progress import quiet as no_progress
from dateline.options import IngestSettings, StageSettings
from dateline.preflight import largest_output, remembering

PROGRESS_SECONDS = 5.0


@click.command(context_settings={"ignore_unknown_options": True})
@connection_options
@input_topic_option
@output_topic_options
@group_option
@read_options
@runner_options
@publish_options
@option(
    "--archive",
    "archive_folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Write windowed Avro files below this folder.",
)
@option("--archive-window", type=click.IntRange(1), default=300, help="Seconds of record time in one file.")
@option("--archive-codec", type=click.Choice(["zstandard", "snappy", "deflate"]), default="zstandard", help="Codec.")
@option("--quiet", is_flag=True, help="No progress lines.")
@stage_options
@click.argument("beam_options", nargs=-1, type=click.UNPROCESSED, metavar="[-- BEAM_OPTION...]")
def run(
    connection: Connection,
    input_topics: tuple[str, ...],
    topics: OutputTopics,
    group: str,
    read: ReadChoices,
    runner: RunnerSettings,
    publish: PublishChoices,
    archive_folder: Path | None,
    archive_window: int,
    archive_codec: str,
    quiet: bool,
    stages: StageSettings,
    beam_options: tuple[str, ...],
) -> None:
    """Run the pipeline: raw articles from Kafka in, event records to Kafka and files out.

    Without --once it runs until it is told to stop: the first Ctrl-C (SIGINT, SIGTERM) finishes what was read
    and closes the files, the second cancels.

    \b
    Examples:
      dateline run --archive events/
      dateline run --once --runner direct --input-topic backfill --group backfill-2026
      dateline run --start 2026-11-23T00:00:00Z --stages clean,deduplicate,times
      dateline run --runner flink --job-endpoint localhost:8099 --flink-rest http://localhost:8081 \\
        --environment-config localhost:50000 --checkpoint-interval 10 --parallelism 2
    """
    launch = new_launch()
    prefix = f"{runner.job_name or f'dateline-{group}'}-"
    runner = replace(runner, more=beam_options, job_name=prefix + launch)
    runner.arguments(streaming=not read.bounded)
    kafka_topics.require(connection, topics.names if read.pattern else (*input_topics, *topics.names))
    probe = LagProbe(connection, input_topics, group, pattern=read.regex, exclude=topics.names)
    tick = (lambda: None) if quiet else _progress(probe)
    running = None if runner.flink is None else running_job(runner.flink, prefix)
    if runner.flink is not None and running is not None:
        if read.start.force or runner.flink.from_savepoint:
            raise PreflightError(
                f"The job {running.name} of this group runs already.",
                f"Stop it first: `dateline drain --group {group}`, or `dateline jobs --cancel {running.id}`.",
            )
        _conclude(follow(connection, group, runner.flink, running, tick), probe)
        return
    about = f"runner {runner.runner}" if runner.flink is None else check_cluster(runner.flink)
    if publish.delivery == "exactly-once":
        # First: what an older worker left open would hold back the offsets to start from.
        fence(connection, group, topics)
    ranges = read.resolve(connection, input_topics, group, exclude=topics.names)
    if read.start.force:
        rewind(connection, group, ranges)
    stages = replace(stages, dedup=replace(stages.dedup, ordered=read.bounded))
    settings = IngestSettings(
        read=read.settings(
            connection,
            ranges,
            group,
            topics=input_topics,
            exclude=topics.names,
            launch="" if read.bounded else launch,
            claim_seconds=runner.claim_seconds(len(ranges)),
        ),
        stages=remembering(stages, connection, group, topics, ranges, now_millis=round(time.time() * 1_000)),
        encode=EncodeSettings(
            stages.provenance(), max_value_bytes=largest_output(connection, topics, publish.max_output_bytes)
        ),
        publish=publish.settings(connection, group, topics),
        archive=ArchiveSettings(archive_folder, window_seconds=archive_window, codec=archive_codec)
        if archive_folder is not None
        else None,
    )
    if settings.archive is not None:
        opened = open_archive(settings.publish, settings.archive)
        settings = replace(settings, archive=opened.settings)
        if opened.files:
            click.echo(f"archive: {len(opened.files)} files written of what an earlier run left open", err=True)
    if runner.runner == "prism":
        program = prism.prepare(no_progress if quiet else plain, location=runner.prism_location)
        runner = replace(runner, prism_location=program.path)
    _announce(ranges, settings, about)
    _conclude(Launch(settings, runner).run(tick), probe)


def _conclude(ended: str, probe: LagProbe) -> None:
    """Say how the job ended and how far it came."""
    with closing(probe):
        try:
            lag = probe.read()
        except KafkaError as error:
            click.echo(f"{ended}; how far it came is not known: {error!r}", err=True)
            return
    click.echo(f"{ended}: {lag.acknowledged} of {lag.total} input positions acknowledged", err=True)


def _announce(ranges: tuple[PartitionRange, ...], settings: IngestSettings, about: str) -> None:
    """Say on standard error where each partition starts and why, and what will run."""
    provenance = settings.encode.provenance
    model = f"{provenance.model_name} {provenance.model_version}" if provenance.model_name else "none"
    click.echo(
        f"{about}, stages {', '.join(settings.stages.stages) or 'none'}, model {model}, "
        f"processing version {provenance.processing_version}",
        err=True,
    )
    for part in ranges:
        stop = "" if part.stop is None else f" up to {part.stop}"
        click.echo(f"{part.topic}/{part.partition}: from {part.start}{stop} ({part.basis})", err=True)


def _progress(probe: LagProbe) -> Callable[[], None]:
    """A tick that tells now and then how far the sink has come."""
    latest = [0.0, -1.0]

    def tick() -> None:
        now = time.monotonic()
        if now - latest[0] < PROGRESS_SECONDS:
            return
        try:
            lag = probe.read()
        except KafkaError as error:
            # The job waits for the broker, so telling of it must not end it.
            click.echo(f"no answer on how far it came: {error!r}", err=True)
            latest[0] = time.monotonic()
            return
        if lag.acknowledged != latest[1]:
            click.echo(f"acknowledged {lag.acknowledged} of {lag.total} (behind {lag.behind})", err=True)
        latest[:] = [now, lag.acknowledged]
        sys.stderr.flush()

    return tick
