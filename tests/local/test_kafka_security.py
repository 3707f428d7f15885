"""A broker with TLS and logins: its certificates, its users, and that it listens on this machine only."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from dateline.errors import LocalPartError
from dateline.local import certificates
from dateline.local.certificates import make_authority
from dateline.local.kafka import server_properties
from dateline.local.kafka_security import SCRAM, Security

PLAIN = server_properties(9092, 9093, Path("/data"))
ADDRESSES = {"SASL_SSL": "localhost:9094", "SSL": "localhost:9095"}


@pytest.fixture
def security(tmp_path: Path) -> Security:
    return Security.make(tmp_path, {"ann": "hunter2"}, super_users=("ann",), authorize=True)


def test_secured_listeners_are_on_this_machine_only(security: Security) -> None:
    settings = security.properties(PLAIN, ADDRESSES)
    listeners = dict(each.split("://") for each in settings["listeners"].split(","))
    assert set(listeners) == {"PLAINTEXT", "CONTROLLER", "SASL_SSL", "SSL"}
    assert all(address.startswith("127.0.0.1:") for address in listeners.values())
    assert "SASL_SSL://localhost:9094" in settings["advertised.listeners"]
    assert settings["super.users"] == "User:ANONYMOUS;User:ann"


def test_every_user_can_log_in_by_every_mechanism(security: Security) -> None:
    arguments = security.format_arguments()
    for mechanism in SCRAM:
        assert f"{mechanism}=[name=ann,password=hunter2]" in arguments
    settings = security.properties(PLAIN, ADDRESSES)
    assert 'user_ann="hunter2"' in settings["listener.name.sasl_ssl.plain.sasl.jaas.config"]
    assert "hunter2" not in repr(security)


def test_access_control_is_off_unless_asked_for(tmp_path: Path) -> None:
    assert "authorizer.class.name" not in Security.make(tmp_path, {}).properties(PLAIN, ADDRESSES)


def test_certificates_load_and_name_their_hosts(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    broker = authority.sign("broker", hosts=("localhost", "other.example"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(broker.both)
    context.load_verify_locations(authority.certificate)
    locked = authority.sign("locked", key_password="opensesame")
    context.load_cert_chain(locked.certificate, locked.key, "opensesame")


def test_a_missing_openssl_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LocalPartError, match="openssl"):
        certificates.make_authority(tmp_path)
