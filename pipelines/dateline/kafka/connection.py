"""How to reach a Kafka cluster: typed, validated, secrets masked."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaConfigurationError, KafkaError

from dateline.errors import BrokerUnreachableError, OptionError
from dateline.kafka.probe import Obstacle, obstacle
from dateline.kafka.security import SASL_MECHANISMS, SECURITY_PROTOCOLS, Secret, Security

__all__ = ["SASL_MECHANISMS", "SECURITY_PROTOCOLS", "Connection", "Secret"]

LOOK_SECONDS = 3.0
"""How long a look at a port waits for an answer: a broker that is paused must not be waited for twice."""

_looked_at: set[Connection] = set()
_looked_at_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Connection:
    """Addresses and credentials of a Kafka cluster; no secret ever shows in its ``repr``.

    Raises :class:`~dateline.errors.OptionError` for values that cannot work together; :meth:`check_files` and opening
    a client raise it for files that cannot be used.

    >>> login = {"sasl_mechanism": "PLAIN", "sasl_username": "ann", "sasl_password": "hunter2"}
    >>> "hunter2" in repr(Connection("localhost:9092", "SASL_SSL", **login))
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
    ssl_key_password: str | None = field(default=None, repr=False)
    ssl_check_hostname: bool = True

    def __post_init__(self) -> None:
        for server in self.servers:
            host, _, port = server.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) < 65536:
                raise OptionError(
                    "--bootstrap-servers", f"{server!r} is not HOST:PORT.", "Give e.g. localhost:9092,other:9092."
                )
        if not self.servers:
            raise OptionError("--bootstrap-servers", "no address given.", "Give e.g. localhost:9092.")
        _ = self.security

    @property
    def security(self) -> Security:
        """TLS and login. Raises :class:`~dateline.errors.OptionError` for values that contradict each other."""
        return Security(
            protocol=self.security_protocol,
            cafile=self.ssl_cafile,
            certfile=self.ssl_certfile,
            keyfile=self.ssl_keyfile,
            key_password=self.ssl_key_password,
            check_hostname=self.ssl_check_hostname,
            mechanism=self.sasl_mechanism,
            username=self.sasl_username,
            password=self.sasl_password,
        )

    def check_files(self) -> None:
        """Raise :class:`~dateline.errors.OptionError` for a certificate or key that cannot be used."""
        self.security.context()

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
        context = self.security.context()
        if context is not None:
            config["ssl_context"] = context
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
        self._look_first()
        try:
            return client(**config)
        except KafkaConfigurationError as error:
            raise OptionError("Kafka connection", f"{error}.", "Correct the connection's options.") from error
        except KafkaError as error:
            found = obstacle(self.servers, self.security, min(LOOK_SECONDS, self.connect_timeout_ms / 1_000))
            raise _unreachable(found, f"{self.bootstrap_servers} ({type(error).__name__})") from error

    def _look_first(self) -> None:
        """Raise for what the options must mend, once in a process: the client would try it until its time is up."""
        with _looked_at_lock:
            if self in _looked_at:
                return
        found = obstacle(self.servers, self.security, min(LOOK_SECONDS, self.connect_timeout_ms / 1_000))
        if found is not None and found.lasting:
            raise _unreachable(found, self.bootstrap_servers)
        if found is None:
            with _looked_at_lock:
                _looked_at.add(self)


def _unreachable(found: Obstacle | None, where: str) -> BrokerUnreachableError:
    if found is not None:
        return BrokerUnreachableError(found.message, found.remedy)
    return BrokerUnreachableError(
        f"No Kafka broker answers at {where}.",
        "A broker takes the connection: check its advertised.listeners, and that all brokers of the cluster run.",
    )
