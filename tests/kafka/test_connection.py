"""What a connection refuses before it connects, by the name of the option; and that no secret shows."""

from __future__ import annotations

import contextlib
import logging
import pickle
import socket
import threading
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dateline.commands.shared_options import connection_options
from dateline.errors import OptionError
from dateline.kafka.connection import Connection
from dateline.kafka.probe import obstacle
from dateline.kafka.security import Security
from dateline.local.certificates import Authority, make_authority

LOGIN = {"sasl_mechanism": "SCRAM-SHA-256", "sasl_username": "ann", "sasl_password": "hunter2"}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize(
    ("values", "option"),
    [
        ({"security_protocol": "HTTPS"}, "--security-protocol"),
        ({"security_protocol": "SASL_SSL"}, "--sasl-mechanism"),
        ({"security_protocol": "SASL_SSL", **LOGIN, "sasl_mechanism": "GSSAPI"}, "--sasl-mechanism"),
        ({"security_protocol": "SASL_SSL", **LOGIN, "sasl_username": None}, "--sasl-username"),
        ({"security_protocol": "SASL_PLAINTEXT", **LOGIN, "sasl_password": None}, "--sasl-password"),
        ({"sasl_password": "hunter2"}, "--sasl-password"),
        ({"sasl_username": "ann"}, "--sasl-username"),
        ({"security_protocol": "SSL", **LOGIN}, "--sasl-mechanism"),
        ({"ssl_cafile": "ca.pem"}, "--ssl-cafile"),
        ({"security_protocol": "SASL_PLAINTEXT", **LOGIN, "ssl_certfile": "me.pem"}, "--ssl-certfile"),
        ({"security_protocol": "SSL", "ssl_keyfile": "me.key"}, "--ssl-certfile"),
        ({"security_protocol": "SSL", "ssl_key_password": "x"}, "--ssl-key-password"),
    ],
)
def test_values_that_contradict_each_other_are_refused(values: dict[str, Any], option: str) -> None:
    with pytest.raises(OptionError) as raised:
        Connection("localhost:9092", **values)
    assert raised.value.option == option
    assert raised.value.remedy
    assert "hunter2" not in str(raised.value)


def test_files_are_checked_by_the_name_of_their_option(authority: Authority, tmp_path: Path) -> None:
    own, other = authority.sign("own"), authority.sign("other")
    locked = authority.sign("locked", key_password="opensesame")
    text = tmp_path / "text.pem"
    text.write_text("no certificate")
    damaged = tmp_path / "damaged.pem"
    damaged.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"ssl_cafile": tmp_path / "missing.pem"}, "--ssl-cafile", "cannot be read: No such file"),
        ({"ssl_cafile": tmp_path}, "--ssl-cafile", "Is a directory"),
        ({"ssl_cafile": text}, "--ssl-cafile", "holds no certificate"),
        ({"ssl_cafile": damaged}, "--ssl-cafile", "damaged"),
        ({"ssl_certfile": own.certificate}, "--ssl-certfile", "holds no private key"),
        ({"ssl_certfile": own.certificate, "ssl_keyfile": other.key}, "--ssl-keyfile", "is not the key of"),
        ({"ssl_certfile": locked.certificate, "ssl_keyfile": locked.key}, "--ssl-key-password", "missing"),
        (
            {"ssl_certfile": locked.certificate, "ssl_keyfile": locked.key, "ssl_key_password": "no"},
            "--ssl-key-password",
            "wrong",
        ),
    ]
    for values, option, told in cases:
        given_values = {name: str(value) for name, value in values.items()}
        connection = Connection("localhost:9092", "SSL", **given_values)  # type: ignore[arg-type]  # texts by name
        with pytest.raises(OptionError) as raised:
            connection.check_files()
        assert raised.value.option == option
        assert told in str(raised.value)
    Connection("localhost:9092", "SSL", ssl_certfile=str(own.both)).check_files()
    Connection(
        "localhost:9092", "SSL", ssl_certfile=str(locked.both), ssl_key_password="opensesame", ssl_cafile=None
    ).check_files()


@given(st.text(st.characters(categories=("L", "N")), min_size=8, max_size=40))
def test_no_secret_shows(secret: str) -> None:
    secret = f"<{secret}>"
    login = {**LOGIN, "sasl_password": secret}
    connection = Connection("localhost:9092", "SASL_SSL", ssl_certfile="me.pem", ssl_key_password=secret, **login)  # type: ignore[arg-type]  # as above
    assert secret not in repr(connection)
    assert secret not in str(connection.security)
    assert pickle.loads(pickle.dumps(connection)) == connection  # noqa: S301  (our own bytes)


def test_kafka_python_does_not_log_the_password(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    connection = Connection("127.0.0.1:1", "SASL_PLAINTEXT", connect_timeout_ms=200, **LOGIN)  # type: ignore[arg-type]  # as above
    with pytest.raises(Exception, match="Nothing answers"):
        connection.producer()
    assert "hunter2" not in caplog.text


@click.command()
@connection_options
def _connect(connection: Connection) -> None:
    """Show the password that a connection got."""
    click.echo(connection.sasl_password)


def test_a_password_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("hunter2\n")
    login = ["--security-protocol", "SASL_PLAINTEXT", "--sasl-mechanism", "PLAIN", "--sasl-username", "ann"]
    run = CliRunner().invoke
    assert run(_connect, [*login, "--sasl-password-file", str(file)]).output == "hunter2\n"
    assert run(_connect, login, env={"DATELINE_SASL_PASSWORD": "hunter3"}).output == "hunter3\n"
    both = run(_connect, [*login, "--sasl-password-file", str(file)], env={"DATELINE_SASL_PASSWORD": "hunter3"})
    assert "--sasl-password is given too" in str(both.exception)
    file.write_text("\n")
    assert "is empty" in str(run(_connect, [*login, "--sasl-password-file", str(file)]).exception)
    missing = run(_connect, [*login, "--sasl-password-file", str(tmp_path / "none")])
    assert "--sasl-password-file" in str(missing.exception)
    assert "cannot be read" in str(missing.exception)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00\x00\x00\x0a" + bytes(10)])
def test_a_port_that_is_no_broker_is_told_and_does_no_harm(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    link, _ = server.accept()
                    with link:
                        link.recv(1024)
                        link.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        found = obstacle([f"127.0.0.1:{port}"], Security(), 2.0)
        assert found is not None
        assert "does not answer as a Kafka broker" in found.message
        assert not found.lasting


def test_a_port_that_stays_silent_is_waited_for_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = obstacle([f"127.0.0.1:{server.getsockname()[1]}"], Security(), 0.2)
    assert found is not None
    assert "does not answer" in found.message
