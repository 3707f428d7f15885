"""The table that a run ends with, for people and as JSON."""

from __future__ import annotations

import io
import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from tests.faults.oracle import MEANING, Verdict
from tests.faults.schedule import BY_NAME

EXAMPLES = 8


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that was injected: ``at`` in seconds of the run; ``recovery`` in seconds, null when it did not."""

    kind: str
    at: float
    hold: float
    recovery: float | None
    restarts: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a run showed. ``incidents`` are what the harness itself found wrong, in words."""

    settings: dict[str, Any]
    seconds: float
    struck: tuple[Struck, ...]
    restarts: int
    verdict: Verdict | None
    audit: tuple[str, ...]
    incidents: tuple[str, ...]
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return self.verdict is not None and self.verdict.ok and not self.audit and not self.incidents

    @property
    def kills(self) -> int:
        """How many of the faults were kill -9."""
        return sum(BY_NAME[fault.kind].kill for fault in self.struck)

    def to_json(self) -> str:
        """One JSON object."""
        content = {
            "ok": self.ok,
            "settings": self.settings,
            "seconds": round(self.seconds, 1),
            "kills": self.kills,
            "restarts": self.restarts,
            "struck": [asdict(fault) for fault in self.struck],
            "totals": dict(self.verdict.counts) if self.verdict else {},
            "findings": [asdict(finding) for finding in self.verdict.findings] if self.verdict else [],
            "audit": self.audit,
            "incidents": self.incidents,
            "skipped": self.skipped,
        }
        return json.dumps(content, indent=1, default=str)

    def to_text(self) -> str:
        """What :meth:`show` prints."""
        console = Console(width=120, file=io.StringIO())
        with console.capture() as capture:
            self.show(console)
        return capture.get()

    def show(self, console: Console, folder: Path | None = None) -> None:
        """Print the tables; ``folder`` is where the logs were kept."""
        console.print(self._faults())
        console.print(self._totals())
        for name, reason in self.skipped.items():
            console.print(f"not done: {name}: {reason}")
        for incident in self.incidents:
            console.print(f"incident: {incident}", markup=False)
        for line in self.audit:
            console.print(f"audit: {line}", markup=False)
        self._findings(console)
        if folder is not None:
            console.print(f"kept: {folder}", markup=False, soft_wrap=True)

    def _faults(self) -> Table:
        table = Table(title=f"Faults ({self.settings.get('runner')})", box=box.SIMPLE, title_justify="left")
        table.add_column("fault")
        for name in ("count", "median s", "max s", "not recovered", "restarts"):
            table.add_column(name, justify="right")
        table.add_column("what")
        grouped: dict[str, list[Struck]] = defaultdict(list)
        for fault in self.struck:
            grouped[fault.kind].append(fault)
        for kind, faults in grouped.items():
            times = [fault.recovery for fault in faults if fault.recovery is not None]
            table.add_row(
                kind,
                str(len(faults)),
                f"{statistics.median(times):.1f}" if times else "-",
                f"{max(times):.1f}" if times else "-",
                str(len(faults) - len(times) or "-"),
                str(sum(fault.restarts for fault in faults) or "-"),
                BY_NAME[kind].told,
            )
        return table

    def _totals(self) -> Table:
        table = Table(title="Totals", box=box.SIMPLE, title_justify="left", show_header=False)
        table.add_column("what")
        table.add_column("number", justify="right")
        rows: list[tuple[str, object]] = [
            ("minutes", f"{self.seconds / 60:.1f}"),
            ("faults", len(self.struck)),
            ("  of them kill -9", self.kills),
            ("starts of `dateline run` by the supervisor", self.restarts),
        ]
        if self.verdict is not None:
            rows += list(self.verdict.counts.items())
            rows += [("lost", self.verdict.lost), ("duplicated", self.verdict.duplicated)]
            rows += [("otherwise wrong", self.verdict.wrong)]
        rows.append(("audit", "not clean" if self.audit else "clean" if self.verdict else "not done"))
        rows.append(("verdict", "right" if self.ok else "WRONG"))
        for name, value in rows:
            table.add_row(name, str(value))
        return table

    def _findings(self, console: Console) -> None:
        if self.verdict is None:
            return
        counts = Counter(finding.problem for finding in self.verdict.findings)
        for problem, count in counts.items():
            console.print(f"{count} {MEANING[problem]}", markup=False)
            examples = [finding for finding in self.verdict.findings if finding.problem == problem][:EXAMPLES]
            for finding in examples:
                places = ", ".join(f"{partition}/{offset}" for partition, offset in finding.places[:6])
                console.print(f"    {places}: {finding.told}", markup=False, soft_wrap=True)


def table_of(struck: Sequence[Struck]) -> str:
    """The faults one by one, for the log."""
    return "\n".join(
        f"{fault.at:8.1f} s  {fault.kind:<16} hold {fault.hold:5.1f}  "
        f"recovery {'none' if fault.recovery is None else f'{fault.recovery:.1f}'}  {fault.note}"
        for fault in struck
    )
