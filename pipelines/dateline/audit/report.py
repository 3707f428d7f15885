"""What an audit found, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from dateline.records import Position

Problem = Literal[
    "missing",
    "conflicting",
    "repeated",
    "unpublished",
    "unaccounted",
    "published_conflicting",
    "published_repeated",
    "original_unpublished",
    "fingerprint_twice",
    "unreadable",
    "trimmed",
    "not_read",
]

MEANING: dict[Problem, str] = {
    "missing": "input positions without an outcome",
    "conflicting": "input positions with outcomes that contradict each other",
    "repeated": "input positions whose outcome was published more than once, each time the same (a restart does that)",
    "unpublished": "input positions whose outcome names a record that is not on its topic",
    "unaccounted": "published records whose input position has no outcome",
    "published_conflicting": "input positions with several published records that differ",
    "published_repeated": "input positions whose record was published more than once, each time the same",
    "original_unpublished": "duplicates whose original is no published event",
    "fingerprint_twice": "events with the content of an earlier event",
    "unreadable": "records that cannot be decoded",
    "trimmed": "topics whose oldest records are gone, so that the audit cannot look at everything",
    "not_read": "input positions before the first one that the job read",
}

WARNINGS: frozenset[Problem] = frozenset({"repeated", "published_repeated", "trimmed", "not_read"})
"""Findings that at-least-once delivery, retention or the options explain; the others are failures."""

EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of problem: how often, with the first few places."""

    problem: Problem
    count: int
    examples: tuple[str, ...]

    @property
    def failure(self) -> bool:
        """Whether it disproves that each position ended as exactly one outcome."""
        return self.problem not in WARNINGS


@dataclass(frozen=True, slots=True)
class PartitionTally:
    """One input partition: of the positions from ``first`` to ``end`` (exclusive), how many ended how."""

    topic: str
    partition: int
    first: int
    end: int
    accounted: int
    gaps: int
    missing: int


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The result: positions by outcome, records by topic (each counted once a position), and what is wrong."""

    partitions: tuple[PartitionTally, ...]
    outcomes: tuple[tuple[str, int], ...]
    published: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing failed; warnings may stand."""
        return not any(finding.failure for finding in self.findings)

    def to_json(self) -> str:
        """One JSON object on one line."""
        content = {
            "ok": self.ok,
            "partitions": [asdict(tally) for tally in self.partitions],
            "outcomes": dict(self.outcomes),
            "published": dict(self.published),
            "findings": [
                {**asdict(finding), "failure": finding.failure, "meaning": MEANING[finding.problem]}
                for finding in self.findings
            ],
        }
        return json.dumps(content, ensure_ascii=False)

    def to_text(self) -> str:
        """A few lines for people: a verdict, the counts, each finding with its first places."""
        lines = [f"{tally.topic}/{tally.partition}: {_tally(tally)}" for tally in self.partitions]
        lines.append(f"outcomes: {_counts(self.outcomes)}")
        lines.append(f"published: {_counts(self.published)}")
        for finding in self.findings:
            level = "FAILED" if finding.failure else "note"
            lines.append(f"{level}: {finding.count} {MEANING[finding.problem]}")
            lines += [f"  {example}" for example in finding.examples]
            if finding.count > len(finding.examples):
                lines.append(f"  ... and {finding.count - len(finding.examples)} more")
        total = sum(tally.end - tally.first for tally in self.partitions)
        lines.append(
            f"ok: each of {total} input positions ended as exactly one outcome"
            if self.ok
            else "not ok: see what FAILED above"
        )
        return "\n".join(lines)


class Findings:
    """Collects problems as they are seen, keeping only counts and the first few places."""

    def __init__(self) -> None:
        self._counts: dict[Problem, int] = {}
        self._examples: dict[Problem, list[str]] = {}

    def add(self, problem: Problem, example: str, count: int = 1) -> None:
        """Note ``count`` problems, of which ``example`` tells."""
        self._counts[problem] = self._counts.get(problem, 0) + count
        examples = self._examples.setdefault(problem, [])
        if len(examples) < EXAMPLES:
            examples.append(example)

    def all(self) -> tuple[Finding, ...]:
        """The findings, failures first, in the order of :data:`MEANING`."""
        found = [
            Finding(problem, self._counts[problem], tuple(self._examples[problem]))
            for problem in MEANING
            if problem in self._counts
        ]
        return tuple(sorted(found, key=lambda finding: not finding.failure))


def place(position: Position) -> str:
    """How a report names a position.

    >>> place(Position("articles", 0, 5))
    'articles/0/5'
    """
    return f"{position.topic}/{position.partition}/{position.offset}"


def stretch(topic: str, partition: int, start: int, end: int) -> str:
    """How a report names the offsets ``start`` to ``end`` (exclusive) of a partition.

    >>> stretch("articles", 0, 5, 6), stretch("articles", 0, 5, 9)
    ('articles/0/5', 'articles/0/5-8')
    """
    return f"{topic}/{partition}/{start}" + (f"-{end - 1}" if end - start > 1 else "")


def _tally(tally: PartitionTally) -> str:
    text = f"offsets {tally.first} to {tally.end}: {tally.accounted} accounted for"
    if tally.gaps:
        text += f", {tally.gaps} without a record"
    return text + (f", {tally.missing} MISSING" if tally.missing else "")


def _counts(counts: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in counts if count) or "none"
