"""Which faults come when: a plan made from a seed, so that a run can be repeated."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

Runner = Literal["prism", "flink"]
RUNNERS: tuple[Runner, ...] = ("prism", "flink")

BETWEEN = 0.4
"""How far a fault may lie from the middle of its share of the time, as a part of that share."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault: its ``weight`` among those of its sort, and what it does in words.

    ``kill``: by kill -9. ``hold`` is the least and the most of the seconds that a pause or a full disk lasts;
    ``beyond_timeout`` says that they come on top of the transaction timeout.
    """

    name: str
    weight: int
    told: str
    kill: bool = False
    runners: tuple[Runner, ...] = RUNNERS
    hold: tuple[float, float] = (0.0, 0.0)
    beyond_timeout: bool = False
    needs_archive: bool = False


KINDS: tuple[Kind, ...] = (
    Kind("kill_worker", 4, "kill -9 of the Python worker (on Prism a part of `dateline run`)", kill=True),
    Kind("kill_runner", 4, "kill -9 of Prism, of Flink's TaskManager", kill=True),
    Kind("kill_broker", 2, "kill -9 of the broker, started again 1 s later with its data", kill=True),
    Kind("kill_job", 4, "kill -9 of `dateline run` with Prism, as a machine that goes down", True, ("prism",)),
    Kind("kill_pool", 3, "kill -9 of the pool of Python workers with its workers", True, ("flink",)),
    Kind("kill_launcher", 1, "kill -9 of the `dateline run` that watches the Flink job", True, ("flink",)),
    Kind("stop_job", 1, "SIGTERM to `dateline run`, which ends in order; then started again"),
    Kind("restart_broker", 1, "SIGTERM to the broker; then started again"),
    Kind("pause_broker", 1, "SIGSTOP of the broker for some seconds", hold=(3, 9)),
    Kind("pause_worker", 1, "SIGSTOP of the worker beyond its transaction's timeout", hold=(2, 5), beyond_timeout=True),
    Kind("pause_runner", 1, "SIGSTOP of Prism, of the TaskManager, as long", hold=(2, 5), beyond_timeout=True),
    Kind(
        "zombie",
        1,
        "the job is paused as long, another takes over, then the first goes on",
        False,
        ("prism",),
        (2, 5),
        True,
    ),
    Kind("fill_disk", 1, "the archive's disk is full for some seconds", hold=(4, 10), needs_archive=True),
)

BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Planned:
    """One fault to come: ``at`` and ``hold`` in seconds, ``at`` from the beginning of the run."""

    kind: str
    at: float
    hold: float


def available(runner: Runner, *, archive: bool, only: Collection[str] = ()) -> list[Kind]:
    """The kinds that ``runner`` can have; without ``archive`` no full disk. ``only`` names those wanted (all)."""
    return [
        kind
        for kind in KINDS
        if runner in kind.runners and (archive or not kind.needs_archive) and (not only or kind.name in only)
    ]


def plan(
    kinds: Sequence[Kind], *, seed: int, seconds: float, kills: int, others: int, transaction_timeout: float = 0.0
) -> list[Planned]:
    """``kills`` kills and ``others`` other faults at random times of ``seconds``, about evenly spread.

    Each kind comes at least once if there is room, then by weight. The same arguments give the same plan.

    >>> [fault.kind for fault in plan(KINDS[:2], seed=1, seconds=60, kills=3, others=0)]
    ['kill_worker', 'kill_worker', 'kill_runner']
    """
    rng = random.Random(seed)
    deadly, mild = [kind for kind in kinds if kind.kill], [kind for kind in kinds if not kind.kill]
    drawn = _draw(rng, deadly, kills) + _draw(rng, mild, others)
    rng.shuffle(drawn)
    share = seconds / (len(drawn) + 1)
    planned = []
    for index, kind in enumerate(drawn):
        at = share * (index + 0.7 + rng.uniform(-BETWEEN, BETWEEN))
        hold = rng.uniform(*kind.hold) + (transaction_timeout if kind.beyond_timeout else 0.0)
        planned.append(Planned(kind.name, round(at, 2), round(hold, 2)))
    return planned


def _draw(rng: random.Random, kinds: Sequence[Kind], count: int) -> list[Kind]:
    if not kinds:
        return []
    each = rng.sample(kinds, min(len(kinds), count))
    weights = [kind.weight for kind in kinds]
    return each + rng.choices(kinds, weights, k=count - len(each))
