"""How to reach a Kafka cluster: typed, validated, secrets masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaConfigurationError, KafkaError

from dateline.errors import BrokerUnreachableError, OptionError

SECURITY_PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
SASL_MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")


class Secret(str):
    """A text that does not show in a ``repr``: kafka-python logs its whole configuration at level debug.

    >>> Secret("hunter2"), Secret("hunter2") == "hunter2"
    (***, True)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "***"


@dataclass(frozen=True, slots=True)
class Connection:
    """Addresses and credentials of a Kafka cluster; the password never shows in its ``repr``.

    Raises :class:`~dateline.errors.OptionError` for values that cannot work.

    >>> Connection("localhost:9092", sasl_password="x").sasl_password
    'x'
    >>> "x'" in repr(Connection("localhost:9092", sasl_password="x"))
    False
    """

    bootstrap_servers: str
    security_protocol: str = "PLAINTEXT"
    ssl_cafile: str | None = None
    ssl_certfile: str | None = None
    ssl_keyfile: str | None = None
    sasl_mechanism: str | None = None
    sasl_username: str | None = None
    sasl_password: str | None = field(default=None, repr=False)
    request_timeout_ms: int = 30_000
    connect_timeout_ms: int = 10_000

    def __post_init__(self) -> None:
        for server in self.servers:
            host, _, port = server.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65536:
                raise OptionError(
                    "--bootstrap-servers", f"{server!r} is not HOST:PORT.", "Give e.g. localhost:9092,other:9092."
                )
        if not self.servers:
            raise OptionError("--bootstrap-servers", "no address given.", "Give e.g. localhost:9092.")
        if self.security_protocol not in SECURITY_PROTOCOLS:
            raise OptionError(
                "--security-protocol",
                f"{self.security_protocol!r} is unknown.",
                f"Use one of {', '.join(SECURITY_PROTOCOLS)}.",
            )
        if self.security_protocol.startswith("SASL") and self.sasl_mechanism not in SASL_MECHANISMS:
            raise OptionError(
                "--sasl-mechanism",
                f"{self.sasl_mechanism!r} is unknown.",
                f"Use one of {', '.join(SASL_MECHANISMS)} with {self.security_protocol}.",
            )

    @property
    def servers(self) -> list[str]:
        """The addresses, one by one."""
        return [server.strip() for server in self.bootstrap_servers.split(",") if server.strip()]

    def _client(self, client_id: str) -> dict[str, Any]:
        config: dict[str, Any] = {
            "bootstrap_servers": self.servers,
            "client_id": client_id,
            "security_protocol": self.security_protocol,
            "request_timeout_ms": self.request_timeout_ms,
            "bootstrap_timeout_ms": self.connect_timeout_ms,
        }
        if "SSL" in self.security_protocol:
            config |= {
                "ssl_cafile": self.ssl_cafile,
                "ssl_certfile": self.ssl_certfile,
                "ssl_keyfile": self.ssl_keyfile,
            }
        if self.security_protocol.startswith("SASL"):
            config |= {
                "sasl_mechanism": self.sasl_mechanism,
                "sasl_plain_username": self.sasl_username,
                "sasl_plain_password": None if self.sasl_password is None else Secret(self.sasl_password),
            }
        return config

    def consumer(self, client_id: str = "dateline", **config: Any) -> KafkaConsumer:
        """Open a consumer that joins no group: partitions are assigned, offsets committed only on request.

        ``read_committed`` always: besides hiding aborted records it makes ``committed()`` wait for pending
        transactional offsets (seen stale in 18 of 100 reads otherwise). Raises
        :class:`~dateline.errors.BrokerUnreachableError`.
        """
        return self._open(
            KafkaConsumer,
            self._client(client_id)
            | {
                "enable_auto_commit": False,
                "auto_offset_reset": "none",
                "isolation_level": "read_committed",
                "allow_auto_create_topics": False,
                "metrics_enabled": False,
            }
            | config,
        )

    def producer(self, client_id: str = "dateline", **config: Any) -> KafkaProducer:
        """Open an idempotent producer (``acks=all``). Raises :class:`~dateline.errors.BrokerUnreachableError`."""
        return self._open(
            KafkaProducer,
            self._client(client_id)
            | {
                "acks": "all",
                "enable_idempotence": True,
                "compression_type": "lz4",
                "linger_ms": 5,
                "allow_auto_create_topics": False,
                "metrics_enabled": False,
                "max_request_size": 64 * 1024 * 1024,
            }
            | config,
        )

    def admin(self, client_id: str = "dateline-admin") -> KafkaAdminClient:
        """Open an admin client. Raises :class:`~dateline.errors.BrokerUnreachableError`."""
        return self._open(KafkaAdminClient, self._client(client_id))

    def _open(self, client: Any, config: dict[str, Any]) -> Any:
        try:
            return client(**config)
        except KafkaConfigurationError as error:
            raise OptionError("Kafka connection", f"{error}.", "Correct the connection's options.") from error
        except KafkaError as error:
            raise BrokerUnreachableError(
                f"No Kafka broker answers at {self.bootstrap_servers} ({type(error).__name__}).",
                "Check --bootstrap-servers, --security-protocol and that the broker runs "
                "(`dateline local up` starts an embedded one).",
            ) from error
