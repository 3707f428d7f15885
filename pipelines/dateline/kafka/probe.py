"""Why a broker does not take a connection: a look at the port itself, by hand.

kafka-python tries for ever what a wrong certificate, name, protocol or mechanism breaks, and says in the end that
it had no time left. Here each step is made once, as a client would: TCP, TLS, then a ``SaslHandshake`` (Kafka protocol,
API key 17), which a listener without logins answers with ILLEGAL_SASL_STATE, and one with logins with its mechanisms;
and then the login (``SaslAuthenticate``, API key 36).
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kafka.errors import KafkaError
from kafka.net.sasl import get_sasl_mechanism

from dateline.kafka.security import Security

_SASL_HANDSHAKE = 17
_SASL_AUTHENTICATE = 36
_CLIENT = b"dateline-probe"
_UNSUPPORTED_MECHANISM = 33
_ILLEGAL_STATE = 34
_LARGEST_ANSWER = 65_536

_UNREACHABLE = "Check --bootstrap-servers and that the broker runs (`dateline local up` starts an embedded one)."


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is in the way, and what to change. ``lasting``: trying again will not help."""

    message: str
    remedy: str
    lasting: bool


def obstacle(servers: Sequence[str], security: Security, seconds: float) -> Obstacle | None:
    """What keeps a client from each of the servers, null when one can be talked to; waits ``seconds`` for an answer.

    What only waiting can mend counts less than what the options must mend. Raises
    :class:`~dateline.errors.OptionError` for files that cannot be used.
    """
    context = security.context()
    found: list[Obstacle] = []
    for server in servers:
        seen = _look(server, security, context, seconds)
        if seen is None:
            return None
        found.append(seen)
    return next((each for each in found if each.lasting), found[0])


def _look(server: str, security: Security, context: ssl.SSLContext | None, seconds: float) -> Obstacle | None:
    host, _, port = server.rpartition(":")
    host = host.strip("[]")
    try:
        raw = socket.create_connection((host, int(port)), timeout=seconds)
    except socket.gaierror:
        return Obstacle(f"The host name of {server} is not known.", "Check --bootstrap-servers.", lasting=False)
    except OSError as error:
        return Obstacle(f"Nothing answers at {server} ({error.strerror or error}).", _UNREACHABLE, lasting=False)
    try:
        link = raw if context is None else context.wrap_socket(raw, server_hostname=host)
        with link:
            answer = _handshake(link, security.mechanism or "PLAIN")
            if answer is not None:
                return _judge(server, security, *answer) or _log_in(link, server, security)
    except ssl.SSLCertVerificationError as error:
        return _distrust(server, error)
    except ssl.SSLError as error:
        return _tls_failure(server, security, error, plain=lambda: _speaks_plain(host, int(port), seconds))
    except TimeoutError:
        return Obstacle(f"{server} takes connections, but does not answer.", _UNREACHABLE, lasting=False)
    except (OSError, struct.error):
        pass  # a port that speaks something else closes the connection or stays silent
    finally:
        raw.close()
    if context is None and _speaks_tls(host, int(port), seconds):
        instead = "SASL_SSL" if security.logs_in else "SSL, or SASL_SSL with a login"
        return Obstacle(
            f"{server} speaks TLS, and --security-protocol {security.protocol} does not.",
            f"Use --security-protocol {instead}.",
            lasting=True,
        )
    return Obstacle(f"{server} takes connections, but does not answer as a Kafka broker.", _UNREACHABLE, lasting=False)


def _handshake(link: socket.socket, mechanism: str) -> tuple[int, list[str]] | None:
    """The error code and the mechanisms of a broker's answer, null for what is no answer of Kafka's."""
    name = mechanism.encode("ascii")
    answer = _ask(link, _SASL_HANDSHAKE, 1, struct.pack(">h", len(name)) + name)
    if answer is None:
        return None
    code, count = struct.unpack_from(">hi", answer)
    mechanisms, at = [], 6
    for _ in range(count):
        (length,) = struct.unpack_from(">h", answer, at)
        mechanisms.append(answer[at + 2 : at + 2 + length].decode("ascii", "replace"))
        at += 2 + length
    return code, mechanisms


def _log_in(link: socket.socket, server: str, security: Security) -> Obstacle | None:
    """Log in as kafka-python would, which tries a refused login until its time is up."""
    if not security.logs_in:
        return None
    login = get_sasl_mechanism(security.mechanism)(
        host=server.rpartition(":")[0],
        security_protocol=security.protocol,
        sasl_mechanism=security.mechanism,
        sasl_plain_username=security.username,
        sasl_plain_password=security.password,
    )
    try:
        while not login.is_done():
            token = login.auth_bytes()
            answer = _ask(link, _SASL_AUTHENTICATE, 0, struct.pack(">i", len(token)) + token)
            if answer is None:
                return None
            code, length = struct.unpack_from(">hh", answer)
            if code:
                return _refused(server, security, answer[4 : 4 + max(0, length)].decode("utf-8", "replace"))
            (size,) = struct.unpack_from(">i", answer, 4 + max(0, length))
            login.receive(answer[-size:] if size > 0 else b"")
    except (KafkaError, ValueError) as error:
        return _refused(server, security, str(error))
    return None


