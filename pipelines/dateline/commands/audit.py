"""``dateline audit``: proof that nothing was lost and nothing decided twice."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import click

from dateline.audit.proof import AuditSettings
from dateline.audit.topics import audit_topics
from dateline.commands.shared_options import connection_options, input_topic_option, option, output_topic_options
from dateline.dedup.stage import DedupSettings
from dateline.files.verify import read_committed, verify
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
@option(
    "--archive",
    "archive_folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=None,
    help="Prove this archive too: each committed record in one file, whole.",
)
@option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
def audit(
    connection: Connection,
    input_topics: tuple[str, ...],
    topics: OutputTopics,
    dedup_ttl: int,
    since: Literal["retained", "first_read"],
    archive_folder: Path | None,
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
      dateline audit --archive /var/lib/dateline/events
    """
    report = audit_topics(connection, input_topics, topics, AuditSettings(ttl_seconds=dedup_ttl, since=since))
    archived = None if archive_folder is None else verify(archive_folder, read_committed(connection, topics))
    if as_json:
        content = json.loads(report.to_json())
        if archived is not None:
            content["archive"] = asdict(archived) | {"ok": archived.ok}
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        click.echo(report.to_text())
        if archived is not None:
            click.echo(archived.to_text())
    if not report.ok or not (archived is None or archived.ok):
        sys.exit(1)
