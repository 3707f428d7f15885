"""Whether a read is to finish where it stands: asked by every reader between two polls, so it costs next to nothing."""

from __future__ import annotations

from dateline.kafka.control import drain_requested, drain_watch
from dateline.kafka.read_settings import ReadSettings


def draining(settings: ReadSettings) -> bool:
    """Whether the read was told to finish: in this process, or through Kafka."""
    if drain_requested():
        return True
    if not settings.launch or settings.group is None:
        return False
    return drain_watch(settings.connection, settings.group, settings.launch, settings.ranges[0]).asked()
