from __future__ import annotations

import re

import pytest
from kafka import TopicPartition
from kafka.structs import OffsetAndMetadata

from dateline.errors import BrokerUnreachableError, OptionError, PreflightError, TopicMissingError
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.positions import PartitionRange, Start, Stop, begin_of_new, resolve, sink_group


def test_start_words_and_times() -> None:
    assert Start.parse("Earliest").policy == "earliest"
    assert Start.parse("2026-11-23T00:00:00+01:00").time_millis == 1_795_388_400_000


@pytest.mark.parametrize("text", ["yesterday", "2026-11-23T00:00:00", ""])
def test_a_start_that_cannot_be_read_names_the_option(text: str) -> None:
    with pytest.raises(OptionError, match="--start"):
        Start.parse(text)


@pytest.mark.parametrize("text", ["articles/0", "articles/0:1,yesterday", "articles/x:1", "/0:1", "soon"])
def test_offsets_that_cannot_be_read_name_the_option(text: str) -> None:
    with pytest.raises(OptionError, match="--stop"):
        Stop.parse(text)


def test_a_partition_named_twice_is_refused() -> None:
    with pytest.raises(OptionError, match="twice"):
        Start.parse("articles/0:1,articles/0:2")


@pytest.mark.parametrize("servers", ["localhost", "localhost:", "localhost:99999", ":9092", ""])
def test_addresses_that_cannot_work_are_refused_before_connecting(servers: str) -> None:
    with pytest.raises(OptionError, match="--bootstrap-servers"):
        Connection(servers)


def test_an_unreachable_broker_says_so() -> None:
    with pytest.raises(BrokerUnreachableError, match=r"127\.0\.0\.1:1 "):
        Connection("127.0.0.1:1", connect_timeout_ms=500).admin()


@pytest.mark.integration
class TestResolve:
    @pytest.fixture
    def topic(self, kfake_broker: str, unique_name: str) -> str:
        connection = Connection(kfake_broker)
        topics.create(connection, (unique_name,), partitions=2)
        producer = connection.producer()
        for index in range(10):
            producer.send(unique_name, value=b"x", partition=index % 2, timestamp_ms=1_000_000 + index).get(10)
        producer.close()
        return unique_name

    def test_a_missing_topic_is_named(self, kfake_broker: str) -> None:
        with pytest.raises(TopicMissingError, match="'nowhere'"):
            resolve(Connection(kfake_broker), ["nowhere"], "g", Start(), once=False)

    def test_earliest_latest_and_time(self, kfake_broker: str, topic: str) -> None:
        connection = Connection(kfake_broker)
        assert [r.start for r in resolve(connection, [topic], topic, Start("earliest"), once=False)] == [0, 0]
        assert [r.start for r in resolve(connection, [topic], topic, Start("latest"), once=False)] == [5, 5]
        at = Start("time", time_millis=1_000_005)
        assert [r.start for r in resolve(connection, [topic], topic, at, once=False)] == [3, 2]

    def test_once_stops_at_the_end_seen_now(self, kfake_broker: str, topic: str) -> None:
        ranges = resolve(Connection(kfake_broker), [topic], topic, Start(), once=True)
        assert ranges == (PartitionRange(topic, 0, 0, 5, "earliest"), PartitionRange(topic, 1, 0, 5, "earliest"))

    def test_what_the_sink_acknowledged_wins_over_the_option_unless_forced(self, kfake_broker: str, topic: str) -> None:
        connection = Connection(kfake_broker)
        consumer = connection.consumer(group_id=sink_group(topic))
        consumer.commit({TopicPartition(topic, 1): OffsetAndMetadata(4, "", -1)})
        consumer.close()
        starts = [(r.start, r.basis) for r in resolve(connection, [topic], topic, Start("latest"), once=False)]
        assert starts == [(5, "latest"), (4, f"committed by {topic}.sink")]
        forced = resolve(connection, [topic], topic, Start("earliest", force=True), once=False)
        assert [r.start for r in forced] == [0, 0]

    def test_offsets_by_partition_start_and_stop_a_backfill(self, kfake_broker: str, topic: str) -> None:
        connection = Connection(kfake_broker)
        start = Start.parse(f"{topic}/1:2")
        stop = Stop.parse(f"{topic}/0:3,{topic}/1:4")
        ranges = resolve(connection, [topic], topic, start, stop=stop)
        assert ranges == (PartitionRange(topic, 0, 0, 3, "earliest"), PartitionRange(topic, 1, 2, 4, "offset given"))
        by_time = resolve(connection, [topic], topic, Start(), stop=Stop("time", time_millis=1_000_005))
        assert [part.stop for part in by_time] == [3, 2]

    @pytest.mark.parametrize(
        ("start", "stop", "told"),
        [
            ("{}/7:0", "now", "no such partition"),
            ("{}/0:6", "now", "ends at 5, before 6"),
            ("earliest", "{}/0:3", "no offset for"),
            ("earliest", "{}/0:3,{}/1:9", "ends at 5, before 9"),
            ("earliest", "2999-01-01T00:00:00Z", "still to come"),
        ],
    )
    def test_what_does_not_fit_the_log_is_refused(
        self, kfake_broker: str, topic: str, start: str, stop: str, told: str
    ) -> None:
        with pytest.raises(OptionError, match=told):
            resolve(
                Connection(kfake_broker),
                [topic],
                topic,
                Start.parse(start.replace("{}", topic)),
                stop=Stop.parse(stop.replace("{}", topic)),
            )

    def test_acknowledged_offsets_beyond_the_log_are_an_error(self, kfake_broker: str, topic: str) -> None:
        connection = Connection(kfake_broker)
        consumer = connection.consumer(group_id=sink_group(topic))
        consumer.commit({TopicPartition(topic, 0): OffsetAndMetadata(77, "", -1)})
        with pytest.raises(PreflightError, match="up to 77, but the log ends at 5"):
            resolve(connection, [topic], topic, Start())
        resumed = begin_of_new(consumer, [TopicPartition(topic, number) for number in range(2)], since_micros=9)
        assert [(part.start, part.basis) for part in resumed] == [(77, "committed by the sink"), (0, "new partition")]
        consumer.close()

    def test_a_pattern_means_whole_names_and_not_our_own_outputs(self, kfake_broker: str, topic: str) -> None:
        connection = Connection(kfake_broker)
        topics.create(connection, (f"{topic}.events",), partitions=1)
        found = resolve(
            connection, (), topic, Start(), pattern=re.compile(re.escape(topic) + ".*"), exclude=[f"{topic}.events"]
        )
        assert {part.topic for part in found} == {topic}
        with pytest.raises(TopicMissingError, match="No topic matches"):
            resolve(connection, (), topic, Start(), pattern=re.compile("nothing-like-it"))
