"""A local Kafka broker with TLS, logins and access control switched on, as a production cluster has them.

Three listeners: ``PLAINTEXT`` (whose anonymous user may do everything, so that tests can prepare the broker),
``SASL_SSL`` (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512) and ``SSL``, which wants a certificate of the client's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dateline.local.certificates import Authority, Identity, make_authority
from dateline.local.process import free_port

HOST = "localhost"
"""The name in the broker's certificate: 127.0.0.1 is not in it, so that a wrong name can be tried."""

SECURED = ("SASL_SSL", "SSL")
SCRAM = ("SCRAM-SHA-256", "SCRAM-SHA-512")


@dataclass(frozen=True, slots=True)
class Security:
    """What a secured broker needs: who signs, its own certificate, and its users' passwords by name.

    ``authorize`` switches access control on: then only ``super_users`` (and the plaintext listener) may do anything
    that no ACL allows.
    """

    authority: Authority
    broker: Identity
    users: Mapping[str, str] = field(repr=False)
    super_users: tuple[str, ...] = ()
    authorize: bool = False

    @classmethod
    def make(
        cls, folder: Path, users: Mapping[str, str], *, super_users: tuple[str, ...] = (), authorize: bool = False
    ) -> Security:
        """Make the certificates in ``folder``. Raises LocalPartError when ``openssl`` is missing."""
        authority = make_authority(folder)
        return cls(authority, authority.sign("broker", hosts=(HOST,)), users, super_users, authorize)

    def format_arguments(self) -> list[str]:
        """What StorageTool's ``format`` needs to know: the users that log in by SCRAM."""
        return [
            argument
            for name, password in self.users.items()
            for mechanism in SCRAM
            for argument in ("--add-scram", f"{mechanism}=[name={name},password={password}]")
        ]

    def addresses(self) -> dict[str, str]:
        """A free address for each secured listener."""
        return {listener: f"{HOST}:{free_port()}" for listener in SECURED}

    def properties(self, plain: Mapping[str, str], addresses: Mapping[str, str]) -> dict[str, str]:
        """The settings of the broker: those of the ``plain`` one with the listeners at ``addresses`` added."""
        binds = "".join(f",{name}://127.0.0.1:{address.rpartition(':')[2]}" for name, address in addresses.items())
        told = "".join(f",{name}://{address}" for name, address in addresses.items())
        users = " ".join(f'user_{name}="{password}"' for name, password in self.users.items())
        settings = {
            "listeners": plain["listeners"] + binds,
            "advertised.listeners": plain["advertised.listeners"] + told,
            "listener.security.protocol.map": f"{plain['listener.security.protocol.map']},SASL_SSL:SASL_SSL,SSL:SSL",
            "inter.broker.listener.name": "PLAINTEXT",
            "sasl.enabled.mechanisms": ",".join(("PLAIN", *SCRAM)),
            "listener.name.sasl_ssl.plain.sasl.jaas.config": (
                f"org.apache.kafka.common.security.plain.PlainLoginModule required {users};"
            ),
            **{
                f"listener.name.sasl_ssl.{mechanism.lower()}.sasl.jaas.config": (
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;"
                )
                for mechanism in SCRAM
            },
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self.broker.both),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.authority.certificate),
            "listener.name.ssl.ssl.client.auth": "required",
        }
        if self.authorize:
            settings |= {
                "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users": ";".join(f"User:{name}" for name in ("ANONYMOUS", *self.super_users)),
            }
        return dict(plain) | settings
