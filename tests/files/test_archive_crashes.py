"""Workers that are killed at any step, that run twice at once, and that leave things behind."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.files.killing import PANE, STRETCH
from tests.files.records import entry

from dateline.files import ArchiveSettings, atomic, write_pane
from dateline.files.atomic import WRITING, create_whole, remove_leftovers, write_whole
from dateline.files.manifest import manifest_paths, read_log
from dateline.files.verify import Committed, remove_unlisted, verify

REPOSITORY = Path(__file__).parents[2]


def committed(*offsets: int) -> Committed:
    found = Committed()
    for offset in offsets:
        found.add(entry(offset).position, entry(offset).value)
    return found


def test_kill_at_every_step_of_a_pane(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.files.killing", str(tmp_path)]
    subprocess.run(command, check=True, cwd=REPOSITORY, timeout=120)
    steps = sorted(tmp_path.iterdir(), key=lambda folder: int(folder.name))
    assert len(steps) > 30, "so many calls does a pane need"
    for folder in steps[:-1]:
        settings = ArchiveSettings(folder)
        seen = verify(folder)
        assert seen.ok, f"{folder.name}: {seen.to_text()}"
        # What is tried again holds more: the records of a replay and a new one.
        settings.prepare()
        write_pane(settings, STRETCH, [*PANE, entry(2)])
        report = verify(folder)
        assert (report.ok, report.records) == (True, 3), f"{folder.name}: {report.to_text()}"
        assert not list((folder / WRITING).iterdir()), folder.name
        remove_unlisted(folder)
        assert not verify(folder).of("leftover"), folder.name


def test_pane_repeated_after_a_kill_between_data_and_manifest_writes_the_same_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = ArchiveSettings(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("dateline.files.archive.create_whole", _raise)
        with pytest.raises(KeyboardInterrupt):
            write_pane(settings, STRETCH, [entry(0)])
    (before,) = verify(tmp_path).of("leftover")
    assert verify(tmp_path, committed(0)).of("missing") == ["articles/0/0"], "a data file alone is not believed"
    (file,) = write_pane(settings, STRETCH, [entry(0)])
    assert file.path == before


def _raise(*_: object) -> bool:
    raise KeyboardInterrupt


@pytest.mark.parametrize("seed", range(4))
def test_live_workers_on_one_window_archive_each_record_once(tmp_path: Path, seed: int) -> None:
    settings = ArchiveSettings(tmp_path)
    barrier = threading.Barrier(6)

    def work(number: int) -> None:
        chance = random.Random(seed * 100 + number)
        barrier.wait()
        for _ in range(6):
            write_pane(settings, STRETCH, [entry(offset) for offset in chance.sample(range(24), k=8)])
        write_pane(settings, STRETCH, [entry(offset) for offset in range(number * 4, number * 4 + 4)])

    workers = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    report = verify(tmp_path, committed(*range(24)))
    assert (report.findings, report.records) == ((), 24), report.to_text()
    assert [manifest.pane for manifest in read_log(tmp_path, STRETCH)] == list(range(len(manifest_paths(tmp_path))))


def test_slower_of_two_workers_leaves_out_what_the_faster_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = ArchiveSettings(tmp_path)
    faster = [[entry(0), entry(1)]]

    def beaten(root: Path, path: Path, content: bytes) -> bool:
        if faster:
            write_pane(settings, STRETCH, faster.pop())
        return create_whole(root, path, content)

    monkeypatch.setattr("dateline.files.archive.create_whole", beaten)
    (file,) = write_pane(settings, STRETCH, [entry(1), entry(2)])
    assert file.positions == (("articles/0", ((2, 3),)),)
    report = verify(tmp_path, committed(0, 1, 2))
    assert (report.findings, report.panes) == ((), 2), "and its data file is gone"


def test_nobody_sees_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_whole(tmp_path, path, b"before")
    monkeypatch.setattr(atomic, "_hidden", _looking(atomic._hidden, path))
    write_whole(tmp_path, path, b"after")
    assert path.read_bytes() == b"after"
    assert not create_whole(tmp_path, path, b"later")
    assert path.read_bytes() == b"after"
    assert sorted(found.name for found in tmp_path.rglob("*")) == [WRITING, "file"]


def _looking(hidden: Callable[..., object], path: Path) -> Callable[..., object]:
    def look(root: Path, content: bytes) -> object:
        if path.read_bytes() not in (b"before", b"after"):
            raise AssertionError(path)
        return hidden(root, content)

    return look


def test_leftovers_of_the_dead_are_removed_and_not_those_of_the_living(tmp_path: Path) -> None:
    with atomic._hidden(tmp_path, b"live") as living:
        dead = living.with_name("0123456789abcdef.tmp")
        dead.write_bytes(b"half a f")
        ArchiveSettings(tmp_path).prepare()
        assert living.read_bytes() == b"live"
        assert not dead.exists()
        assert remove_leftovers(tmp_path) == 0
