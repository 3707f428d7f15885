"""Any schedule of publishing, firing, crashes, restores, relaunches and zombies: each record is archived once.

The model has what the pipeline has around the archive: Kafka (what is committed, in order), a job (open windows in
the runner's state), its checkpoints, and older workers that are still alive with the state that they had.
"""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.files.records import START, entry

from dateline.files import ArchiveSettings, Entry, Stretch, write_pane
from dateline.files.archive import stretch_of
from dateline.files.recover import Archivable, settle
from dateline.files.verify import Committed, verify

PARTITION, TOPIC = "articles/0", "events/0"
GRIDS = [(10, 1), (25, 2), (60, 3)]
CALLS = ("write", "fsync", "open", "mkdir", "link", "replace", "rename", "unlink")


def seconds_of(offset: int) -> int:
    """Record times that wander over about a minute, so that windows come back late."""
    return offset * 7 % 40 + offset


class CrashError(BaseException):
    """The process is dead: nothing that it would still do happens."""


@contextmanager
def dying(step: int) -> Iterator[None]:
    """Die before file system call number ``step``."""
    left = [step]

    def deadly(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise CrashError
            return call(*arguments, **named)

        return called

    with ExitStack() as patches:
        for name in CALLS:
            patches.enter_context(mock.patch.object(os, name, deadly(getattr(os, name))))
        yield


@dataclass
class Job:
    """A job, or what is left of one: its settings, open windows, and how far its source has read."""

    settings: ArchiveSettings
    windows: dict[Stretch, list[Entry]] = field(default_factory=dict)
    read: int = 0

    def take(self, offset: int, decided: str = "event") -> None:
        """A record that comes out of the sink."""
        record = entry(offset, seconds=seconds_of(offset), decided=decided)
        stretch = stretch_of(self.settings, record.position, (START + seconds_of(offset)) * 1_000_000)
        self.windows.setdefault(stretch, []).append(record)

    def fire(self, number: int) -> None:
        """Close a window; its state goes with the bundle, so not if that fails."""
        if self.windows:
            stretch = sorted(self.windows)[number % len(self.windows)]
            write_pane(self.settings, stretch, self.windows[stretch])
            del self.windows[stretch]


class World:
    """Kafka, the folder, the job of now, its checkpoint, and the older ones."""

    def __init__(self, folder: Path, committed: int) -> None:
        self.folder = folder
        self.committed = committed
        self.zombies: list[Job] = []
        self.job = Job(ArchiveSettings(folder), read=committed)
        self.begin = committed
        self.launch(GRIDS[0], Job(ArchiveSettings(folder), read=committed))

    def launch(self, grid: tuple[int, int], state: Job) -> None:
        """`dateline run`: what is left open is archived, then a job begins with the state that its runner kept."""
        first = not (self.folder / "recovered.json").exists()
        asked = ArchiveSettings(self.folder, window_seconds=grid[0], shards=grid[1])
        asked.prepare()
        settle(asked, self._published, {TOPIC: self.committed}, {PARTITION: self.committed}, group="model")
        below = () if first else ((PARTITION, self.committed),)
        self.zombies.append(self.job)
        self.job = Job(replace(asked, archived_below=below), state.windows, state.read)
        self.checkpoint = copy.deepcopy(self.job)

    def _published(self, since: dict[str, int]) -> Iterator[Archivable]:
        for offset in range(since[TOPIC], self.committed):
            seconds = seconds_of(offset)
            yield Archivable((START + seconds) * 1_000_000, entry(offset, seconds=seconds))

    def publish(self, count: int, *, emitted: bool) -> None:
        """Kafka commits; what is emitted may be lost with the worker."""
        self.committed += count
        if emitted:
            self.replay("event")

    def replay(self, decided: str) -> None:
        """The source reads from where it stands; the sink emits what is committed."""
        for offset in range(self.job.read, self.committed):
            self.job.take(offset, decided)
        self.job.read = self.committed

    def restore(self, decided: str) -> None:
        """The runner starts the job again from its checkpoint; the old worker may live on."""
        self.zombies.append(self.job)
        self.job = copy.deepcopy(self.checkpoint)
        self.replay(decided)

    def committed_records(self) -> Committed:
        found = Committed()
        for offset in range(self.begin, self.committed):
            record = entry(offset, seconds=seconds_of(offset))
            found.add(record.position, record.value)
        return found


NUMBER = st.integers(0, 5)
DECIDED = st.sampled_from(["event", "event", "dead_letter", "otherwise"])
GRID = st.sampled_from(GRIDS)
Step = Callable[[World], None]


def crash_while_firing(window: int, step: int, after: Step) -> Step:
    def act(world: World) -> None:
        try:
            with dying(step):
                world.job.fire(window)
        except CrashError:
            after(world)

    return act


def zombie_fires(world: World, which: int, window: int) -> None:
    if world.zombies:
        world.zombies[which % len(world.zombies)].fire(window)


def fresh(world: World) -> Job:
    """What Prism knows after a restart: nothing. The source begins where the sink has acknowledged."""
    return Job(world.job.settings, read=world.committed)


def saved(world: World) -> Job:
    return copy.deepcopy(world.checkpoint)


def relaunch(grid: tuple[int, int], state: Callable[[World], Job], decided: str) -> Step:
    def act(world: World) -> None:
        world.launch(grid, state(world))
        world.replay(decided)

    return act


STATE = st.sampled_from([fresh, saved])
ENDS = st.one_of(
    st.builds(relaunch, GRID, STATE, DECIDED), st.builds(lambda decided: lambda w: w.restore(decided), DECIDED)
)
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(lambda n: lambda w: w.publish(n, emitted=True), st.integers(1, 6)),
    st.builds(lambda n: lambda w: w.publish(n, emitted=True), st.integers(1, 6)),
    st.builds(lambda n: lambda w: w.job.fire(n), NUMBER),
    st.builds(lambda n: lambda w: w.job.fire(n), NUMBER),
    st.just(lambda w: setattr(w, "checkpoint", copy.deepcopy(w.job))),
    st.builds(lambda n, end: lambda w: (w.publish(n, emitted=False), end(w))[0], st.integers(1, 3), ENDS),
    ENDS,
    st.builds(crash_while_firing, NUMBER, st.integers(0, 45), ENDS),
    st.builds(lambda z, n: lambda w: zombie_fires(w, z, n), NUMBER, NUMBER),
)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, min_size=3, max_size=25), committed=st.integers(0, 3), killed=st.booleans())
def test_each_record_is_archived_once_after_any_schedule(steps: list[Step], committed: int, killed: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), committed)
        for step in steps:
            step(world)
            seen = verify(world.folder)
            assert seen.ok, seen.to_text()
        if killed:
            world.launch(GRIDS[1], fresh(world))
        while world.job.windows:
            world.job.fire(0)
        report = verify(world.folder, world.committed_records())
        found = [report.of(problem) for problem in ("missing", "twice", "damaged")]
        assert found == [[], [], []], report.to_text()
        assert report.records == world.committed - world.begin, report.to_text()
