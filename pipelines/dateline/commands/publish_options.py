"""The options of publishing, for ``run``: how often each output shows, how large it may be, when to give up."""

from __future__ import annotations

from dataclasses import dataclass

import click

from dateline.commands.shared_options import grouped, option
from dateline.kafka.connection import Connection
from dateline.kafka.delivery import MODES, Mode
from dateline.kafka.sink import PublishSettings
from dateline.kafka.topics import OutputTopics


@dataclass(frozen=True, slots=True)
class PublishChoices:
    """What a user chose about publishing."""

    delivery: Mode
    transaction_timeout: float
    max_output_bytes: int
    unexpected_ratio: float

    def settings(self, connection: Connection, group: str, topics: OutputTopics) -> PublishSettings:
        """The settings of the sink. Raises :class:`~dateline.errors.OptionError`."""
        return PublishSettings(
            connection,
            group,
            topics,
            self.unexpected_ratio,
            delivery=self.delivery,
            transaction_timeout_seconds=self.transaction_timeout,
        )


publish_options = grouped(
    "publish",
    PublishChoices,
    [
        option(
            "--delivery",
            type=click.Choice(MODES),
            default="exactly-once",
            help="exactly-once publishes in transactions; at-least-once may publish a batch again after a crash.",
        ),
        option(
            "--transaction-timeout",
            type=click.FloatRange(1),
            default=60.0,
            help="Seconds after which the broker ends the transaction of a silent worker.",
        ),
        option(
            "--max-output-bytes",
            type=click.IntRange(1),
            default=1_000_000,
            help="A larger output is a dead letter; the topics' own limits count too.",
        ),
        option(
            "--unexpected-ratio",
            type=click.FloatRange(0, 1),
            default=0.05,
            help="Stop above this share of errors that no stage foresaw.",
        ),
    ],
)
