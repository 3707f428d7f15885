"""The Deduplicate transform on Beam's own runners: streaming by TestStream, bounded by Create."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.test_stream import TestStream
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import TimestampedValue
from apache_beam.typehints.native_type_compatibility import convert_to_beam_type

from dateline import deadletter
from dateline.dedup import stage
from dateline.dedup.stage import Deduplicate, DedupSettings, DocumentCoder
from dateline.errors import OptionError
from dateline.records import Article, Document, Duplicate, Position, RawRecord

HOUR = 3_600_000_000
DAY = 24 * HOUR
START = 1_569_366_300_000_000


def document(offset: int, fingerprint: str = "text", *, at: int = START, **fields: Any) -> Document:
    """A document at an offset of partition 0, with ids of its own."""
    record = RawRecord(Position("articles", fields.pop("partition", 0), offset), at, b"{}")
    name = fields.pop("id", f"id-{offset}")
    article = Article(record, body="Body.", id=name, article_id=f"a{offset}", event_id=f"{offset:032x}", **fields)
    return replace(Document.of(article), fingerprint=fingerprint)


def stream(documents: list[Document]) -> TestStream:
    """The documents as a stream, one after the other."""
    events = TestStream(coder=DocumentCoder())
    for item in documents:
        events = events.add_elements([TimestampedValue(item, item.article.source_record.record_time / 1e6)])
    return events.advance_watermark_to_infinity()


def told(item: Document | Duplicate) -> tuple[int, str | None, str]:
    """What was decided: offset, duplicate_of (null for an original), event id of the original."""
    if isinstance(item, Duplicate):
        return item.document.article.position.offset, item.duplicate_of, item.original_event_id
    return item.article.position.offset, None, item.dedup.cluster_id or ""


def event(offset: int) -> str:
    """The event id of the article at an offset."""
    return f"{offset:032x}"


def streaming() -> PipelineOptions:
    """Options of a streaming pipeline on the local runner."""
    options = PipelineOptions([])
    options.view_as(StandardOptions).streaming = True
    return options


def decided(documents: list[Document], settings: DedupSettings, check: Callable[[Any], None]) -> None:
    """Run ``documents`` as a stream and check the union of originals and duplicates."""
    with TestPipeline(options=streaming()) as pipeline:
        out = pipeline | stream(documents) | Deduplicate(settings)
        both = (out["unique"], out["duplicates"]) | beam.Flatten() | beam.Map(told)
        assert_that(both, check)


def test_later_copies_refer_to_the_original_not_to_a_copy() -> None:
    copies = [document(0), document(1, at=START + DAY), document(2, at=START + 2 * DAY), document(3, "other")]
    wanted = [(0, None, event(0)), (1, "id-0", event(0)), (2, "id-0", event(0)), (3, None, event(3))]
    decided(copies, DedupSettings(), equal_to(wanted))


def test_first_arrived_is_the_original_even_if_younger() -> None:
    decided(
        [document(5, at=START + DAY), document(4, at=START)],
        DedupSettings(),
        equal_to([(5, None, event(5)), (4, "id-5", event(5))]),
    )


@pytest.mark.parametrize(("late", "original"), [(0, None), (1, "id-1")], ids=["beyond", "at the limit"])
def test_ttl_is_the_distance_of_record_times(late: int, original: str | None) -> None:
    day = DedupSettings(ttl_seconds=24 * 3600)
    items = [document(1, at=START), document(2, at=START + DAY + 1 - late)]
    wanted = [(1, None, event(1)), (2, original, event(1) if original else event(2))]
    decided(items, day, equal_to(wanted))


def test_the_same_position_read_again_is_the_original_again() -> None:
    decided(
        [document(0), document(1), document(0), document(1)],
        DedupSettings(),
        equal_to([(0, None, event(0)), (1, "id-0", event(0))] * 2),
    )


def test_the_same_article_with_another_text_is_an_event() -> None:
    first, second = document(0, "one"), document(1, "two")
    second = replace(second, article=replace(second.article, id="id-0", article_id="a0"))
    decided([first, second], DedupSettings(), equal_to([(0, None, event(0)), (1, None, event(1))]))


def test_duplicate_record_is_complete() -> None:
    def check(items: list[Duplicate]) -> None:
        (item,) = items
        assert (item.kind, item.similarity, item.containment) == ("exact", 1.0, 1.0)
        assert (item.duplicate_of, item.original_article_id) == (None, "a0")
        assert item.original_event_id == item.cluster_id == event(0)
        assert item.document.article.id == "id-1"

    with TestPipeline(options=streaming()) as pipeline:
        out = pipeline | stream([document(0, id=None), document(1)]) | Deduplicate()
        assert_that(out["duplicates"], check)


@pytest.mark.parametrize("ordered", [False, True])
def test_bad_record_times_and_oversized_ids_are_dead_letters(ordered: bool) -> None:
    items = [document(0), document(1, at=2**80), document(2, id="x" * 5_000), document(3, id="\ud800")]
    items[1] = replace(items[1], fingerprint="far")
    with TestPipeline() as pipeline:
        out = pipeline | beam.Create(items) | Deduplicate(DedupSettings(ordered=ordered))
        letters = out[deadletter.TAG] | beam.Map(lambda d: (d.record.position.offset, d.stage, d.error, d.expected))
        both = (out["unique"], out["duplicates"]) | beam.Flatten() | beam.Map(told)
        wanted = [(1, "deduplicate", "FieldError", True), (2, "deduplicate", "OversizedError", True)]
        assert_that(letters, equal_to(wanted), "letters")
        assert_that(both, equal_to([(0, None, event(0)), (3, "id-0", event(0))]), "both")


@pytest.mark.parametrize("arrival", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
def test_ordered_runs_do_not_depend_on_arrival(arrival: list[int]) -> None:
    items = [
        document(9, at=START),
        document(3, at=START + HOUR, partition=1),
        document(4, at=START + HOUR, partition=0),
        document(1, "other", at=START + 2),
        document(2, "other", at=START + 1),
    ]
    with TestPipeline() as pipeline:
        out = pipeline | beam.Create([items[n] for n in arrival]) | Deduplicate(DedupSettings(ordered=True))
        both = (out["unique"], out["duplicates"]) | beam.Flatten() | beam.Map(told)
        first = [(9, None, event(9)), (4, "id-9", event(9)), (3, "id-9", event(9))]
        assert_that(both, equal_to([*first, (2, None, event(2)), (1, "id-2", event(2))]))


def test_ordered_needs_an_end() -> None:
    with pytest.raises(OptionError, match="--dedup-ordered"):
        TestPipeline(options=streaming()) | stream([document(0)]) | Deduplicate(DedupSettings(ordered=True))


@pytest.mark.parametrize("wrong", [{"ttl_seconds": 0}, {"shards": 0}, {"shards": 100_000}, {"slot_entries": 0}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="--dedup-"):
        DedupSettings(**wrong)


def test_document_coder_keeps_everything_and_is_registered() -> None:
    item = document(1)
    assert DocumentCoder().decode(DocumentCoder().encode(item)) == item
    shuffled = beam.coders.registry.get_coder(convert_to_beam_type(stage.Keyed)).coders()
    assert [type(coder) for coder in shuffled] == [beam.coders.VarIntCoder, DocumentCoder]


def test_a_bundle_that_fails_and_is_tried_again_decides_from_what_was_committed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failures = iter([RuntimeError("worker lost")])
    tagged = stage._tagged
    taken: list[tuple[bool, bool]] = []

    def failing_once(item: Document, decision: Any) -> Any:
        if item.article.position.offset == 1:
            for failure in failures:
                raise failure
        return tagged(item, decision)

    def observed(shard: int, generation: bytes | None) -> Any:
        index = take(shard, generation)
        taken.append((generation is not None, index is not None))
        return index

    take = stage._POOL.take
    monkeypatch.setattr(stage, "_tagged", failing_once)
    monkeypatch.setattr(stage._POOL, "take", observed)
    # The failed attempt had made offset 1 the original of "two"; the committed state knows nothing of that text.
    items = [document(0, "one"), document(1, "two"), document(2, "two"), document(3, "one")]
    wanted = [(0, None, event(0)), (1, None, event(1)), (2, "id-1", event(1)), (3, "id-0", event(0))]
    decided(items, DedupSettings(shards=1), equal_to(wanted))
    assert (True, False) in taken, "the retried bundle must not have found the index of the failed one"


def test_a_missing_fingerprint_is_computed_from_the_text() -> None:
    items = [replace(document(0), fingerprint=""), replace(document(1), fingerprint="")]
    wanted = [(0, None, event(0)), (1, "id-0", event(0))]
    decided(items, DedupSettings(), equal_to(wanted))
