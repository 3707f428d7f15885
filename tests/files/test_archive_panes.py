"""How one pane becomes files, and what happens to what is there already."""

from __future__ import annotations

import io
import os
import random
from pathlib import Path
from typing import Any

import fastavro
import pytest

from dateline.encode import EncodeSettings, Provenance, decode_event, output_of
from dateline.errors import ArchiveError, OptionError
from dateline.files import ArchiveSettings, Entry, Manifest, Stretch, write_container, write_pane
from dateline.files.archive import shard_of, stretch_of
from dateline.files.manifest import manifest_paths, read_log, read_manifest
from dateline.files.recover import archivable, archive_missing
from dateline.records import Article, DeadLetter, Document, Position, PublishedAt, RawRecord

START = 1_790_000_100
STRETCH = Stretch(START, START + 300, 0)
ENCODING = EncodeSettings(Provenance.of((), version="0"))
YESTERDAY = PublishedAt("2026-09-20T12:00:00Z", "second", 1_789_905_600_000_000)


def entry(offset: int, *, body: str = "Text.", published: PublishedAt | None = None) -> Entry:
    raw = RawRecord(Position("articles", 0, offset), START * 1_000_000 + offset, b"x")
    article = Article(raw, body, published_at=published, article_id=f"a{offset}", event_id=f"e{offset}")
    return Entry.of(output_of(Document.of(article), ENCODING))


def dead(offset: int) -> Entry:
    raw = RawRecord(Position("articles", 0, offset), START * 1_000_000 + offset, b"x")
    return Entry.of(output_of(DeadLetter(raw, "decode", "FieldError", "no body", True), ENCODING))


def entries(*offsets: int) -> list[Entry]:
    return [entry(offset) for offset in offsets]


def rows(path: Path) -> list[Any]:
    with path.open("rb") as file:
        return list(fastavro.reader(file))


def offsets(folder: Path) -> dict[str, list[int]]:
    """The offsets of each pane, by the manifests."""
    found: dict[str, list[int]] = {}
    for path in manifest_paths(folder):
        for file in Manifest.from_json(path.read_bytes()).files:
            found.setdefault(path.stem, []).extend(
                row.get("provenance", row)["offset"] for row in rows(folder / file.path)
            )
    return found


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def settings(tmp_path: Path) -> ArchiveSettings:
    return ArchiveSettings(tmp_path / "archive")


@pytest.mark.parametrize("codec", ["zstandard", "snappy", "deflate"])
def test_file_is_plain_avro(tmp_path: Path, codec: str) -> None:
    settings = ArchiveSettings(tmp_path, codec=codec)
    (file,) = write_pane(settings, STRETCH, entries(3, 1, 2))
    assert file.path.startswith("event/dt=2026-09-21/20260921T141500Z-20260921T142000Z-s000-p000-")
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
    files = write_pane(settings, STRETCH, [entry(0), entry(1, published=YESTERDAY)])
    assert [Path(file.path).parent.name for file in files] == ["dt=2026-09-20", "dt=2026-09-21"]


def test_same_records_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    some = entries(*range(50))
    trees = []
    for number in range(3):
        settings = ArchiveSettings(tmp_path / str(number))
        shuffled = random.Random(number).sample(some + some[:9], k=59)
        write_pane(settings, STRETCH, shuffled)
        trees.append(tree(settings.folder))
    assert trees[0] == trees[1] == trees[2]


def test_writing_again_changes_nothing(settings: ArchiveSettings) -> None:
    write_pane(settings, STRETCH, entries(0, 1))
    before = tree(settings.folder)
    write_pane(settings, STRETCH, entries(0, 1))
    assert tree(settings.folder) == before


def test_manifest_tells_what_the_file_holds(settings: ArchiveSettings) -> None:
    (file,) = write_pane(settings, STRETCH, entries(5, 6, 9))
    path = settings.folder / file.path
    assert read_manifest(path) == file
    (manifest,) = read_log(settings.folder, STRETCH)
    assert manifest == Manifest(STRETCH, 0, (file,))
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert str(manifest.path) == "manifests/dt=2026-09-21/20260921T141500Z-20260921T142000Z-s000/p000.json"
    assert file.positions == (("articles/0", ((5, 7), (9, 10))),)
    assert file.size == path.stat().st_size


def test_one_manifest_lists_all_kinds_and_days_of_a_pane(settings: ArchiveSettings) -> None:
    files = write_pane(settings, STRETCH, [entry(0), entry(1, published=YESTERDAY), dead(2)])
    (manifest,) = read_log(settings.folder, STRETCH)
    assert manifest.files == tuple(files)
    assert [file.kind for file in files] == ["dead_letter", "event", "event"]


