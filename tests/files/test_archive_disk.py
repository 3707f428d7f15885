"""A disk that is full, slow to have room again, or broken: an error that says what to do, and nothing is lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.files.records import START, entry

from dateline.errors import ArchiveError, OptionError
from dateline.files import ArchiveSettings, Stretch, write_pane
from dateline.files.atomic import WRITING
from dateline.files.manifest import manifest_paths
from dateline.files.stage import write_patiently
from dateline.files.verify import Committed, verify

STRETCH = Stretch(START, START + 300, 0)
REPOSITORY = Path(__file__).parents[2]
LARGE = [entry(offset, size=40_000) for offset in range(12)]
"""About 240 KiB as an archive file."""


def fill(folder: Path) -> Path:
    """Leave no byte free on the disk of ``folder``."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 10, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return filler


def everything() -> Committed:
    found = Committed()
    for record in LARGE:
        found.add(record.position, record.value)
    return found


def test_full_disk_is_named_and_what_is_tried_again_is_whole(small_disk: Path) -> None:
    settings = ArchiveSettings(small_disk / "archive")
    settings.prepare()
    write_pane(settings, STRETCH, LARGE[:2])
    filler = fill(small_disk)
    for _ in range(2):
        with pytest.raises(ArchiveError, match=rf"{settings.folder} cannot be written \(No space left.*Make room"):
            write_pane(settings, STRETCH, LARGE)
    assert not list((settings.folder / WRITING).iterdir()), "what was half written is gone"
    seen = verify(settings.folder)
    assert (seen.findings, seen.records) == ((), 2)
    filler.unlink()
    write_pane(settings, STRETCH, LARGE)
    report = verify(settings.folder, everything())
    assert (report.findings, report.records) == ((), 12), report.to_text()


def test_disk_that_fills_up_while_many_panes_are_written(small_disk: Path) -> None:
    settings = ArchiveSettings(small_disk / "archive")
    refused = 0
    for number in range(8):
        stretch = Stretch(START + 300 * number, START + 300 * (number + 1), 0)
        some = [entry(number * 10 + offset, size=40_000) for offset in range(10)]
        try:
            write_pane(settings, stretch, some)
        except ArchiveError:
            refused += 1
    report = verify(settings.folder)
    assert report.ok
    assert report.records == 10 * (8 - refused)
    assert 0 < refused < 8


def test_full_disk_refuses_the_launch(small_disk: Path) -> None:
    fill(small_disk)
    with pytest.raises(OptionError, match=r"--archive: The archive .* Make room"):
        ArchiveSettings(small_disk / "archive").prepare()


def test_worker_waits_for_room(small_disk: Path) -> None:
    settings = ArchiveSettings(small_disk / "archive", patience_seconds=30)
    settings.prepare()
    filler = fill(small_disk)
    threading.Timer(1.5, filler.unlink).start()
    began = time.monotonic()
    write_patiently(settings, STRETCH, LARGE)
    assert time.monotonic() - began > 1, "there was no room at first"
    assert verify(settings.folder, everything()).ok


def test_patience_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", _broken)
    with pytest.raises(ArchiveError, match=r"Input/output error.*Look at it"):
        write_patiently(ArchiveSettings(tmp_path, patience_seconds=0), STRETCH, LARGE)


def _broken(_descriptor: int) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("good", range(10))
def test_disk_error_at_any_synchronisation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: int) -> None:
    settings, calls, real = ArchiveSettings(tmp_path), [0], os.fsync

    def fsync(descriptor: int) -> None:
        calls[0] += 1
        if calls[0] > good:
            _broken(descriptor)
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(ArchiveError):
            write_pane(settings, STRETCH, LARGE)
    assert verify(tmp_path).ok
    write_pane(settings, STRETCH, LARGE)
    report = verify(tmp_path, everything())
    assert (report.findings, report.records) == ((), 12), report.to_text()


WITH_A_LIMIT = """
import resource, sys
from pathlib import Path
from tests.files.test_archive_disk import LARGE, STRETCH
from dateline.errors import ArchiveError
from dateline.files import ArchiveSettings, write_pane
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
settings = ArchiveSettings(Path(sys.argv[1]))
try:
    write_pane(settings, STRETCH, LARGE)
except ArchiveError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
write_pane(settings, STRETCH, LARGE)
"""


def test_limit_of_the_process_on_the_size_of_a_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITH_A_LIMIT, str(tmp_path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=60)
    assert "File too large" in done.stdout
    assert "ulimit" in done.stdout
    assert verify(tmp_path, everything()).findings == ()


def test_folder_that_takes_no_files_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    write_pane(ArchiveSettings(folder), STRETCH, LARGE[:1])
    (folder / WRITING).rmdir()
    (folder / WRITING).write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot be written"):
        write_pane(ArchiveSettings(folder), STRETCH, LARGE)
    assert len(manifest_paths(folder)) == 1
