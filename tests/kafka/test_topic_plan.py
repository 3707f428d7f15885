"""What differs, and what applying it does: never less than was there, and in the end nothing differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.kafka.topic_plan import (
    Change,
    FoundTopic,
    JobTopics,
    Setting,
    WantedTopic,
    allowed,
    plan,
    wanted_topics,
)

JOB = JobTopics(("articles",), "events", "duplicates", "dead-letters", "outcomes", latest="events-latest")


def after(
    wanted: tuple[WantedTopic, ...], found: Mapping[str, FoundTopic], changes: list[Change]
) -> dict[str, FoundTopic]:
    """The topics when the changes have been made, as a broker would make them."""
    result = dict(found)
    for change in changes:
        topic = next(each for each in wanted if each.name == change.topic)
        if change.kind == "create":
            settings = {setting.name: setting.value for setting in topic.settings}
            result[topic.name] = FoundTopic(topic.name, topic.partitions, topic.replication, settings)
        elif change.kind == "partitions":
            result[topic.name] = replace(result[topic.name], partitions=int(change.wanted))
        elif change.kind == "replication":
            result[topic.name] = replace(result[topic.name], replication=int(change.wanted))
        else:
            there = result[topic.name]
            result[topic.name] = replace(there, settings={**there.settings, change.subject: change.wanted})
    return result


SETTINGS = {
    "cleanup.policy": st.sampled_from(["delete", "compact", "compact,delete"]),
    "retention.ms": st.one_of(st.just(-1), st.integers(1, 10**13)).map(str),
    "retention.bytes": st.one_of(st.just(-1), st.integers(0, 10**13)).map(str),
    "max.message.bytes": st.integers(1, 10**9).map(str),
    "min.insync.replicas": st.integers(1, 3).map(str),
    "unclean.leader.election.enable": st.sampled_from(["true", "false"]),
}
TOPICS = st.builds(
    FoundTopic,
    name=st.just(""),
    partitions=st.integers(1, 12),
    replication=st.integers(1, 4),
    settings=st.fixed_dictionaries({}, optional=SETTINGS),
)
FOUND = st.dictionaries(
    st.sampled_from(["articles", "events", "duplicates", "dead-letters", "outcomes", "events-latest"]), TOPICS
).map(lambda topics: {name: replace(topic, name=name) for name, topic in topics.items()})
JOBS = st.builds(
    lambda partitions, replication, ttl: replace(JOB, partitions=partitions, replication=replication, ttl_seconds=ttl),
    st.integers(1, 12),
    st.integers(1, 4),
    st.integers(1, 10**8),
)


@given(FOUND, JOBS, st.booleans())
def test_when_all_is_applied_nothing_differs(found: dict[str, FoundTopic], job: JobTopics, lowering: bool) -> None:
    wanted = wanted_topics(job)
    changes = plan(wanted, found, lowering=lowering)
    first = after(wanted, found, list(changes))
    # Only what more replicas make possible may be left for a second look.
    again = plan(wanted, first, lowering=lowering)
    assert {change.subject for change in again} <= {"min.insync.replicas"}
    assert not plan(wanted, after(wanted, first, list(again)), lowering=lowering)


@given(FOUND, JOBS, st.booleans())
def test_without_flags_nothing_is_lowered_moved_or_removed(
    found: dict[str, FoundTopic], job: JobTopics, lowering: bool
) -> None:
    wanted = wanted_topics(job)
    safe = [
        change
        for change in plan(wanted, found, lowering=lowering)
        if allowed(change, add_partitions=False, allow_lowering=False)
    ]
    result = after(wanted, found, safe)
    assert set(found) <= set(result)
    for name, before in found.items():
        now = result[name]
        assert (now.partitions, now.replication) == (before.partitions, before.replication)
        for key in ("retention.ms", "retention.bytes", "max.message.bytes", "min.insync.replicas"):
            if key in before.settings:
                assert _number(now.settings[key]) >= _number(before.settings[key])
        if "compact" not in before.settings.get("cleanup.policy", "compact"):
            assert now.settings["cleanup.policy"] == "delete"


def _number(value: str) -> float:
    return float("inf") if value == "-1" else float(value)


@given(JOBS)
def test_outcomes_are_kept_for_the_memory_and_a_stop(job: JobTopics) -> None:
    outcomes = next(topic for topic in wanted_topics(job) if topic.role == "outcomes")
    settings = {setting.name: setting.value for setting in outcomes.settings}
    assert int(settings["retention.ms"]) >= (job.ttl_seconds + job.job_seconds) * 1_000
    assert settings["cleanup.policy"] == "delete"  # its keys are partitions: compacted, all but the last would go
    assert settings["retention.bytes"] == "-1"


@pytest.mark.parametrize(("replication", "wanted"), [(1, None), (2, None), (3, "2")])
def test_two_replicas_in_sync_only_where_one_may_fail(replication: int, wanted: str | None) -> None:
    events = wanted_topics(replace(JOB, replication=replication))[1]
    assert {setting.name: setting.value for setting in events.settings}.get("min.insync.replicas") == wanted


def test_a_topic_with_too_few_replicas_is_not_made_unwritable() -> None:
    wanted = wanted_topics(replace(JOB, replication=3))[1:2]
    found = {"events": FoundTopic("events", 2, 1, {"min.insync.replicas": "1"})}
    changes = plan(wanted, found)
    assert [(change.subject, change.needs) for change in changes] == [("replication", "by hand")]
    assert not allowed(changes[0], add_partitions=True, allow_lowering=True)


def test_input_topics_are_left_as_they_are() -> None:
    found = {"articles": FoundTopic("articles", 1, 1, {"cleanup.policy": "compact", "retention.ms": "1"})}
    assert not plan(wanted_topics(replace(JOB, partitions=8))[:1], found)


def test_what_a_broker_does_not_tell_is_taken_as_right() -> None:
    topic = WantedTopic("t", "events", 1, 1, (Setting("retention.ms", "1000", "at least", ""),))
    assert not plan([topic], {"t": FoundTopic("t", 1, 1)})


def test_compacting_what_was_kept_needs_a_flag() -> None:
    latest = wanted_topics(JOB)[-1]
    found = {"events-latest": FoundTopic("events-latest", 2, 1, {"cleanup.policy": "delete"})}
    assert [change.needs for change in plan([latest], found)] == ["--allow-lowering"]
