"""How one pane becomes files, and what happens to what is there already."""

from __future__ import annotations

import dataclasses
import io
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastavro
import pytest

from dateline.encode import EncodeSettings, Provenance, decode_event, output_of
from dateline.errors import OptionError
from dateline.files import ArchivedFile, ArchiveSettings, Entry, Pane, write_container, write_pane
from dateline.files.archive import shard_of, window_of
from dateline.files.atomic import write_whole
from dateline.files.manifest import manifest_path, read_manifest
from dateline.files.recover import archivable, archive_missing, archived_positions
from dateline.records import Article, DeadLetter, Document, Position, PublishedAt, RawRecord

START = 1_790_000_100
PANE = Pane("event", START, START + 300, 0, 0)
ENCODING = EncodeSettings(Provenance.of((), version="0"))
YESTERDAY = PublishedAt("2026-09-20T12:00:00Z", "second", 1_789_905_600_000_000)


def entry(offset: int, *, body: str = "Text.", published: PublishedAt | None = None) -> Entry:
    raw = RawRecord(Position("articles", 0, offset), START * 1_000_000 + offset, b"x")
    article = Article(raw, body, published_at=published, article_id=f"a{offset}", event_id=f"e{offset}")
    return Entry.of(output_of(Document.of(article), ENCODING))


def entries(*offsets: int) -> list[Entry]:
    return [entry(offset) for offset in offsets]


def rows(path: Path) -> list[Any]:
    with path.open("rb") as file:
        return list(fastavro.reader(file))


def offsets(folder: Path) -> dict[str, list[int]]:
    return {
        path.stem[-4:]: [row["provenance"]["offset"] for row in rows(path)] for path in sorted(folder.rglob("*.avro"))
    }


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def settings(tmp_path: Path) -> ArchiveSettings:
    return ArchiveSettings(tmp_path / "archive")


@pytest.mark.parametrize("codec", ["zstandard", "snappy", "deflate"])
def test_file_is_plain_avro(tmp_path: Path, codec: str) -> None:
    settings = ArchiveSettings(tmp_path, codec=codec)
    (file,) = write_pane(settings, PANE, entries(3, 1, 2))
    assert file.path == "event/dt=2026-09-21/20260921T141500Z-20260921T142000Z-s000-p000.avro"
    found = rows(tmp_path / file.path)
    assert found == [decode_event(entry(offset).value) for offset in (1, 2, 3)]
    assert (file.records, file.schema, file.codec) == (3, "event/v1", codec)


def test_blocks_are_bounded() -> None:
    values = [entry(offset, body=os.urandom(30_000).hex()).value for offset in range(20)]
    target = io.BytesIO()
    write_container(target, values, codec="zstandard", sync_marker=bytes(16))
    target.seek(0)
    blocks = list(fastavro.block_reader(target))
    assert sum(block.num_records for block in blocks) == 20
    assert len(blocks) > 3


def test_days_of_event_time_are_folders(settings: ArchiveSettings) -> None:
    files = write_pane(settings, PANE, [entry(0), entry(1, published=YESTERDAY)])
    assert [Path(file.path).parent.name for file in files] == ["dt=2026-09-20", "dt=2026-09-21"]


def test_same_records_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    some = entries(*range(50))
    trees = []
    for number in range(3):
        settings = ArchiveSettings(tmp_path / str(number))
        shuffled = random.Random(number).sample(some + some[:9], k=59)
        write_pane(settings, PANE, shuffled)
        trees.append(tree(settings.folder))
    assert trees[0] == trees[1] == trees[2]


def test_writing_again_changes_nothing(settings: ArchiveSettings) -> None:
    write_pane(settings, PANE, entries(0, 1))
    before = tree(settings.folder)
    write_pane(settings, PANE, entries(0, 1))
    assert tree(settings.folder) == before


def test_manifest_tells_what_the_file_holds(settings: ArchiveSettings) -> None:
    (file,) = write_pane(settings, PANE, entries(5, 6, 9))
    path = settings.folder / file.path
    assert read_manifest(path) == file
    assert ArchivedFile.from_json(manifest_path(path).read_bytes()) == file
    assert file.positions == (("articles/0", ((5, 7), (9, 10))),)
    assert file.size == path.stat().st_size


def test_window_written_after_a_restart_keeps_what_is_there(settings: ArchiveSettings) -> None:
    write_pane(settings, PANE, entries(0, 1, 2))
    write_pane(settings, PANE, entries(2, 3, 4))  # the same window and pane number, other records
    assert offsets(settings.folder) == {"p000": [0, 1, 2], "p001": [3, 4]}
    write_pane(settings, PANE, entries(2, 3, 4))
    write_pane(settings, dataclasses.replace(PANE, number=1), entries(5))
    assert offsets(settings.folder) == {"p000": [0, 1, 2], "p001": [3, 4], "p002": [5]}