def test_window_written_after_a_restart_keeps_what_is_there(settings: ArchiveSettings) -> None:
    write_pane(settings, STRETCH, entries(0, 1, 2))
    before = tree(settings.folder)
    write_pane(settings, STRETCH, entries(2, 3, 4))  # the same window again, with other records
    assert offsets(settings.folder) == {"p000": [0, 1, 2], "p001": [3, 4]}
    write_pane(settings, STRETCH, entries(2, 3, 4))
    write_pane(settings, STRETCH, entries(5))
    assert offsets(settings.folder) == {"p000": [0, 1, 2], "p001": [3, 4], "p002": [5]}
    assert before.items() <= tree(settings.folder).items()


def test_replay_with_other_bytes_changes_nothing(settings: ArchiveSettings) -> None:
    write_pane(settings, STRETCH, entries(0, 1))
    before = tree(settings.folder)
    assert write_pane(settings, STRETCH, [entry(0, body="Otherwise."), dead(1), entry(1, published=YESTERDAY)]) == []
    assert tree(settings.folder) == before


def test_two_records_of_one_position_in_a_pane_are_one(settings: ArchiveSettings) -> None:
    (file,) = write_pane(settings, STRETCH, [entry(0), entry(0, body="Otherwise.")])
    other = ArchiveSettings(settings.folder.parent / "other")
    (again,) = write_pane(other, STRETCH, [entry(0, body="Otherwise."), entry(0)])
    assert (file.records, file.sha256) == (1, again.sha256)


def test_what_was_archived_before_the_launch_is_left_out(tmp_path: Path) -> None:
    settings = ArchiveSettings(tmp_path, archived_below=(("articles/0", 3), ("other/0", 9)))
    write_pane(settings, STRETCH, entries(1, 2, 3, 4))
    assert offsets(tmp_path) == {"p000": [3, 4]}


@pytest.mark.parametrize("seed", range(20))
def test_every_position_is_archived_exactly_once_whatever_comes_again(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    settings = ArchiveSettings(tmp_path)
    seen: set[int] = set()
    for _ in range(8):
        some = chance.sample(range(12), k=chance.randint(1, 6))
        seen |= set(some)
        write_pane(settings, STRETCH, entries(*some))
    assert sorted(offset for found in offsets(tmp_path).values() for offset in found) == sorted(seen)


def test_damaged_manifest_stops_its_window_and_says_so(settings: ArchiveSettings) -> None:
    write_pane(settings, STRETCH, entries(0))
    (path,) = manifest_paths(settings.folder)
    path.write_text("{}")
    with pytest.raises(ArchiveError, match=r"p000.json is damaged .* Move it away"):
        write_pane(settings, STRETCH, entries(1))


def test_foreign_files_are_left_alone(settings: ArchiveSettings) -> None:
    (file,) = write_pane(settings, STRETCH, entries(0))
    foreign = (settings.folder / file.path).with_name("notes.avro")
    foreign.write_bytes(b"mine")
    write_pane(settings, STRETCH, entries(1))
    assert foreign.read_bytes() == b"mine"


def test_what_was_published_and_not_archived_is_recovered(settings: ArchiveSettings) -> None:
    write_pane(settings, STRETCH, entries(0, 1))
    published = [archivable(one.value) for one in [*entries(0, 1, 2, 3, 3), dead(9)]]
    files = archive_missing(settings, published)
    assert [(file.kind, file.records) for file in files] == [("dead_letter", 1), ("event", 2)]
    assert archive_missing(settings, published) == []
    # The restarted job closes the same window with what it has read: nothing is archived twice.
    write_pane(settings, STRETCH, entries(3, 4))
    assert offsets(settings.folder) == {"p000": [0, 1], "p001": [9, 2, 3], "p002": [4]}


def test_recovered_files_stand_where_the_job_would_have_put_them(tmp_path: Path) -> None:
    some = [entry(0), entry(1, published=YESTERDAY)]
    direct, recovered = ArchiveSettings(tmp_path / "direct"), ArchiveSettings(tmp_path / "recovered")
    write_pane(direct, STRETCH, some)
    archive_missing(recovered, [archivable(one.value) for one in some])
    assert tree(direct.folder) == tree(recovered.folder)


def test_names_hold_for_any_time(settings: ArchiveSettings) -> None:
    position = Position("articles", 0, 0)
    assert stretch_of(settings, position, -(2**62)).start == -62_135_510_400
    assert stretch_of(settings, position, 2**62) == Stretch(253_402_128_000, 253_402_128_300, 0)
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
