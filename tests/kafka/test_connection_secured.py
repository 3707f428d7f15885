"""A real broker with TLS and logins: what works, and what is told for each way it cannot."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from kafka import TopicPartition
from tests.conftest import SecuredKafka

from dateline.errors import BrokerUnreachableError
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.retained import read_topic

pytestmark = [pytest.mark.integration, pytest.mark.java]


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_transactions_work_over_tls_with_a_login(
    secured_kafka: SecuredKafka, unique_topic: Callable[[str], str], mechanism: str
) -> None:
    connection = Connection(**secured_kafka.options(mechanism=mechanism))
    topic = unique_topic("secured")
    topics.create(connection, (topic,), partitions=1)
    producer = connection.producer(transactional_id=topic)
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(topic, b"dropped")
    producer.abort_transaction()
    producer.begin_transaction()
    producer.send(topic, b"kept")
    producer.send_offsets_to_transaction({TopicPartition(topic, 0): _offset(1)}, topic)
    producer.commit_transaction()
    producer.close(timeout=5)
    consumer = connection.consumer(group_id=topic)
    assert [record.value for record in read_topic(consumer, topic)] == [b"kept"]
    assert consumer.committed(TopicPartition(topic, 0)) == 1
    consumer.close()


def _offset(number: int) -> Any:
    from kafka.structs import OffsetAndMetadata

    return OffsetAndMetadata(number, "", -1)


def test_a_certificate_of_ours_lets_us_in(secured_kafka: SecuredKafka) -> None:
    address = secured_kafka.part.addresses["SSL"]
    own = secured_kafka.security.authority.sign("client", key_password="opensesame")
    connection = Connection(
        address,
        "SSL",
        ssl_cafile=secured_kafka.cafile,
        ssl_certfile=str(own.certificate),
        ssl_keyfile=str(own.key),
        ssl_key_password="opensesame",
    )
    connection.admin().close()
    with pytest.raises(BrokerUnreachableError, match=r"wants a certificate of ours.*--ssl-certfile"):
        Connection(address, "SSL", ssl_cafile=secured_kafka.cafile).admin()


def test_each_thing_that_is_wrong_is_told_with_what_to_change(secured_kafka: SecuredKafka) -> None:
    address = secured_kafka.part.addresses["SASL_SSL"]
    other_name = address.replace("localhost", "127.0.0.1")
    login = {name: value for name, value in secured_kafka.options().items() if name.startswith("sasl")}
    plain = {"security_protocol": "SASL_PLAINTEXT", **login}
    cases: list[tuple[dict[str, Any], str]] = [
        (secured_kafka.options(sasl_password="wrong"), r"refuses the login of 'root' by SCRAM.*password"),
        (secured_kafka.options(mechanism="PLAIN", sasl_password="wrong"), r"refuses the login of 'root' by PLAIN"),
        (secured_kafka.options("nobody", sasl_password="x"), r"refuses the login of 'nobody'"),
        (secured_kafka.options(ssl_cafile=None), r"not trusted here.*--ssl-cafile"),
        (secured_kafka.options(bootstrap_servers=other_name), r"for another name.*--bootstrap-servers"),
        ({"bootstrap_servers": address}, r"speaks TLS.*--security-protocol SSL, or SASL_SSL"),
        ({"bootstrap_servers": address, **plain}, r"speaks TLS.*--security-protocol SASL_SSL"),
        (
            {"bootstrap_servers": address, "security_protocol": "SSL", "ssl_cafile": secured_kafka.cafile},
            r"wants a login \(.*SCRAM-SHA-512.*--security-protocol SASL_SSL",
        ),
        (secured_kafka.options(bootstrap_servers=secured_kafka.plaintext), r"does not speak TLS.*SASL_PLAINTEXT"),
        ({"bootstrap_servers": secured_kafka.plaintext, **plain}, r"takes no logins.*--security-protocol PLAINTEXT"),
    ]
    began = time.monotonic()
    for options, told in cases:
        with pytest.raises(BrokerUnreachableError, match=told):
            Connection(**options).admin()
    # Far below the 10 s that a client tries; not a measurement.
    assert time.monotonic() - began < 10 * len(cases)


def test_a_wrong_name_can_be_allowed(secured_kafka: SecuredKafka) -> None:
    options = secured_kafka.options(ssl_check_hostname=False)
    options["bootstrap_servers"] = options["bootstrap_servers"].replace("localhost", "127.0.0.1")
    Connection(**options).admin().close()


def test_one_of_several_servers_is_enough(secured_kafka: SecuredKafka) -> None:
    options = secured_kafka.options()
    Connection(**options | {"bootstrap_servers": f"127.0.0.1:1,{options['bootstrap_servers']}"}).admin().close()
