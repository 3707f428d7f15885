"""Fixtures of the real parts: each starts once for the whole run, on free ports, and is stopped at its end."""

from __future__ import annotations

import itertools
import logging
import os
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dateline.errors import LocalPartError
from dateline.local import flink, kafka, kfake, prism
from dateline.local.kafka_security import Security
from dateline.local.parts import Prepared, Running
from dateline.local.progress import Progress, plain

REPOSITORY = Path(__file__).resolve().parents[1]
REQUIRE_PARTS = "DATELINE_REQUIRE_PARTS"  # set in CI: what is missing fails a test instead of skipping it


def prepared_or_skipped(prepare: Callable[[Progress], Prepared]) -> Prepared:
    """Prepare a part; skip the test, or fail it where every part is required, for one that cannot be had here."""
    try:
        return prepare(plain)
    except LocalPartError as error:
        if os.environ.get(REQUIRE_PARTS):
            pytest.fail(f"{REQUIRE_PARTS} is set, but: {error}", pytrace=False)
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def parts_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of the parts that this run starts; their logs are there."""
    return tmp_path_factory.mktemp("parts")


@pytest.fixture(scope="session")
def kfake_broker(parts_dir: Path) -> Iterator[str]:
    """The bootstrap address of an embedded broker, shared by all tests: take topic names from `unique_topic`."""
    with kfake.start(kfake.prepare(plain), state_dir=parts_dir) as part:
        yield part.endpoint


@pytest.fixture(scope="session")
def prism_binary() -> Path:
    """Prism's program, for `--prism_location`."""
    return prism.prepare(plain).path


@pytest.fixture(scope="session")
def prism_endpoint(parts_dir: Path) -> Iterator[str]:
    """The job endpoint (HOST:PORT) of a Prism job server, shared by all tests."""
    with prism.start(prism.prepare(plain), state_dir=parts_dir) as part:
        yield part.endpoint


@pytest.fixture(scope="session")
def real_kafka(parts_dir: Path) -> Iterator[str]:
    """The bootstrap address of a real Kafka broker, shared by all tests; skips without Maven. Mark the test `java`."""
    with kafka.start(prepared_or_skipped(kafka.prepare), state_dir=parts_dir) as part:
        yield part.endpoint


@dataclass(frozen=True, slots=True)
class SecuredKafka:
    """A broker with TLS, logins and access control.

    ``plaintext`` is the address where everybody may do everything; ``root`` is a user who may, ``PASSWORDS`` has those
    who may not until an ACL says so.
    """

    part: Running
    security: Security

    PASSWORDS: ClassVar[dict[str, str]] = {name: f"{name}-secret" for name in ("root", "worker", "stranger")}

    @property
    def plaintext(self) -> str:
        return self.part.endpoint

    @property
    def cafile(self) -> str:
        return str(self.security.authority.certificate)

    def options(self, user: str = "root", mechanism: str = "SCRAM-SHA-512", **more: Any) -> dict[str, Any]:
        """Arguments of a Connection over SASL_SSL."""
        login = {"sasl_mechanism": mechanism, "sasl_username": user, "sasl_password": self.PASSWORDS.get(user)}
        servers = self.part.addresses["SASL_SSL"]
        tls = {"security_protocol": "SASL_SSL", "ssl_cafile": self.cafile}
        return {"bootstrap_servers": servers, **tls, **login, **more}


@pytest.fixture(scope="session")
def secured_kafka(parts_dir: Path) -> Iterator[SecuredKafka]:
    """A real Kafka broker with TLS, logins and access control. Mark the test `java`."""
    prepared = prepared_or_skipped(kafka.prepare)
    state = parts_dir / "secured"
    users = SecuredKafka.PASSWORDS
    security = Security.make(state / "tls", users, super_users=("root",), authorize=True)
    with kafka.start(prepared, state_dir=state, heap="384m", security=security) as part:
        yield SecuredKafka(part, security)


@pytest.fixture(scope="session")
def flink_cluster(parts_dir: Path) -> Iterator[Running]:
    """A Flink cluster, shared by all tests; skips without Maven. Mark the test `java`.

    Options for a pipeline come from `flink.job_options(flink_cluster, streaming=...)`.
    """
    with flink.start(prepared_or_skipped(flink.prepare), state_dir=parts_dir) as part:
        yield part
        flink.cancel_jobs(part)


@pytest.fixture
def unique_topic(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """A function that makes topic names that no other test has: ``unique_topic("in")``."""
    stem = re.sub(r"[^a-zA-Z0-9]+", "-", request.node.name)[:60].strip("-")
    numbers = itertools.count(1)
    return lambda role: f"{role}.{stem}.{next(numbers)}.{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the development data, which lies beside the repository and is not part of it."""
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the development data is not there ({folder.parent.name}/{folder.name} beside the repository)")
    return folder


def pytest_unconfigure() -> None:
    """Say nothing behind the summary: clients that Beam's workers hold outlive the broker of the tests."""
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
