"""The ``dateline`` command: puts the verbs together, turns foreseen errors into one line and an exit code.

Exit codes: 0 done, 1 the work found or met a failure, 2 an option or the outside world is not as needed
(nothing was started).
"""

from __future__ import annotations

import logging
import os
import sys

# One BLAS thread: the workers are the parallelism. Must be set before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import click
import typer

from dateline import __version__
from dateline.commands.audit import audit
from dateline.commands.demo import demo
from dateline.commands.enrich import enrich
from dateline.commands.produce import produce
from dateline.commands.run import run
from dateline.commands.tail import tail
from dateline.commands.topics import topics
from dateline.errors import DatelineError, OptionError, PreflightError
from dateline.local.commands import app as local_app


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
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
    logging.basicConfig(
        level=log_level.upper(), stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    # A group that never committed is normal at a first start; kafka-python logs it as an error.
    logging.getLogger("kafka.coordinator.consumer").setLevel(logging.CRITICAL)


for verb in (run, produce, tail, audit, enrich, demo, topics):
    dateline.add_command(verb)
dateline.add_command(typer.main.get_command(local_app), "local")


def main() -> None:
    """Run the command line; never shows a stack trace for an error that was foreseen."""
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
    except DatelineError as error:
        _fail(str(error), 1)


def _fail(message: str, code: int) -> None:
    click.echo(f"dateline: {message}", err=True)
    sys.exit(code)
