"""``dateline local``: the real parts on this machine, brought up, shown and brought down."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from dateline.local import flink, stack
from dateline.local.progress import console_progress
from dateline.local.stack import State, Wanted

Command = Callable[..., Any]
PORT = click.IntRange(0, 65535)


def _option(name: str, *more: str, **settings: Any) -> Callable[[Command], Command]:
    """An option that is also the environment variable DATELINE_LOCAL_<NAME>."""
    variable = "DATELINE_LOCAL_" + name.removeprefix("--").split("/")[0].replace("-", "_").upper()
    shown = settings.get("default") is not None
    return click.option(name, *more, envvar=variable, show_envvar=True, show_default=shown, **settings)


def _wanted_options(command: Command) -> Command:
    """Add the options that make a Wanted, which the command receives under their names."""
    options = (
        _option("--kafka", type=click.Choice(["embedded", "real", "none"]), default="embedded", help="Which broker."),
        _option("--kafka-port", type=PORT, default=9092, help="The broker's port; 0 takes a free one."),
        _option("--registry-port", type=PORT, default=None, help="Serve a schema registry too (embedded broker only)."),
        _option("--prism/--no-prism", default=True, help="Prism, Beam's local runner, as a job server."),
        _option("--prism-port", type=PORT, default=8073, help="Prism's job port."),
        _option("--prism-web-port", type=PORT, default=None, help="Serve Prism's web page too."),
        _option("--prism-location", type=click.Path(path_type=Path), default=None, help="A Prism program of yours."),
        _option("--flink/--no-flink", default=False, help="A Flink cluster with Beam's job server and Python workers."),
        _option("--flink-port", type=PORT, default=8099, help="The job port of Flink's job server."),
        _option("--flink-rest-port", type=PORT, default=8082, help="Flink's web page and REST interface."),
        _option("--flink-worker-port", type=PORT, default=50000, help="The pool of Python workers."),
    )
    for each in reversed(options):
        command = each(command)
    return command


def _state_dir_option(command: Command) -> Command:
    return _option(
        "--state-dir",
        type=click.Path(file_okay=False, path_type=Path),
        default=None,
        help=f"Records, logs and data of the parts.  [default: {stack.default_state_dir()}]",
    )(command)


@click.group()
def app() -> None:
    """Start, show and stop the real parts on this machine: broker, Prism, Flink.

    Real Kafka and Flink need Maven; Go and Java are fetched when they are missing.
    """


@app.command()
@_wanted_options
@_state_dir_option
def up(state_dir: Path | None, **values: Any) -> None:
    """Bring up the parts; they run until `dateline local down`.

    A part that runs already is left as it is.

    \b
    Examples:
      dateline local up                               embedded broker and Prism
      dateline local up --kafka real --flink          what production looks like (needs Maven)
      dateline local up --registry-port 8081          with a schema registry
    """
    folder = state_dir or stack.default_state_dir()
    with console_progress() as progress:
        stack.up(Wanted(**values), folder, progress)
    _show(stack.status(folder))


@app.command()
@_option("--purge", is_flag=True, help="Remove the data and the logs of the parts, too.")
@_state_dir_option
def down(state_dir: Path | None, *, purge: bool) -> None:
    """Stop the parts; what their topics hold is kept for the next `up`.

    \b
    Examples:
      dateline local down
      dateline local down --purge                     forget all topics
    """
    with console_progress() as progress:
        stopped = stack.down(state_dir or stack.default_state_dir(), progress, purge=purge)
    click.echo(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")


@app.command()
@_option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@_state_dir_option
def status(state_dir: Path | None, *, as_json: bool) -> None:
    """Show what runs: addresses, process ids, uptime; exit code 1 when a part has died.

    \b
    Examples:
      dateline local status
      dateline local status --json
    """
    states = stack.status(state_dir or stack.default_state_dir())
    if as_json:
        click.echo(json.dumps([asdict(state) for state in states], indent=2))
    else:
        _show(states)
    if any(state.state != "running" for state in states):
        raise click.exceptions.Exit(1)


@app.command()
@_wanted_options
def prepare(**values: Any) -> None:
    """Fetch and build what the parts need, without starting any.

    \b
    Examples:
      dateline local prepare
      dateline local prepare --kafka real --flink
    """
    with console_progress() as progress:
        prepared = stack.prepare(Wanted(**values), progress)
    for part in prepared.values():
        click.echo(f"{part.name} {part.version}: {part.path}")


def _show(states: list[State]) -> None:
    if not states:
        click.echo("nothing runs")
        return
    table = Table("part", "state", "address", "process ids", "uptime", box=None, pad_edge=False)
    for state in states:
        further = [f"{name} {address}" for name, address in state.addresses.items()]
        pids = [f"{pid} {role}" if len(state.logs) > 1 else str(pid) for role, pid in state.pids.items()]
        address = "\n".join([state.endpoint, *further])
        table.add_row(state.name, state.state, address, "\n".join(pids), uptime_text(state.uptime))
    Console(highlight=False).print(table)
    for state in states:
        if state.name == flink.NAME and state.state == "running":
            options = flink.run_options(state.endpoint, state.addresses, parallelism=2)
            click.echo(f"a job on Flink: dateline run {' '.join(options)}")
        if state.state != "running":
            click.echo(f"{state.name} {state.state}; its logs: {', '.join(state.logs.values())}", err=True)


def uptime_text(seconds: int) -> str:
    """Return a duration as people say it.

    >>> uptime_text(59), uptime_text(61), uptime_text(7260), uptime_text(90000)
    ('59 s', '1 min 1 s', '2 h 1 min', '1 d 1 h')
    """
    for size, unit, smaller_size, smaller in ((86400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if seconds >= size:
            return f"{seconds // size} {unit} {seconds % size // smaller_size} {smaller}"
    return f"{seconds} s"
