"""``python -m tests.faults``: kill everything that can be killed while articles flow; then account for each.

Run it from the repository's folder. It starts a real Kafka, and a Flink cluster for ``--runner flink``; it needs
Java and Maven (see ``dateline local``). Exit code 1, with the folder of logs kept, when anything is wrong.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from tests.faults.running import FaultRun, FaultSettings, discard
from tests.faults.schedule import KINDS, RUNNERS, Runner


@click.command(help=__doc__)
@click.option("--runner", type=click.Choice(RUNNERS), default="prism", show_default=True)
@click.option(
    "--minutes", type=click.FloatRange(min=0.1), default=2.0, show_default=True, help="How long articles flow."
)
@click.option("--kills", type=click.IntRange(0), default=6, show_default=True, help="Faults that are kill -9.")
@click.option("--others", type=click.IntRange(0), default=None, help="Other faults (default: a third of the kills).")
@click.option("--articles", type=click.IntRange(10), default=2_000, show_default=True, help="Records to send, about.")
@click.option("--stages", default="deduplicate", show_default=True, help="As of `dateline run`.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed: the same plan and articles.")
@click.option("--partitions", type=click.IntRange(1), default=2, show_default=True, help="Of every topic.")
@click.option("--parallelism", type=click.IntRange(1), default=2, show_default=True, help="On Flink.")
@click.option("--archive/--no-archive", default=True, show_default=True, help="Write archive files and judge them.")
@click.option("--only", multiple=True, type=click.Choice([kind.name for kind in KINDS]), help="Only these faults.")
@click.option("--recovery-limit", type=float, default=180.0, show_default=True, help="Seconds without progress.")
@click.option("--transaction-timeout", type=float, default=10.0, show_default=True, help="Seconds; pauses are longer.")
@click.option("--folder", type=click.Path(path_type=Path), default=None, help="For logs and data (default: a new one).")
@click.option("--keep", is_flag=True, help="Keep the folder of a run that was right too.")
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
@click.argument("more", nargs=-1, metavar="[-- OPTION_OF_RUN...]")
def main(
    runner: Runner,
    minutes: float,
    kills: int,
    others: int | None,
    articles: int,
    stages: str,
    seed: int,
    partitions: int,
    parallelism: int,
    archive: bool,
    only: tuple[str, ...],
    recovery_limit: float,
    transaction_timeout: float,
    folder: Path | None,
    keep: bool,
    as_json: bool,
    more: tuple[str, ...],
) -> None:
    """See the module."""
    settings = FaultSettings(
        runner=runner,
        minutes=minutes,
        kills=kills,
        others=others,
        articles=articles,
        stages=stages,
        seed=seed,
        partitions=partitions,
        parallelism=parallelism,
        archive=archive,
        only=only,
        recovery_limit=recovery_limit,
        transaction_timeout=transaction_timeout,
        more=more,
    )
    # What was started and mounted is to be cleared away however the run ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    where = folder or Path(tempfile.mkdtemp(prefix="dateline-faults-"))
    report = FaultRun(settings, where, lambda text: click.echo(text, err=True)).run()
    kept = keep or folder is not None or not report.ok
    if as_json:
        click.echo(report.to_json())
    else:
        report.show(Console(width=120), where if kept else None)
    if not kept:
        discard(where)
    sys.exit(0 if report.ok else 1)


if __name__ == "__main__":
    main()
