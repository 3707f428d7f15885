"""``dateline jobs`` and ``dateline savepoint``: the jobs of a Flink cluster."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from dateline.commands.shared_options import option
from dateline.launch.flink_rest import Cluster, JobOverview, checked_address

cluster_option = option(
    "--flink-rest",
    required=True,
    metavar="URL",
    help="Flink's web page and REST interface, e.g. http://localhost:8081.",
)


@click.command()
@cluster_option
@option("--all", "everything", is_flag=True, help="Show jobs that have ended, too.")
@option("--cancel", metavar="JOB", default=None, help="Cancel this job (id or name): what is in flight is dropped.")
@option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def jobs(*, flink_rest: str, everything: bool, cancel: str | None, as_json: bool) -> None:
    """Show the jobs of a Flink cluster: state, restarts, latest failure and checkpoint; or cancel one.

    \b
    Examples:
      dateline jobs --flink-rest http://localhost:8082
      dateline jobs --flink-rest http://localhost:8082 --all --json
      dateline jobs --flink-rest http://localhost:8082 --cancel dateline-news-5f0a
    """
    cluster = Cluster(checked_address(flink_rest))
    if cancel is not None:
        found = cluster.find(cancel)
        cluster.cancel(found.id)
        click.echo(f"cancelled: {found.name}", err=True)
        return
    rows = [_row(cluster, job) for job in cluster.jobs() if everything or not job.ended]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        started = datetime.fromtimestamp(row["started_millis"] / 1000, UTC).isoformat(timespec="seconds")
        click.echo(f"{row['id']}  {row['name']}  {row['state']}  since {started}  restarts {row['restarts']}")
        for what in ("failure", "checkpoint"):
            if row[what]:
                click.echo(f"  latest {what}: {row[what]}")
    if not rows:
        click.echo("no job" if everything else "no job runs", err=True)


def _row(cluster: Cluster, job: JobOverview) -> dict[str, Any]:
    failures = cluster.failures(job.id)
    return {
        **asdict(job),
        "restarts": cluster.restarts(job.id),
        "failure": failures[0].reason if failures else None,
        "checkpoint": cluster.latest_checkpoint(job.id),
    }


@click.command()
@cluster_option
@option("--stop", is_flag=True, help="End the job with the savepoint, in one step: nothing is read after it.")
@click.argument("job", required=False)
def savepoint(*, flink_rest: str, stop: bool, job: str | None) -> None:
    """Write a savepoint of JOB (its id or name; by default the only one that runs) and print its path.

    `dateline run --from-savepoint PATH` goes on from it, with another version or parallelism if need be. A job
    that is to end for good is drained instead (Ctrl-C, or `dateline drain`).

    \b
    Examples:
      dateline savepoint --flink-rest http://localhost:8082
      dateline savepoint --flink-rest http://localhost:8082 --stop dateline-news-5f0a
    """
    cluster = Cluster(checked_address(flink_rest))
    click.echo(cluster.savepoint(cluster.find(job).id, stop=stop))
