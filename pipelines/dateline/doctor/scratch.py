"""Topics and groups that a check makes for itself and takes away again."""

from __future__ import annotations

import contextlib
import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from dateline.errors import PreflightError
from dateline.kafka.access import denied
from dateline.kafka.connection import Connection

_LOGGER = logging.getLogger(__name__)


class ScratchRefusedError(PreflightError):
    """The user may not make a topic of that name."""


def scratch_name(group: str, use: str) -> str:
    """A name that nothing else has, below the job's own: an ACL for the prefix ``<group>.`` allows it.

    >>> scratch_name("news", "clock").startswith("news.doctor.clock.")
    True
    """
    return f"{group}.doctor.{use}.{uuid.uuid4().hex[:8]}"


@contextlib.contextmanager
def scratch_topics(
    connection: Connection, names: Sequence[str], settings: Mapping[str, str], groups: Sequence[str] = ()
) -> Iterator[None]:
    """Make topics of one partition, and delete them and the ``groups`` afterwards.

    Raises :class:`ScratchRefusedError` where the user may not make them.
    """
    admin = connection.admin("dateline-doctor")
    try:
        try:
            _make(admin, names, settings)
            admin.wait_for_topics(list(names))
        except KafkaError as error:
            told = denied(error, names[0])
            prefix = names[0].partition(".doctor.")[0] + ".doctor."
            raise ScratchRefusedError(
                f"A topic for this check cannot be made: {told.message if told else repr(error)}",
                f"Allow CREATE, READ, WRITE and DELETE on topics with the prefix {prefix}",
            ) from error
        try:
            yield
        finally:
            _take_away(admin, names, groups)
    finally:
        admin.close()


def _make(admin: KafkaAdminClient, names: Sequence[str], settings: Mapping[str, str]) -> None:
    shape = {"num_partitions": 1, "replication_factor": 1, "configs": dict(settings)}
    # kafka-python cannot read the answer of some brokers (kfake's) where settings are given; the topic is made.
    with contextlib.suppress(ValueError):
        admin.create_topics(dict.fromkeys(names, shape))


def _take_away(admin: KafkaAdminClient, names: Sequence[str], groups: Sequence[str]) -> None:
    for kind, found in (("delete_topics", names), ("delete_groups", groups)):
        if not found:
            continue
        try:
            getattr(admin, kind)(list(found))
        except (KafkaError, ValueError) as error:
            _LOGGER.warning("%s could not be deleted: %r", ", ".join(found), error)
