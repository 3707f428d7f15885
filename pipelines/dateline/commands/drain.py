"""``dateline drain``: have a running job finish what it has read, from any machine."""

from __future__ import annotations

import json

import click

from dateline.commands.shared_options import connection_options, group_option, option
from dateline.errors import DatelineError
from dateline.kafka.connection import Connection
from dateline.kafka.control import ask_drain, await_end


class NotEndedError(DatelineError):
    """The job was asked to drain and has not ended in time."""


@click.command()
@connection_options
@group_option
@option("--wait", "wait_seconds", type=click.FloatRange(0), default=0.0, help="Seconds to wait for the job's end.")
@option("--json", "as_json", is_flag=True, help="Print the launch and whether it has ended as JSON.")
def drain(connection: Connection, group: str, wait_seconds: float, as_json: bool) -> None:
    """Ask the running job of GROUP to drain: read no more, publish what was read, close the windows, end.

    The word goes through Kafka, so the job may run anywhere. Its readers see it within about two seconds; what they
    have read by then is finished. Asking twice does no harm.

    \b
    Examples:
      dateline drain --group dateline
      dateline drain --group dateline --wait 120 && echo ended
    """
    launch = ask_drain(connection, group)
    ended = await_end(connection, group, launch, wait_seconds) if wait_seconds else None
    if as_json:
        click.echo(json.dumps({"group": group, "launch": launch, "ended": ended}))
    else:
        click.echo(f"asked the job of {group} (launch {launch}) to drain" + (", and it has ended" if ended else ""))
    if ended is False:
        raise NotEndedError(
            f"The job of {group} (launch {launch}) has not ended within {wait_seconds:g} s.",
            "Wait longer, or look at its workers' logs.",
        )
