"""The cache: made once, whole or not at all, by one process at a time."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dateline.errors import LocalPartError
from dateline.local.cache import cache_dir, content_key, locked, made_once


def test_made_once_and_then_found(tmp_path: Path) -> None:
    calls: list[Path] = []

    def make(folder: Path) -> None:
        calls.append(folder)
        (folder / "program").write_text("x")

    target = tmp_path / "cache" / "thing"
    assert made_once(target, make, what="Thing") == target
    assert made_once(target, make, what="Thing") == target
    assert len(calls) == 1
    assert (target / "program").read_text() == "x"


def test_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise LocalPartError("no network")

    with pytest.raises(LocalPartError, match="no network"):
        made_once(tmp_path / "thing", fail, what="Thing")
    assert [path.name for path in tmp_path.iterdir()] == [".thing.lock"]


def test_two_at_once_make_one(tmp_path: Path) -> None:
    calls: list[Path] = []
    both = threading.Barrier(2)

    def make(folder: Path) -> None:
        calls.append(folder)

    def go() -> None:
        both.wait()
        made_once(tmp_path / "thing", make, what="Thing")

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_lock_that_is_held_too_long_is_named(tmp_path: Path) -> None:
    told: list[str] = []
    lock = tmp_path / "lock"
    with (
        locked(lock, what="First"),
        pytest.raises(LocalPartError, match="has held the lock"),
        locked(lock, what="Second", progress=told.append, timeout=0.3),
    ):
        pass
    assert told == ["Second: waiting for another process that is at it"]


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LocalPartError, match="cannot be written") as caught:
        made_once(tmp_path / "file" / "thing", lambda _: None, what="Thing")
    assert "DATELINE_CACHE" in caught.value.remedy


def test_key_follows_name_and_content(tmp_path: Path) -> None:
    one, two = tmp_path / "a", tmp_path / "b"
    one.write_text("x")
    two.write_text("y")
    before = content_key([one, two])
    assert content_key([two, one]) == before
    assert content_key([one, two], "1.0") != before
    two.write_text("z")
    assert content_key([one, two]) != before


def test_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path))
    assert cache_dir() == tmp_path
