"""What the proof of an archive finds, and that it finds nothing where nothing is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.files.records import START, entry

from dateline.files import ArchiveSettings, Manifest, Stretch, write_pane
from dateline.files.atomic import write_whole
from dateline.files.manifest import manifest_paths
from dateline.files.mark import Mark, write_mark
from dateline.files.verify import Committed, Problem, records_of, verify

STRETCH = Stretch(START, START + 300, 0)
OTHER = Stretch(START + 300, START + 600, 0)


def committed(*offsets: int, decided: str = "event") -> Committed:
    found = Committed()
    for offset in offsets:
        record = entry(offset, decided=decided)
        found.add(record.position, record.value)
    return found


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two panes of one window: 0 to 2, of which 2 is a dead letter, and 3."""
    settings = ArchiveSettings(tmp_path)
    write_pane(settings, STRETCH, [entry(0), entry(1), entry(2, decided="dead_letter")])
    write_pane(settings, STRETCH, [entry(3)])
    return tmp_path


def all_committed() -> Committed:
    found = committed(0, 1, 3)
    record = entry(2, decided="dead_letter")
    found.add(record.position, record.value)
    return found


def test_nothing_is_found_where_nothing_is_wrong(archive: Path) -> None:
    report = verify(archive, all_committed())
    assert (report.ok, report.findings, report.panes, report.files, report.records) == (True, (), 2, 3, 4)
    assert report.to_text() == "archive: 4 records in 3 files of 2 panes"


def test_values_come_out_as_they_were_published(archive: Path) -> None:
    (path,) = archive.glob("event/*/*-p000-*.avro")
    assert list(records_of(path.read_bytes())) == [(entry(n).value, entry(n).position) for n in (0, 1)]


def cut(archive: Path) -> None:
    (path,) = archive.glob("event/*/*-p001-*.avro")
    path.write_bytes(path.read_bytes()[:-1])


def lose_data(archive: Path) -> None:
    (path,) = archive.glob("event/*/*-p001-*.avro")
    path.unlink()


def lose_manifest(archive: Path) -> None:
    manifest_paths(archive)[0].unlink()


def spoil_manifest(archive: Path) -> None:
    manifest_paths(archive)[1].write_text('{"pane": 1}')


def list_twice(archive: Path) -> None:
    manifest = Manifest.from_json(manifest_paths(archive)[1].read_bytes())
    again = dataclasses.replace(manifest, pane=2)
    write_whole(archive, archive / again.path, again.to_json())


def archive_elsewhere(archive: Path) -> None:
    write_pane(ArchiveSettings(archive), OTHER, [entry(3)])


WRONGS: dict[str, tuple[Callable[[Path], None], dict[Problem, int]]] = {
    "a file is cut": (cut, {"damaged": 1, "missing": 1}),
    "a file is gone": (lose_data, {"damaged": 1, "missing": 1}),
    "a manifest is gone": (lose_manifest, {"damaged": 1, "leftover": 2, "missing": 1}),
    "a manifest is spoiled": (spoil_manifest, {"damaged": 1, "leftover": 1, "missing": 1}),
    "a file is listed twice": (list_twice, {"twice": 1}),
    "a record is in two windows": (archive_elsewhere, {"twice": 1}),
}


@pytest.mark.parametrize("wrong", WRONGS.values(), ids=WRONGS)
def test_what_is_wrong_is_found(archive: Path, wrong: tuple[Callable[[Path], None], dict[Problem, int]]) -> None:
    act, expected = wrong
    act(archive)
    report = verify(archive, all_committed())
    found = {finding.problem: len(report.of(finding.problem)) for finding in report.findings}
    assert found == expected
    assert not report.ok
    assert "FAILED: " in report.to_text()


def test_committed_records_are_compared(archive: Path) -> None:
    assert verify(archive, committed(0, 1, 3, 4, 5, 7)).of("missing") == ["articles/0/4-5", "articles/0/7"]
    assert verify(archive, committed(0, 1, 3)).of("not_committed") == ["articles/0/2"]
    assert verify(archive, committed(0, 1, 2, 3)).of("differs") == ["articles/0/2"]


def test_what_was_published_before_the_archive_began_is_not_missing(archive: Path) -> None:
    write_mark(archive, Mark(300, 1, {}, "group", begins={"articles/0": 1}, archived={}))
    late = committed(1, 3, 9)
    late.add(entry(0).position, b"older")
    assert verify(archive, late).of("missing") == ["articles/0/9"]


def test_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert verify(tmp_path).to_text() == "archive: 0 records in 0 files of 0 panes"
