"""The project's own sentences with their time expressions, and how a reading of them is scored.

``cases/*.jsonl`` hold one case a line, one file per topic: ``id``, ``published`` (date or null), ``text``, ``point``
(the linguistic point made) and ``mentions``. A mention is found by its ``text`` and ``occurrence`` (from 1, counted
from the left; 1 when left out) and has ``type`` and ``value``; ``also``, ``also_type`` and ``also_mod`` list what the
guidelines or the annotated corpora allow as well. ``mod``, ``quant``, ``freq``, ``direction``, ``begin`` and
``end_exclusive`` are there only where they are to be checked.

The gold follows the TimeML annotation guidelines 1.2.1 (Saurí et al. 2006) and, where these leave room, what the
development data does: no preposition in the extent, determiners and premodifiers in it, no trailing phrase or clause;
the two ends of a range are two mentions; a clock time and a day joined by a preposition are two, adjacent ones are
one; an amount counted from an event ("two days after the vote") is a DURATION.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dateline.records import TimeMention

FOLDER = Path(__file__).with_name("cases")
NOT_OURS = frozenset({"zones"})
"""Topics with a format and a test of their own."""

ATTRIBUTES = ("mod", "quant", "freq", "direction", "begin", "end_exclusive")


@dataclass(frozen=True)
class Gold:
    """One annotated expression: code points ``start``/``end`` of the text, the values allowed, what else to check."""

    start: int
    end: int
    text: str
    types: tuple[str, ...]
    values: tuple[str, ...]
    checks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Case:
    """One sentence or passage; ``published`` anchors it."""

    id: str
    topic: str
    published: date | None
    text: str
    point: str
    mentions: tuple[Gold, ...]


@dataclass(frozen=True)
class Pair:
    """A gold mention and the one found for it; either is None when it has no counterpart."""

    gold: Gold | None
    found: TimeMention | None

    @property
    def strict(self) -> bool:
        """Same extent."""
        return bool(self.gold and self.found) and _span(self.gold) == _span(self.found)

    @property
    def relaxed(self) -> bool:
        """Overlapping extents."""
        return self.gold is not None and self.found is not None

    @property
    def type(self) -> bool:
        """Overlapping and of a type that the gold allows."""
        return self.gold is not None and self.found is not None and self.found.type in self.gold.types

    @property
    def value(self) -> bool:
        """Overlapping and with a value that the gold allows."""
        return self.gold is not None and self.found is not None and self.found.value in self.gold.values

    @property
    def wrong(self) -> tuple[str, ...]:
        """Names of the further attributes that are not as the gold has them."""
        if self.gold is None or self.found is None:
            return ()
        return tuple(name for name, allowed in self.gold.checks.items() if _shown(self.found, name) not in allowed)


@dataclass(frozen=True)
class Scores:
    """Micro F1 in percent by measure, and the share of checked attributes that are right (100 when none is)."""

    gold: int
    found: int
    f1: Mapping[str, float]
    attributes: float


MEASURES: Mapping[str, Callable[[Pair], bool]] = {
    "strict": lambda pair: pair.strict,
    "relaxed": lambda pair: pair.relaxed,
    "type": lambda pair: pair.type,
    "value": lambda pair: pair.value,
}
"""The TempEval-3 measures: each counts the pairs for which it holds."""


def load() -> list[Case]:
    """All cases in the order of topics and lines; a ValueError or TypeError names the case that is not well formed."""
    return [
        case
        for path in sorted(FOLDER.glob("*.jsonl"))
        if path.stem not in NOT_OURS
        for case in load_file(path, path.stem)
    ]


def load_file(path: Path, topic: str) -> list[Case]:
    """The cases of one file; errors as those of :func:`load`."""
    return [_case(topic, json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def pairs(gold: Sequence[Gold], found: Sequence[TimeMention]) -> list[Pair]:
    """One-to-one pairs by overlap, equal extents first, then the longest overlap; then what is left alone."""
    overlaps = sorted(
        (_span(one) != _span(other), max(one.start, other.start) - min(one.end, other.end), left, right)
        for left, one in enumerate(gold)
        for right, other in enumerate(found)
        if max(one.start, other.start) < min(one.end, other.end)
    )
    taken: dict[int, int] = {}
    for _, _, left, right in overlaps:
        if left not in taken and right not in taken.values():
            taken[left] = right
    missed = [Pair(one, None) for left, one in enumerate(gold) if left not in taken]
    spurious = [Pair(None, other) for right, other in enumerate(found) if right not in taken.values()]
    return [Pair(gold[left], found[right]) for left, right in sorted(taken.items())] + missed + spurious


def scores(paired: Iterable[Pair]) -> Scores:
    """F1 over ``paired``; without any mention, gold or found, every F1 is 100."""
    paired = list(paired)
    gold = sum(pair.gold is not None for pair in paired)
    found = sum(pair.found is not None for pair in paired)
    total = gold + found
    f1 = {name: 200 * sum(map(holds, paired)) / total if total else 100.0 for name, holds in MEASURES.items()}
    checked = sum(len(pair.gold.checks) for pair in paired if pair.gold is not None and pair.found is not None)
    wrong = sum(len(pair.wrong) for pair in paired)
    return Scores(gold, found, f1, 100 * (checked - wrong) / checked if checked else 100.0)


def _case(topic: str, row: dict[str, object]) -> Case:
    identifier, text, mentions = str(row["id"]), str(row["text"]), row["mentions"]
    if not isinstance(mentions, list):
        raise TypeError(f"{identifier}: mentions is no list")
    published = date.fromisoformat(str(row["published"])) if row["published"] is not None else None
    gold = tuple(_gold(identifier, text, mention) for mention in mentions)
    return Case(identifier, topic, published, text, str(row["point"]), gold)


def _gold(identifier: str, text: str, row: dict[str, object]) -> Gold:
    words, start = str(row["text"]), -1
    for _ in range(int(str(row.get("occurrence", 1)))):
        start = text.find(words, start + 1)
        if start < 0:
            raise ValueError(f"{identifier}: {words!r} is not in the text so often")
    checks = {name: (str(row[name]), *_strings(row.get(f"also_{name}"))) for name in ATTRIBUTES if name in row}
    types = (str(row["type"]), *_strings(row.get("also_type")))
    values = (str(row["value"]), *_strings(row.get("also")))
    return Gold(start, start + len(words), words, types, values, checks)


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _span(mention: Gold | TimeMention | None) -> tuple[int, int]:
    return (mention.start, mention.end) if mention is not None else (-1, -1)


def _shown(mention: TimeMention, name: str) -> str:
    value = getattr(mention, name)
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else str(value)