def _refused(server: str, security: Security, told: str) -> Obstacle:
    return Obstacle(
        f"{server} refuses the login of {security.username!r} by {security.mechanism}: {told.rstrip('.')}.",
        "Check --sasl-username and the password; a SCRAM password is set for each mechanism by itself.",
        lasting=True,
    )


def _ask(link: socket.socket, api: int, version: int, body: bytes) -> bytes | None:
    """What a broker answers to a request, less the header; null for what is no answer of Kafka's."""
    request = struct.pack(">hhih", api, version, 1, len(_CLIENT)) + _CLIENT + body
    link.sendall(struct.pack(">i", len(request)) + request)
    (size,) = struct.unpack(">i", _exactly(link, 4))
    if not 10 <= size <= _LARGEST_ANSWER:
        return None
    answer = _exactly(link, size)
    (correlation,) = struct.unpack_from(">i", answer)
    return answer[4:] if correlation == 1 else None


def _exactly(link: socket.socket, size: int) -> bytes:
    read = b""
    while len(read) < size:
        more = link.recv(size - len(read))
        if not more:
            raise ConnectionResetError("closed")
        read += more
    return read


def _judge(server: str, security: Security, code: int, mechanisms: Sequence[str]) -> Obstacle | None:
    offered = ", ".join(mechanisms) or "none"
    if security.logs_in:
        if code == _UNSUPPORTED_MECHANISM:
            return Obstacle(
                f"{server} does not offer --sasl-mechanism {security.mechanism}.", f"It offers {offered}.", lasting=True
            )
        if code == _ILLEGAL_STATE:
            instead = "SSL" if security.encrypts else "PLAINTEXT"
            return Obstacle(
                f"{server} takes no logins, and --security-protocol {security.protocol} makes one.",
                f"Use --security-protocol {instead}, or the port where logins are made.",
                lasting=True,
            )
        return None
    if code in (0, _UNSUPPORTED_MECHANISM) and mechanisms:
        instead = "SASL_SSL" if security.encrypts else "SASL_PLAINTEXT"
        return Obstacle(
            f"{server} wants a login ({offered}), and --security-protocol {security.protocol} makes none.",
            f"Use --security-protocol {instead} with --sasl-mechanism, --sasl-username and a password.",
            lasting=True,
        )
    return None


def _distrust(server: str, error: ssl.SSLCertVerificationError) -> Obstacle:
    told = error.verify_message
    if "ostname mismatch" in told or "IP address mismatch" in told:
        return Obstacle(
            f"The certificate of {server} is for another name: {told}",
            "Use the name that is in the certificate in --bootstrap-servers; --no-ssl-check-hostname trusts any name.",
            lasting=True,
        )
    if "expired" in told or "not yet valid" in told:
        remedy = "Renew it, or set this machine's clock."
        return Obstacle(f"The certificate of {server} is out of its time: {told}.", remedy, lasting=True)
    return Obstacle(
        f"The certificate of {server} is signed by an authority that is not trusted here: {told}.",
        "Give the PEM file of the authority that signed the broker by --ssl-cafile.",
        lasting=True,
    )


def _tls_failure(server: str, security: Security, error: ssl.SSLError, plain: Callable[[], bool]) -> Obstacle:
    reason = error.reason or str(error)
    if security.certfile is None and any(word in reason for word in ("CERTIFICATE", "HANDSHAKE_FAILURE")):
        return Obstacle(
            f"{server} wants a certificate of ours.", "Give it by --ssl-certfile and --ssl-keyfile.", lasting=True
        )
    if "UNKNOWN_CA" in reason or "CERTIFICATE" in reason:
        return Obstacle(
            f"{server} does not accept our certificate ({reason}).",
            "Give one by --ssl-certfile that an authority signed which the broker trusts.",
            lasting=True,
        )
    if plain():
        instead = "SASL_PLAINTEXT" if security.logs_in else "PLAINTEXT"
        return Obstacle(
            f"{server} does not speak TLS, and --security-protocol {security.protocol} does.",
            f"Use --security-protocol {instead}, or the port that speaks TLS.",
            lasting=True,
        )
    remedy = "Check that the broker runs, and which TLS versions and ciphers it takes."
    return Obstacle(f"The TLS handshake with {server} fails: {reason}.", remedy, lasting=False)


def _speaks_plain(host: str, port: int, seconds: float) -> bool:
    """Whether a Kafka broker answers there without TLS."""
    try:
        with socket.create_connection((host, port), timeout=seconds) as link:
            return _handshake(link, "PLAIN") is not None
    except OSError:
        return False


def _speaks_tls(host: str, port: int, seconds: float) -> bool:
    """Whether a TLS handshake can be begun; nothing is sent over it, so nothing needs to be trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), timeout=seconds) as raw, context.wrap_socket(raw):
            return True
    except ssl.SSLError as error:
        return "ALERT" in (error.reason or "")
    except OSError:
        return False
