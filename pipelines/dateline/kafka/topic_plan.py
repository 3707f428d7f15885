"""What the topics of a job must be like, and what differs from what is there: plain values in, changes out.

A setting is *exact* (``cleanup.policy``) or *at least* (a retention, a size): more than wanted is no difference, unless
lowering is asked for. Nothing here touches a broker; :mod:`dateline.kafka.topics` looks and applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

UNLIMITED = -1
"""What Kafka writes for "no limit" in ``retention.ms`` and ``retention.bytes``."""

DAY_SECONDS = 86_400
SAFE_REPLICAS = 3
"""From here on a broker may fail while ``min.insync.replicas`` = 2 still holds."""

Rule = Literal["exact", "at least"]
Kind = Literal["create", "set", "raise", "lower", "partitions", "replication"]
Needs = Literal["", "--add-partitions", "--allow-lowering", "by hand"]


@dataclass(frozen=True, slots=True)
class Setting:
    """What one configuration of a topic must be, and ``why``."""

    name: str
    value: str
    rule: Rule
    why: str


@dataclass(frozen=True, slots=True)
class WantedTopic:
    """What a topic must be like; one that is there keeps its partitions and replicas unless ``grow`` is set."""

    name: str
    role: str
    partitions: int
    replication: int
    settings: tuple[Setting, ...] = ()
    grow: bool = True


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A topic as it is. Settings that the broker does not tell are left out: they are taken as right."""

    name: str
    partitions: int
    replication: int
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what ``subject`` (``topic``, ``partitions``, ``replication`` or a setting) is and must be.

    ``needs`` names the flag without which it is not applied; ``by hand`` is for what this program cannot do.
    """

    topic: str
    kind: Kind
    subject: str
    found: str | None
    wanted: str
    why: str
    needs: Needs = ""


@dataclass(frozen=True, slots=True)
class JobTopics:
    """What is asked of the topics of a job.

    ``job_seconds`` is how long the job may stand still and still know, when it goes on, what it published: outcomes
    are kept for that long and the deduplication's memory (``ttl_seconds``). ``record_bytes`` is the largest record
    that it writes. ``latest`` is a topic for the current state of each article, null for none.
    """

    inputs: tuple[str, ...]
    events: str
    duplicates: str
    dead_letters: str
    outcomes: str
    latest: str | None = None
    partitions: int = 2
    replication: int = 1
    ttl_seconds: int = 7 * DAY_SECONDS
    job_seconds: int = 7 * DAY_SECONDS
    events_seconds: int = 30 * DAY_SECONDS
    dead_letters_seconds: int = 90 * DAY_SECONDS
    record_bytes: int = 1_002_048

    @property
    def outputs(self) -> tuple[str, ...]:
        """The topics that the job writes to."""
        names = (self.events, self.duplicates, self.dead_letters, self.outcomes)
        return names if self.latest is None else (*names, self.latest)


def wanted_topics(job: JobTopics) -> tuple[WantedTopic, ...]:
    """What each topic of a job must be like, and why.

    Input topics belong to who fills them: only their existence matters, they are made with the broker's defaults.
    """
    size = Setting("max.message.bytes", str(job.record_bytes), "at least", "the largest output must fit")
    durable: tuple[Setting, ...] = (
        Setting("unclean.leader.election.enable", "false", "exact", "what is acknowledged must not be lost"),
    )
    if job.replication >= SAFE_REPLICAS:
        durable += (Setting("min.insync.replicas", "2", "at least", "acknowledged means on two brokers"),)

    def kept(seconds: int, why: str) -> tuple[Setting, ...]:
        return (
            Setting("cleanup.policy", "delete", "exact", "records leave by age, never for a newer one of their key"),
            Setting("retention.ms", str(seconds * 1_000), "at least", why),
            Setting("retention.bytes", str(UNLIMITED), "at least", "age decides, not size"),
            size,
            *durable,
        )

    def topic(name: str, role: str, *settings: Setting) -> WantedTopic:
        return WantedTopic(name, role, job.partitions, job.replication, settings)

    memory = job.ttl_seconds + job.job_seconds
    why_outcomes = (
        f"deduplication is rebuilt from {_days(job.ttl_seconds)} of outcomes, after a stop of {_days(job.job_seconds)}"
    )
    topics = [
        *(WantedTopic(name, "input", job.partitions, job.replication, grow=False) for name in job.inputs),
        topic(job.events, "events", *kept(job.events_seconds, "consumers and the archive read them late")),
        topic(job.duplicates, "duplicates", *kept(job.events_seconds, "kept as long as the events they point to")),
        topic(job.dead_letters, "dead letters", *kept(job.dead_letters_seconds, "people look at them late")),
        topic(job.outcomes, "outcomes", *kept(memory, why_outcomes)),
    ]
    if job.latest is not None:
        compact = Setting("cleanup.policy", "compact", "exact", "the newest record of each article stays")
        topics.append(topic(job.latest, "latest events", compact, size, *durable))
    return tuple(topics)


def _days(seconds: int) -> str:
    """A time as a person would say it.

    >>> _days(7 * 86_400), _days(129_600), _days(90)
    ('7 days', '36 hours', '90 s')
    """
    for unit, name in ((DAY_SECONDS, "days"), (3_600, "hours")):
        if seconds >= unit and seconds % unit == 0:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"


def plan(
    wanted: Iterable[WantedTopic], found: Mapping[str, FoundTopic], *, lowering: bool = False
) -> tuple[Change, ...]:
    """What differs, in the order of ``wanted``; ``lowering`` also counts what is more than wanted.

    >>> policy = Setting("cleanup.policy", "delete", "exact", "by age")
    >>> topic = WantedTopic("outcomes", "outcomes", 2, 1, (policy,))
    >>> [change.kind for change in plan([topic], {})]
    ['create']
    >>> there = FoundTopic("outcomes", 1, 1, {"cleanup.policy": "compact"})
    >>> [(change.subject, change.found, change.wanted, change.needs) for change in plan([topic], {"outcomes": there})]
    [('partitions', '1', '2', '--add-partitions'), ('cleanup.policy', 'compact', 'delete', '')]
    """
    changes: list[Change] = []
    for topic in wanted:
        there = found.get(topic.name)
        if there is None:
            made = f"{topic.partitions} partitions, {topic.replication} replicas"
            changes.append(Change(topic.name, "create", "topic", None, made, f"the job's {topic.role} topic"))
        else:
            changes += _of_shape(topic, there)
            changes += [change for each in topic.settings for change in _of_setting(topic, there, each, lowering)]
    return tuple(changes)


def _of_shape(topic: WantedTopic, there: FoundTopic) -> Iterable[Change]:
    if topic.grow and there.partitions < topic.partitions:
        yield Change(
            topic.name,
            "partitions",
            "partitions",
            str(there.partitions),
            str(topic.partitions),
            "more consumers can share the work; keys move to other partitions",
            "--add-partitions",
        )
    if topic.grow and there.replication < topic.replication:
        yield Change(
            topic.name,
            "replication",
            "replication",
            str(there.replication),
            str(topic.replication),
            "a broker may fail; kafka-reassign-partitions adds replicas",
            "by hand",
        )


def _of_setting(topic: WantedTopic, there: FoundTopic, setting: Setting, lowering: bool) -> Iterable[Change]:
    value = there.settings.get(setting.name)
    if value is None or value == setting.value:
        return
    if setting.name == "min.insync.replicas" and there.replication <= int(setting.value):
        # With so few replicas it would stop every write as soon as one broker fails, or at once.
        return
    kind: Kind = "set"
    needs: Needs = ""
    if setting.rule == "at least":
        if _size(value) < _size(setting.value):
            kind = "raise"
        elif lowering and _size(value) > _size(setting.value):
            kind, needs = "lower", "--allow-lowering"
        else:
            return
    elif setting.name == "cleanup.policy" and "compact" in setting.value:
        # Compacting takes records away that are there now.
        needs = "--allow-lowering"
    yield Change(topic.name, kind, setting.name, value, setting.value, setting.why, needs)


def _size(value: str) -> float:
    """A limit as a number: unlimited is above all."""
    number = int(value)
    return float("inf") if number == UNLIMITED else number


def allowed(change: Change, *, add_partitions: bool, allow_lowering: bool) -> bool:
    """Whether a change is applied with these flags."""
    return change.needs in {
        "",
        *(["--add-partitions"] if add_partitions else []),
        *(["--allow-lowering"] if allow_lowering else []),
    }
