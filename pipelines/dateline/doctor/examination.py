"""Which checks are made, in which order: what others need comes first, and what cannot be asked is skipped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.doctor.broker import check_broker, check_topics
from dateline.doctor.checks import Check, carried_out, skipped
from dateline.doctor.clock import check_clock
from dateline.doctor.disk import check_disk
from dateline.doctor.rights import check_rights
from dateline.doctor.software import check_model, check_schemas, check_versions
from dateline.doctor.transactions import check_hung, check_transactions
from dateline.doctor.trial import check_runner
from dateline.kafka.connection import Connection
from dateline.kafka.topic_plan import JobTopics
from dateline.launch.settings import RunnerSettings
from dateline.options import StageSettings

CHECKS = (
    "versions",
    "model",
    "schemas",
    "disk",
    "broker",
    "topics",
    "access",
    "transactions",
    "hung",
    "clock",
    "runner",
)
"""Every check, in the order in which they are made."""

LOCAL = frozenset({"versions", "model", "schemas", "disk"})
"""Checks that need no broker."""

_STYLES = {"ok": "green", "warn": "yellow", "fail": "red", "skipped": "dim"}


@dataclass(frozen=True, slots=True)
class Examination:
    """What to look at, and how.

    ``only`` names the checks to make (empty: all). ``end_transactions`` ends what holds back readers, ``force`` even
    where its owner seems alive. ``seconds`` bounds the trial of the runner.
    """

    connection: Connection
    group: str
    topics: JobTopics
    stages: StageSettings = field(default_factory=StageSettings)
    runner: RunnerSettings = field(default_factory=RunnerSettings)
    archive: Path | None = None
    exactly_once: bool = True
    transaction_timeout_seconds: float = 60.0
    end_transactions: bool = False
    force: bool = False
    only: frozenset[str] = frozenset()
    seconds: float = 120.0

    def parts(self) -> dict[str, Callable[[], Check]]:
        """What each check does."""
        to = self.connection
        return {
            "versions": check_versions,
            "model": lambda: check_model(self.stages),
            "schemas": check_schemas,
            "disk": lambda: check_disk(self.archive),
            "broker": lambda: check_broker(to, self.transaction_timeout_seconds),
            "topics": lambda: check_topics(to, self.topics),
            "access": lambda: check_rights(to, self.group, self.topics, exactly_once=self.exactly_once),
            "transactions": lambda: check_transactions(to, self.group, (*self.topics.inputs, *self.topics.outputs)[0]),
            "hung": lambda: check_hung(
                to, self.group, self.topics.outputs, end=self.end_transactions, force=self.force
            ),
            "clock": lambda: check_clock(to, self.group),
            "runner": lambda: check_runner(to, self.group, self.runner, self.seconds),
        }

    def run(self) -> Iterator[Check]:
        """Make the checks, one after the other; without a broker only those that need none."""
        parts = self.parts()
        reachable = True
        for name in CHECKS:
            wanted = not self.only or name in self.only
            if name == "broker" and self.only.isdisjoint(set(CHECKS) - LOCAL) and self.only:
                continue
            if not wanted and name != "broker":
                continue
            if not reachable and name not in LOCAL:
                yield skipped(name, "No broker answers.")
                continue
            found = carried_out(name, parts[name])
            if name == "broker":
                reachable = bool(found.details.get("brokers"))
            if wanted or found.status == "fail":
                yield found


def as_json(checks: Sequence[Check]) -> str:
    """The checks as one JSON object: ``ok`` and ``checks``."""
    return json.dumps({"ok": sound(checks), "checks": [asdict(check) for check in checks]}, indent=1)


def sound(checks: Sequence[Check]) -> bool:
    """Whether nothing failed."""
    return all(check.status != "fail" for check in checks)


def line(check: Check) -> Table:
    """A check as a person would like to read it: how it is, then what to do."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=7, no_wrap=True)
    table.add_column(width=12, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(Text(check.status, style=_STYLES[check.status]), check.name, Text(check.message))
    if check.remedy:
        table.add_row("", "", Text(f"-> {check.remedy}", style="bold"))
    return table


def show(checks: Iterator[Check], console: Console) -> list[Check]:
    """Print each check when it is made; returns them all."""
    made = []
    for check in checks:
        console.print(line(check))
        made.append(check)
    return made
