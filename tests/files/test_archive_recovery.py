"""Recovery from real topics: what a killed job published but did not archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.encode import EncodeSettings, OutputRecord, Provenance, output_of
from dateline.errors import ArchiveError, OptionError
from dateline.files import ArchiveSettings, Entry, Stretch, write_pane
from dateline.files.mark import read_mark, require_shared
from dateline.files.recover import open_archive
from dateline.files.verify import read_committed, verify
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.delivery import FencedError
from dateline.kafka.sink import PublishSettings
from dateline.kafka.topics import OutputTopics
from dateline.records import Article, Document, Position, RawRecord

pytestmark = pytest.mark.integration

START = 1_790_000_100
TOPIC = "archive-recovery-articles"
IN = (TOPIC, 0)


def output(offset: int) -> OutputRecord:
    raw = RawRecord(Position(*IN, offset), (START + offset) * 1_000_000, b"x")
    article = Article(raw, "Text.", article_id=f"a{offset}", event_id=f"e{offset}")
    return output_of(Document.of(article), EncodeSettings(Provenance.of((), version="0")))


def entries(offsets: Iterable[int]) -> list[Entry]:
    return [Entry.of(output(offset)) for offset in offsets]


def commit(publish: PublishSettings, first: int, end: int) -> None:
    """Publish as the sink does."""
    delivery = publish.open()
    try:
        delivery.begin()
        delivery.deliver([output(offset) for offset in range(first, end)], {IN: first}, {IN: end})
    finally:
        delivery.close()


@pytest.fixture
def publish(kfake_broker: str, unique_topic: Callable[[str], str]) -> PublishSettings:
    outputs = OutputTopics(*(unique_topic(kind) for kind in ("events", "duplicates", "dead", "outcomes")))
    topics.create(Connection(kfake_broker), (TOPIC, *outputs.names), partitions=1)
    return PublishSettings(Connection(kfake_broker), unique_topic("group"), outputs)


def test_restart_archives_what_the_killed_job_did_not(publish: PublishSettings, tmp_path: Path) -> None:
    first = ArchiveSettings(tmp_path)
    commit(publish, 0, 3)
    opened = open_archive(publish, first)
    assert opened.files == (), "an archive begins with the job that made it"
    assert opened.settings == first, "and leaves nothing out: state restored from a savepoint is archived"

    commit(publish, 3, 9)
    write_pane(opened.settings, Stretch(START, START + 300, 0), entries([3, 4]))
    opened = open_archive(publish, first)
    assert [file.positions for file in opened.files] == [((f"{TOPIC}/0", ((5, 9),)),)]
    assert opened.settings.archived_below == ((f"{TOPIC}/0", 9),)
    require_shared(opened.settings)
    assert open_archive(publish, first).files == ()
    assert verify(tmp_path, read_committed(publish.connection, publish.topics)).ok


def test_other_windows_and_shards_after_a_restart_archive_nothing_twice(
    publish: PublishSettings, tmp_path: Path
) -> None:
    before = open_archive(publish, ArchiveSettings(tmp_path, window_seconds=10)).settings
    commit(publish, 0, 15)
    write_pane(before, Stretch(START, START + 10, 0), entries(range(10)))
    after = open_archive(publish, ArchiveSettings(tmp_path, window_seconds=60, shards=2)).settings
    # A worker of the old job that is still alive, a replay in the new one, then what is new.
    write_pane(before, Stretch(START + 10, START + 20, 0), entries(range(10, 15)))
    window = Stretch(START // 60 * 60, START // 60 * 60 + 60, 1)
    assert write_pane(after, window, entries(range(15))) == []
    commit(publish, 15, 20)
    write_pane(after, window, entries(range(10, 20)))
    report = verify(tmp_path, read_committed(publish.connection, publish.topics))
    assert (report.ok, report.records) == (True, 20), report.to_text()


def test_launch_fences_the_older_job_before_it_settles_what_is_whose(publish: PublishSettings, tmp_path: Path) -> None:
    open_archive(publish, ArchiveSettings(tmp_path))
    with closing(publish.open()) as old:
        old.begin()
        old.deliver([output(0)], {}, {IN: 1})
        opened = open_archive(publish, ArchiveSettings(tmp_path, window_seconds=60))
        assert opened.settings.archived_below == ((f"{TOPIC}/0", 1),)
        with pytest.raises(FencedError):
            old.deliver([output(1)], {IN: 1}, {IN: 2})
    assert verify(tmp_path, read_committed(publish.connection, publish.topics)).ok


def test_archive_of_another_group_is_refused(publish: PublishSettings, tmp_path: Path) -> None:
    open_archive(publish, ArchiveSettings(tmp_path))
    with pytest.raises(OptionError, match="is the archive of group"):
        open_archive(replace(publish, group="other"), ArchiveSettings(tmp_path))


def test_worker_without_the_folder_of_the_launch_stops(publish: PublishSettings, tmp_path: Path) -> None:
    open_archive(publish, ArchiveSettings(tmp_path / "launch"))
    commit(publish, 0, 2)
    opened = open_archive(publish, ArchiveSettings(tmp_path / "launch"))
    with pytest.raises(ArchiveError, match="Mount the same file system"):
        require_shared(replace(opened.settings, folder=tmp_path / "worker"))


def test_damaged_mark_is_named(tmp_path: Path) -> None:
    (tmp_path / "recovered.json").write_text("{}")
    with pytest.raises(ArchiveError, match=r"recovered\.json is not what dateline writes"):
        read_mark(tmp_path)
