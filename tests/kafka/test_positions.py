from __future__ import annotations

import pytest
from kafka import TopicPartition
from kafka.structs import OffsetAndMetadata

from dateline.errors import BrokerUnreachableError, OptionError, TopicMissingError
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.positions import PartitionRange, Start, resolve, sink_group


def test_start_words_and_times() -> None:
    assert Start.parse("Earliest").policy == "earliest"
    assert Start.parse("2026-11-23T00:00:00+01:00").time_millis == 1_795_388_400_000


@pytest.mark.parametrize("text", ["yesterday", "2026-11-23T00:00:00", ""])
def test_a_start_that_cannot_be_read_names_the_option(text: str) -> None:
    with pytest.raises(OptionError, match="--start"):
        Start.parse(text)


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
