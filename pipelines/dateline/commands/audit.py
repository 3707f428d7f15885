"""``dateline audit``: proof that nothing was lost and nothing decided twice."""

from __future__ import annotations

import sys
from typing import Literal

import click

from dateline.audit.proof import AuditSettings
from dateline.audit.topics import audit_topics
from dateline.commands.shared_options import connection_options, input_topic_option, option, output_topic_options
from dateline.dedup.stage import DedupSettings
from dateline.kafka.connection import Connection
from dateline.kafka.topics import OutputTopics


@click.command()
@connection_options
@input_topic_option
@output_topic_options
@option("--dedup-ttl", type=click.IntRange(1), default=DedupSettings().ttl_seconds, help="The job's --dedup-ttl.")
@option(
    "--since",
    type=click.Choice(["retained", "first_read"]),
    default="retained",
    help="Begin at the oldest position held, or at the first one read (a job started at latest or at a time).",
)
@option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
def audit(
    connection: Connection,
    input_topics: tuple[str, ...],
    topics: OutputTopics,
    dedup_ttl: int,
    since: Literal["retained", "first_read"],
    as_json: bool,
) -> None:
    """Prove that every input position that Kafka still holds ended in exactly one outcome.

    Also that every outcome's record is on its topic and the other way round, that each duplicate's original is
    a published event, and that no two events have the same content within the TTL. Run it on a job that has
    stopped or caught up. Exit code 1, with the list, if anything fails.

    \b
    Examples:
      dateline audit
      dateline audit --input-topic articles --json | jq .findings
    """
    report = audit_topics(connection, input_topics, topics, AuditSettings(ttl_seconds=dedup_ttl, since=since))
    click.echo(report.to_json() if as_json else report.to_text())
    if not report.ok:
        sys.exit(1)