def test_more_of_the_same_window_replaces_the_file(settings: ArchiveSettings) -> None:
    write_pane(settings, PANE, entries(0, 1))
    write_pane(settings, PANE, entries(0, 1, 2))
    assert offsets(settings.folder) == {"p000": [0, 1, 2]}


@pytest.mark.parametrize("seed", range(20))
def test_every_position_is_archived_exactly_once_whatever_comes_again(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    settings = ArchiveSettings(tmp_path)
    seen: set[int] = set()
    for _ in range(8):
        some = chance.sample(range(12), k=chance.randint(1, 6))
        seen |= set(some)
        write_pane(settings, dataclasses.replace(PANE, number=chance.randint(0, 3)), entries(*some))
        for lost in chance.sample(sorted(tmp_path.rglob("*.json")), k=chance.randint(0, 1)):
            lost.unlink()  # a crash between file and manifest
    assert sorted(offset for found in offsets(tmp_path).values() for offset in found) == sorted(seen)


def test_crash_while_writing_leaves_nothing_under_the_final_name(
    settings: ArchiveSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def crash(_descriptor: int) -> None:
        seen.append([path.name for path in settings.folder.rglob("*") if path.is_file()])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(OSError, match="No space"):
        write_pane(settings, PANE, entries(0))
    ((hidden,),) = seen
    assert hidden.startswith(".")
    assert hidden.endswith(".tmp")
    assert tree(settings.folder) == {}


def test_overwriting_is_atomic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_whole(path, b"before")
    rename: Callable[..., Path] = Path.replace

    def look(source: Path, target: Path) -> Path:
        assert (path.read_bytes(), source.read_bytes()) == (b"before", b"after")
        return rename(source, target)

    monkeypatch.setattr(Path, "replace", look)
    write_whole(path, b"after")
    assert path.read_bytes() == b"after"
    assert [found.name for found in tmp_path.iterdir()] == ["file"]


def test_foreign_files_are_left_alone(settings: ArchiveSettings) -> None:
    (file,) = write_pane(settings, PANE, entries(0))
    path = settings.folder / file.path
    manifest_path(path).unlink()
    path.write_bytes(b"not avro")
    foreign = path.with_name("notes.avro")
    foreign.write_bytes(b"mine")
    write_pane(settings, PANE, entries(1))
    assert foreign.read_bytes() == b"mine"


def test_what_was_published_and_not_archived_is_recovered(settings: ArchiveSettings) -> None:
    write_pane(settings, PANE, entries(0, 1))
    raw = RawRecord(Position("articles", 0, 9), START * 1_000_000, b"x")
    dead = output_of(DeadLetter(raw, "decode", "FieldError", "no body", True), ENCODING)
    published = [archivable(value) for value in [*(entry(n).value for n in (0, 1, 2, 3, 3)), dead.value]]
    files = archive_missing(settings, published)
    assert [(file.kind, file.records) for file in files] == [("dead_letter", 1), ("event", 2)]
    assert archive_missing(settings, published) == []
    found = archived_positions(settings.folder)
    assert found["event"]["articles/0"].intervals == [(0, 4)]
    assert found["dead_letter"]["articles/0"].intervals == [(9, 10)]
    # The restarted job closes the same window with what it has read: nothing is archived twice.
    write_pane(settings, PANE, entries(3, 4))
    assert sorted(offset for part in offsets(settings.folder / "event").values() for offset in part) == [0, 1, 2, 3, 4]


def test_recovered_files_stand_where_the_job_would_have_put_them(tmp_path: Path) -> None:
    some = [entry(0), entry(1, published=YESTERDAY)]
    direct, recovered = ArchiveSettings(tmp_path / "direct"), ArchiveSettings(tmp_path / "recovered")
    write_pane(direct, PANE, some)
    archive_missing(recovered, [archivable(one.value) for one in some])
    assert tree(direct.folder) == tree(recovered.folder)


def test_names_hold_for_any_time() -> None:
    assert window_of(-(2**62), 300)[0] == -62_135_510_400
    assert window_of(2**62, 300) == (253_402_128_000, 253_402_128_300)
    assert {shard_of(Position("t", 0, offset), 4) for offset in range(50)} == {0, 1, 2, 3}


@pytest.mark.parametrize(
    "wrong", [{"window_seconds": 0}, {"shards": 0}, {"codec": "lzma"}, {"late_seconds": -1}], ids=str
)
def test_wrong_settings_are_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        ArchiveSettings(tmp_path, **wrong)


def test_folder_that_cannot_be_made_is_refused_before_launch(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OptionError, match="--archive"):
        ArchiveSettings(tmp_path / "file" / "archive").prepare()
