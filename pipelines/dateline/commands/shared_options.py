"""Options that several commands take: one place for names, environment variables and help.

Each decorator turns its options into one validated settings object, so a command receives ``connection``,
``topics`` … and never loose strings. Every option can be given as ``DATELINE_<NAME>``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from dateline.errors import OptionError
from dateline.kafka.connection import SASL_MECHANISMS, SECURITY_PROTOCOLS, Connection
from dateline.kafka.topics import OutputTopics

P = ParamSpec("P")
R = TypeVar("R")
Command = Callable[..., Any]
Decorator = Callable[[Command], Command]


def option(name: str, *more: str, **settings: Any) -> Decorator:
    """A click option that can be given as an environment variable too, said so in the help."""
    variable = "DATELINE_" + name.removeprefix("--").split("/")[0].replace("-", "_").upper()
    if "default" in settings and not settings.get("is_flag"):
        settings.setdefault("show_default", True)
    return click.option(name, *more, envvar=variable, show_envvar=True, **settings)


def grouped(name: str, build: Callable[..., Any], options: list[Decorator]) -> Callable[[Command], Command]:
    """A decorator that takes ``options`` and passes ``build(**their values)`` to the command as ``name``."""

    def decorate(command: Command) -> Command:
        names = [parameter.name for parameter in _parameters(options)]

        @functools.wraps(command)
        def called(*args: Any, **values: Any) -> Any:
            own = {each: values.pop(each) for each in names if each is not None}
            return command(*args, **values, **{name: build(**own)})

        decorated: Command = called
        for each in reversed(options):
            decorated = each(decorated)
        return decorated

    return decorate


def _parameters(options: list[Decorator]) -> list[click.Parameter]:
    def probe() -> None:
        """Collects the parameters that the decorators attach."""

    decorated: Any = probe
    for each in options:
        decorated = each(decorated)
    found: list[click.Parameter] = decorated.__click_params__
    return found


def _connection(*, sasl_password_file: Path | None, ssl_key_password_file: Path | None, **values: Any) -> Connection:
    for name, file in (("sasl_password", sasl_password_file), ("ssl_key_password", ssl_key_password_file)):
        if file is not None:
            values[name] = _secret(f"--{name.replace('_', '-')}", values[name], file)
    connection = Connection(**values)
    connection.check_files()
    return connection


def _secret(name: str, given: str | None, file: Path) -> str:
    """The first line of a file that holds a secret."""
    if given is not None:
        raise OptionError(f"{name}-file", f"{name} is given too.", "Use one of the two.")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise OptionError(f"{name}-file", f"{file} cannot be read: {reason}.", "Correct the path.") from error
    if not lines or not lines[0].strip():
        raise OptionError(f"{name}-file", f"{file} is empty.", "Write the password on its first line.")
    return lines[0].strip()


_FILE = click.Path(dir_okay=False, path_type=Path)

connection_options = grouped(
    "connection",
    _connection,
    [
        option(
            "--bootstrap-servers", default="localhost:9092", metavar="HOST:PORT,...", help="Kafka brokers to ask first."
        ),
        option(
            "--security-protocol",
            type=click.Choice(SECURITY_PROTOCOLS),
            default="PLAINTEXT",
            help="How to talk to the brokers.",
        ),
        option("--ssl-cafile", type=str, default=None, help="PEM file of the authority that signed the brokers."),
        option("--ssl-certfile", type=str, default=None, help="PEM file of our own certificate."),
        option("--ssl-keyfile", type=str, default=None, help="PEM file of our own key."),
        option("--ssl-key-password", default=None, help="Its password; better in the environment or a file."),
        option("--ssl-key-password-file", type=_FILE, default=None, help="A file that holds that password."),
        option(
            "--ssl-check-hostname/--no-ssl-check-hostname",
            default=True,
            help="Whether the broker's certificate must be for the name that is connected to.",
        ),
        option("--sasl-mechanism", type=click.Choice(SASL_MECHANISMS), default=None, help="How to log in."),
        option("--sasl-username", default=None, help="Who logs in."),
        option("--sasl-password", default=None, help="The password; better in the environment or a file."),
        option("--sasl-password-file", type=_FILE, default=None, help="A file that holds the password."),
    ],
)

output_topic_options = grouped(
    "topics",
    lambda *, events_topic, duplicates_topic, dead_letters_topic, outcomes_topic, latest_topic: OutputTopics(
        events_topic, duplicates_topic, dead_letters_topic, outcomes_topic, latest_topic
    ),
    [
        option("--events-topic", default="events", help="Where enriched articles go."),
        option("--duplicates-topic", default="duplicates", help="Where copies are noted."),
        option("--dead-letters-topic", default="dead-letters", help="Where what cannot be processed goes."),
        option("--outcomes-topic", default="outcomes", help="Where the fate of every input position is written."),
        option(
            "--latest-topic", default=None, metavar="TOPIC", help="A compacted topic for each article's newest event."
        ),
    ],
)

input_topic_option = option(
    "--input-topic", "input_topics", multiple=True, default=("articles",), help="Topic of raw articles (repeatable)."
)

group_option = option("--group", default="dateline", help="Names this job: its offsets are kept as GROUP.sink.")
