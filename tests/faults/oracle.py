"""The oracle: from what was sent and what the topics hold at the end, everything that is wrong. Pure functions.

It does not use the pipeline's own idea of what a copy is: which records share a text is known from their making.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Place = tuple[int, int]
"""Partition and offset on the input topic."""

Problem = Literal[
    "acknowledged_gone",
    "lost",
    "outcome_twice",
    "outcome_contradicts",
    "outcome_of_nothing",
    "not_published",
    "published_twice",
    "published_otherwise",
    "wrong_kind",
    "no_event",
    "two_events",
    "wrong_original",
    "wrong_fingerprint",
    "offset_not_at_end",
    "not_archived",
    "archived_twice",
    "archived_otherwise",
]

MEANING: dict[Problem, str] = {
    "acknowledged_gone": "records that the broker acknowledged but does not hold",
    "lost": "input positions without an outcome",
    "outcome_twice": "input positions with the same outcome more than once",
    "outcome_contradicts": "input positions with different outcomes",
    "outcome_of_nothing": "outcomes of positions that the input topic does not hold",
    "not_published": "outcomes whose record is not on its topic",
    "published_twice": "positions with more than one record on an output topic",
    "published_otherwise": "records on an output topic that their outcome does not name",
    "wrong_kind": "bad records that are no dead letter, or good ones that are",
    "no_event": "texts without any event",
    "two_events": "texts with more than one event: a copy was not found",
    "wrong_original": "duplicates that name something else than the event of their text",
    "wrong_fingerprint": "duplicates whose fingerprint is not that of their original",
    "offset_not_at_end": "partitions whose acknowledged offset is not the end of the log",
    "not_archived": "published records that no archive file holds",
    "archived_twice": "published records that are in the archive more than once",
    "archived_otherwise": "records in the archive that were not published",
}

LOSS: frozenset[Problem] = frozenset({"lost", "not_published", "no_event", "not_archived", "acknowledged_gone"})
DUPLICATION: frozenset[Problem] = frozenset({"outcome_twice", "published_twice", "archived_twice"})
EVENT_KINDS = ("event", "revision", "retraction")


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as it was made: ``text`` is null for a bad one."""

    number: int
    kind: str
    text: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """A record on the input topic: where, which one, and when it was made (milliseconds)."""

    place: Place
    number: int
    at: int


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A committed record of the outcomes topic; ``written`` is when the sink made it (milliseconds)."""

    place: Place
    outcome: str
    event_id: str | None
    original_event_id: str | None
    fingerprint: str | None
    written: int


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A committed record of the topic of ``kind`` (event, duplicate, dead_letter)."""

    kind: str
    place: Place
    event_id: str | None = None
    original_event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the oracle judges by. ``archived`` is null when there is no archive; ``kills`` are in milliseconds."""

    sent: Mapping[int, Sent]
    acknowledged: Mapping[int, Place]
    received: Sequence[Received]
    outcomes: Sequence[OutcomeRow]
    published: Sequence[PublishedRow]
    offsets: Mapping[int, int | None]
    ends: Mapping[int, int]
    archived: Sequence[tuple[str, Place]] | None = None
    kills: Sequence[int] = ()
    deduplicates: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, at which input positions."""

    problem: Problem
    places: tuple[Place, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the oracle found; ``counts`` has the totals for the table."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def count(self, problems: Iterable[Problem]) -> int:
        """How many findings are of ``problems``."""
        wanted = set(problems)
        return sum(finding.problem in wanted for finding in self.findings)

    @property
    def lost(self) -> int:
        """How many things are missing."""
        return self.count(LOSS)

    @property
    def duplicated(self) -> int:
        """How many things a read_committed reader sees more than once."""
        return self.count(DUPLICATION)

    @property
    def wrong(self) -> int:
        """Everything else."""
        return len(self.findings) - self.lost - self.duplicated


def judge(evidence: Evidence) -> Verdict:
    """Account for every input record: the findings, in the order of the checks, and the totals."""
    findings = [
        *_broker(evidence),
        *_outcomes(evidence),
        *_published(evidence),
        *_kinds(evidence),
        *(_texts(evidence) if evidence.deduplicates else ()),
        *_offsets(evidence),
        *_archive(evidence),
    ]
    return Verdict(tuple(findings), _totals(evidence))


def _broker(evidence: Evidence) -> Iterator[Finding]:
    there = {(record.place, record.number) for record in evidence.received}
    for number, place in evidence.acknowledged.items():
        if (place, number) not in there:
            yield Finding("acknowledged_gone", (place,), f"record {number} was acknowledged at {place}")


def _by_place(rows: Iterable[OutcomeRow]) -> dict[Place, list[OutcomeRow]]:
    found: dict[Place, list[OutcomeRow]] = defaultdict(list)
    for row in rows:
        if row.outcome != "gap":
            found[row.place].append(row)
    return found


def _outcomes(evidence: Evidence) -> Iterator[Finding]:
    by_place = _by_place(evidence.outcomes)
    there = {record.place for record in evidence.received}
    for place in sorted(there - by_place.keys()):
        yield Finding("lost", (place,), "no outcome")
    for place in sorted(by_place.keys() - there):
        yield Finding("outcome_of_nothing", (place,), str(by_place[place][0]))
    for place, rows in sorted(by_place.items()):
        if len(rows) > 1:
            said = {(row.outcome, row.event_id, row.original_event_id, row.fingerprint) for row in rows}
            problem: Problem = "outcome_twice" if len(said) == 1 else "outcome_contradicts"
            yield Finding(problem, (place,), f"{len(rows)} outcomes: {sorted(map(str, said))}")


def published_as(outcome: str) -> str:
    """The kind of record that an outcome is published with.

    >>> published_as("revision"), published_as("dead_letter")
    ('event', 'dead_letter')
    """
    return "event" if outcome in EVENT_KINDS else outcome


def _published(evidence: Evidence) -> Iterator[Finding]:
    expected = {place: rows[0] for place, rows in _by_place(evidence.outcomes).items()}
    counts = Counter((row.kind, row.place) for row in evidence.published)
    for (kind, place), count in sorted(counts.items()):
        if count > 1:
            yield Finding("published_twice", (place,), f"{count} records of kind {kind}")
    for row in evidence.published:
        outcome = expected.get(row.place)
        same = outcome is not None and (published_as(outcome.outcome), outcome.event_id) == (row.kind, row.event_id)
        if not same or (outcome is not None and outcome.original_event_id != row.original_event_id):
            yield Finding("published_otherwise", (row.place,), f"{row} although the outcome is {outcome}")
    for place, outcome in sorted(expected.items()):
        if (published_as(outcome.outcome), place) not in counts:
            yield Finding("not_published", (place,), f"no record for {outcome}")


def _kinds(evidence: Evidence) -> Iterator[Finding]:
    made = {
        record.place: evidence.sent[record.number] for record in evidence.received if record.number in evidence.sent
    }
    good = ("event", "duplicate") if evidence.deduplicates else ("event",)
    for place, rows in sorted(_by_place(evidence.outcomes).items()):
        sent = made.get(place)
        if sent is None:
            continue
        allowed = ("dead_letter",) if sent.text is None else good
        if rows[0].outcome not in allowed:
            yield Finding("wrong_kind", (place,), f"{sent.kind} became {rows[0].outcome}")


def _texts(evidence: Evidence) -> Iterator[Finding]:
    """One event for each text, and every duplicate names it; whatever came first."""
    outcomes = _by_place(evidence.outcomes)
    texts: dict[int, list[Place]] = defaultdict(list)
    for record in evidence.received:
        sent = evidence.sent.get(record.number)
        if sent is not None and sent.text is not None:
            texts[sent.text].append(record.place)
    for text, places in sorted(texts.items()):
        rows = [row for place in places for row in outcomes.get(place, ())]
        originals = [row for row in rows if row.outcome in EVENT_KINDS]
        where = tuple(sorted({row.place for row in originals}))
        if not originals:
            yield Finding("no_event", tuple(places), f"text {text} has no event")
        if len(where) > 1:
            yield Finding("two_events", where, f"text {text} has {len(where)} events")
        ids = {row.event_id for row in originals}
        fingerprints = {row.event_id: row.fingerprint for row in originals}
        for row in rows:
            if row.outcome != "duplicate":
                continue
            if row.original_event_id not in ids:
                yield Finding("wrong_original", (row.place,), f"text {text}: names {row.original_event_id}, not {ids}")
            elif not row.fingerprint or row.fingerprint != fingerprints[row.original_event_id]:
                yield Finding("wrong_fingerprint", (row.place,), f"text {text}: {row.fingerprint}")


def _offsets(evidence: Evidence) -> Iterator[Finding]:
    for partition, end in sorted(evidence.ends.items()):
        offset = evidence.offsets.get(partition)
        if (offset or 0) != end:
            yield Finding("offset_not_at_end", ((partition, end),), f"acknowledged {offset}, the log ends at {end}")


def _archive(evidence: Evidence) -> Iterator[Finding]:
    if evidence.archived is None:
        return
    held = Counter(evidence.archived)
    published = {(row.kind, row.place) for row in evidence.published}
    for kind, place in sorted(published - held.keys()):
        yield Finding("not_archived", (place,), kind)
    for (kind, place), count in sorted(held.items()):
        if (kind, place) not in published:
            yield Finding("archived_otherwise", (place,), kind)
        elif count > 1:
            yield Finding("archived_twice", (place,), f"{kind}, {count} times")


def _totals(evidence: Evidence) -> dict[str, int]:
    outcomes = {place: rows[0] for place, rows in _by_place(evidence.outcomes).items()}
    kinds = Counter(row.outcome for row in outcomes.values())
    over, found = copies_over_a_kill(evidence)
    return {
        "records sent": len(evidence.sent),
        "records acknowledged": len(evidence.acknowledged),
        "records on the input topic": len(evidence.received),
        "positions with an outcome": len(outcomes),
        **{f"  {published_as(kind).replace('_', ' ')}s": count for kind, count in sorted(kinds.items())},
        "copies of what was published before a kill": over,
        "  of them found": found,
        **({"records in the archive": len(evidence.archived)} if evidence.archived is not None else {}),
    }


def copies_over_a_kill(evidence: Evidence) -> tuple[int, int]:
    """How many copies came after a kill that followed the publication of their text, and how many were found."""
    outcomes = {place: rows[0] for place, rows in _by_place(evidence.outcomes).items()}
    kills = sorted(evidence.kills)
    text_of = {number: sent.text for number, sent in evidence.sent.items() if sent.text is not None}
    published: dict[int, int] = {}
    for record in evidence.received:
        row = outcomes.get(record.place)
        if row is not None and row.outcome in EVENT_KINDS and record.number in text_of:
            text = text_of[record.number]
            published[text] = min(row.written, published.get(text, row.written))
    came = found = 0
    for record in evidence.received:
        text = text_of.get(record.number, -1)
        row = outcomes.get(record.place)
        if row is None or text not in published:
            continue
        if any(published[text] < kill <= record.at for kill in kills):
            came += 1
            found += row.outcome == "duplicate"
    return came, found
