"""``dateline doctor``: is everything there that a job needs?"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click
from rich.console import Console

from dateline.commands.publish_options import PublishChoices, publish_options
from dateline.commands.runner_options import runner_options
from dateline.commands.shared_options import (
    connection_options,
    group_option,
    input_topic_option,
    option,
    output_topic_options,
)
from dateline.commands.stage_options import stage_options
from dateline.doctor.examination import CHECKS, Examination, as_json, show, sound
from dateline.kafka.connection import Connection
from dateline.kafka.topic_plan import JobTopics
from dateline.kafka.topics import OutputTopics
from dateline.launch.settings import RunnerSettings
from dateline.options import StageSettings
from dateline.preflight import RECORD_OVERHEAD

LEAST_WIDTH = 80


@click.command()
@connection_options
@input_topic_option
@output_topic_options
@group_option
@runner_options
@publish_options
@stage_options
@option(
    "--archive",
    "archive_folder",
    type=click.Path(path_type=Path),
    default=None,
    help="The folder that `dateline run --archive` writes to.",
)
@option("--replication", type=click.IntRange(1), default=1, help="Replicas that the topics must have.")
@option("--only", type=click.Choice(CHECKS), multiple=True, help="Make only this check (repeatable).")
@option("--end-transactions", is_flag=True, help="End transactions that hold back readers and nobody works on.")
@option("--force", is_flag=True, help="End them even if the job seems to run: its worker is fenced and starts anew.")
@option("--timeout", type=click.FloatRange(1), default=120.0, help="Seconds for the trial of the runner.")
@option("--json", "json_wanted", is_flag=True, help="As JSON.")
def doctor(
    connection: Connection,
    input_topics: tuple[str, ...],
    topics: OutputTopics,
    group: str,
    runner: RunnerSettings,
    publish: PublishChoices,
    stages: StageSettings,
    archive_folder: Path | None,
    replication: int,
    only: tuple[str, ...],
    end_transactions: bool,
    force: bool,
    timeout: float,
    json_wanted: bool,
) -> None:
    """Look at all that a job needs, and say what to do about what is not right.

    Takes the options of `dateline run`. Nothing of the job's is changed (but see --end-transactions): trials use
    topics, groups and a transactional id of their own below GROUP.doctor. Exit code 1 if anything fails.

    \b
    Examples:
      dateline doctor
      dateline doctor --json | jq '.checks[] | select(.status == "fail")'
      dateline doctor --only hung --end-transactions
      dateline doctor --runner flink --job-endpoint localhost:8099 --flink-rest http://localhost:8081 \\
        --environment-config localhost:50000 --checkpoint-interval 10 --archive events/
    """
    _quieten()
    examination = Examination(
        connection,
        group,
        JobTopics(
            input_topics,
            events=topics.events,
            duplicates=topics.duplicates,
            dead_letters=topics.dead_letters,
            outcomes=topics.outcomes,
            latest=topics.latest,
            partitions=1,
            replication=replication,
            ttl_seconds=stages.dedup.ttl_seconds,
            record_bytes=publish.max_output_bytes + RECORD_OVERHEAD,
        ),
        stages=stages,
        runner=runner,
        archive=archive_folder,
        exactly_once=publish.delivery == "exactly-once",
        transaction_timeout_seconds=publish.transaction_timeout,
        end_transactions=end_transactions,
        force=force,
        only=frozenset(only),
        seconds=timeout,
    )
    if json_wanted:
        checks = list(examination.run())
        click.echo(as_json(checks))
    else:
        checks = show(examination.run(), Console(width=max(LEAST_WIDTH, Console().width), highlight=False))
    if not sound(checks):
        sys.exit(1)


def _quieten() -> None:
    """Leave the word to the checks: what the parts log while they are tried is told by what the checks find."""
    if logging.getLogger().level >= logging.WARNING:
        for name in ("apache_beam", "kafka", "PrismRunner"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
