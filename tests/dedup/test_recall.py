"""What was published is known again: the crash after which A and B would both be copies, or both events."""

from __future__ import annotations

from dataclasses import replace

from tests.dedup.test_dedup_stage import document

from dateline.dedup.exact import key_of, shard_of
from dateline.dedup.recall import fold, originals_in
from dateline.dedup.state import Layout, ShardIndex
from dateline.encode.outcomes import Outcome, outcome_from_record, outcome_of, outcome_record
from dateline.records import Dedup, Document, Duplicate, Position

LAYOUT = Layout(3_600 * 1_000_000, 1)


def decided(index: ShardIndex, item: Document) -> Document | Duplicate:
    decision, _ = index.decide(item)
    return decision if isinstance(decision, Duplicate) else replace(item, dedup=decision)


def published(item: Document | Duplicate) -> Outcome:
    return outcome_from_record(outcome_record(outcome_of(item)))


A, B, C = (
    document(offset, "The harbour was closed.", at=1_700_000_000_000_000 + offset, partition=offset)
    for offset in (0, 1, 2)
)


def test_a_published_copy_keeps_its_original_although_that_was_not_published() -> None:
    before = ShardIndex(LAYOUT, 0)
    assert isinstance(decided(before, A), Document)
    outcome = published(decided(before, B))

    after = ShardIndex(LAYOUT, 0)
    fold(after, originals_in([outcome], 0, 1))
    # The replay sees C, then B, before A.
    copies = [decided(after, item) for item in (C, B)]
    assert [copy.original_position for copy in copies if isinstance(copy, Duplicate)] == [A.article.position] * 2
    assert not any(copy.original_published for copy in copies if isinstance(copy, Duplicate))
    original = decided(after, A)
    assert isinstance(original, Document)
    assert original.dedup == Dedup(kind="original", cluster_id=A.article.event_id)


def test_a_published_event_makes_later_articles_its_copies_and_need_not_be_awaited() -> None:
    index = ShardIndex(LAYOUT, 0)
    fold(index, originals_in([published(decided(ShardIndex(LAYOUT, 0), A))], 0, 1))
    copy = decided(index, B)
    assert isinstance(copy, Duplicate)
    assert (copy.duplicate_of, copy.original_event_id) == (A.article.id, A.article.event_id)
    assert copy.original_published


def test_folding_again_changes_nothing() -> None:
    before = ShardIndex(LAYOUT, 0)
    outcomes = [published(decided(before, item)) for item in (A, B, C)]
    index = ShardIndex(LAYOUT, 0)
    assert len(fold(index, originals_in(outcomes, 0, 1))) == 1
    generation = index.generation
    assert fold(index, originals_in(outcomes, 0, 1)) == []
    assert index.generation == generation


def test_only_the_shards_own_originals_are_taken() -> None:
    outcome = published(decided(ShardIndex(LAYOUT, 0), A))
    assert outcome.fingerprint
    mine = shard_of(key_of(outcome.fingerprint), 16)
    counts = [len(originals_in([outcome], shard, 16)) for shard in range(16)]
    assert counts == [int(shard == mine) for shard in range(16)]


def test_dead_letters_and_gaps_tell_of_no_original() -> None:
    outcomes = [
        Outcome(Position("articles", 0, 3), 3, False, "dead_letter", 0),
        Outcome(Position("articles", 0, 4), 4, False, "gap", 0),
    ]
    assert originals_in(outcomes, 0, 1) == []
