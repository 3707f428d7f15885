"""The ``dateline`` command: puts the verbs together, turns foreseen errors into one line and an exit code.

Exit codes: 0 done, 1 the work found or met a failure, 2 an option or the outside world is not as needed
(nothing was started).
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Mapping

# One BLAS thread: the workers are the parallelism. Must be set before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import click

from dateline import __version__
from dateline.errors import DatelineError, OptionError, PreflightError

COMMANDS = {
    "run": "dateline.commands.run",
    "drain": "dateline.commands.drain",
    "enrich": "dateline.commands.enrich",
    "explain": "dateline.commands.explain",
    "produce": "dateline.commands.produce",
    "tail": "dateline.commands.tail",
    "audit": "dateline.commands.audit",
    "topics": "dateline.commands.topics",
    "doctor": "dateline.commands.doctor",
    "jobs": "dateline.commands.jobs",
    "savepoint": "dateline.commands.jobs",
    "local": "dateline.commands.local",
    "demo": "dateline.commands.demo",
}
"""Each verb and the module that has it under the same name; imported when it is asked for."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is used: Beam alone takes seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """The verbs, in the order of a user's way."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command called ``cmd_name``, null if there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the verbs with a line each, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


SUMMARIES: Mapping[str, str] = {
    "run": "Run the pipeline: raw articles from Kafka in, event records out.",
    "drain": "Have a running job finish what it has read, from any machine.",
    "enrich": "Run the same stages on a file, without Kafka.",
    "explain": "Tell what the stages made of one article, and why.",
    "produce": "Send raw articles from files to the input topic.",
    "tail": "Show the records of the output topics as they come.",
    "audit": "Prove that every input position ended in exactly one outcome.",
    "topics": "See what the topics of a job must be like, and make them so.",
    "doctor": "Look at all that a job needs, and say what to do about what is not right.",
    "jobs": "Show the jobs of a Flink cluster, or cancel one.",
    "savepoint": "Write a savepoint of a Flink job, to start from it later.",
    "local": "Start, stop and show the parts that run on this machine.",
    "demo": "See the whole job on sample articles.",
}


def _tells_something(record: logging.LogRecord) -> bool:
    """False for a remark that Beam makes on every import and that no user can act on."""
    return not record.getMessage().startswith("apitools not found")


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="dateline")
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default="warning",
    show_default=True,
    envvar="DATELINE_LOG_LEVEL",
    show_envvar=True,
    help="How much to log on standard error.",
)
def dateline(log_level: str) -> None:
    """News articles in; deduplicated, linked and dated event records out.

    \b
    Examples:
      dateline demo                                   see the whole job on sample articles
      dateline run --input-topic articles             run it on your own Kafka
      dateline enrich --input a.jsonl --output -      the same stages on a file, without Kafka
    """
    logging.getLogger().setLevel(log_level.upper())


def main() -> None:
    """Run the command line; never shows a stack trace for an error that was foreseen."""
    # Before any command is imported: Beam logs while it is imported.
    line = "%(asctime)s %(levelname)s %(name)s %(message)s"
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format=line)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_tells_something)
    try:
        sys.exit(dateline.main(standalone_mode=False) or 0)
    except (OptionError, PreflightError) as error:
        _fail(str(error), 2)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("Interrupted.", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our standard output has gone (`| head`): no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        told = _refusal(error) or error
        if not isinstance(told, DatelineError):
            raise
        _fail(str(told), 1)


def _refusal(error: Exception) -> DatelineError | None:
    """What Kafka's access control refused, if that is what an error comes from, maybe from a worker far away."""
    from dateline.kafka.access import refusal_in

    return refusal_in(error)


def _fail(message: str, code: int) -> None:
    click.echo(f"dateline: {message}", err=True)
    sys.exit(code)
