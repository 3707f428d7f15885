"""Decisions are not made twice: what was published is folded into the deduplication's state before it goes on.

A restored state is older than what is published, and on Prism a restart has no state at all. One code path serves
both: the outcomes that were published since the state was written (or, without one, since a TTL before the first
article to come) are read, and every original they tell of is held. The original of a *duplicate* too: B may have been
published as a copy of A while A was not, and then A must stay the original although B is read again before it.
"""

from __future__ import annotations

from collections.abc import Iterable

from dateline.dedup.exact import Seen, key_of, shard_of
from dateline.dedup.state import Added, ShardIndex
from dateline.encode.outcomes import Outcome

_ORIGINALS = ("event",)


def originals_in(outcomes: Iterable[Outcome], shard: int, shards: int) -> list[Seen]:
    """The originals of one shard that ``outcomes`` tell of: those published themselves first, then those of copies."""
    published: list[Seen] = []
    told: list[Seen] = []
    for outcome in outcomes:
        if not outcome.fingerprint:
            continue
        key = key_of(outcome.fingerprint)
        if shard_of(key, shards) != shard:
            continue
        if outcome.outcome in _ORIGINALS and outcome.article_id and outcome.event_id:
            published.append(
                Seen(
                    key,
                    outcome.record_time,
                    outcome.id,
                    outcome.article_id,
                    outcome.event_id,
                    outcome.position,
                    published=True,
                )
            )
        elif outcome.outcome == "duplicate" and outcome.original is not None:
            of = outcome.original
            told.append(Seen(key, of.record_time, of.id, of.article_id, of.event_id, of.position))
    return published + told


def fold(index: ShardIndex, originals: Iterable[Seen]) -> list[Added]:
    """Hold those of ``originals`` that the index does not know yet; returns what to write to the state."""
    return [index.add(seen) for seen in originals if index.find(seen) is None]
