from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def unique_name(unique_topic: Callable[[str], str]) -> str:
    """A name that no other test uses, for a topic or a group."""
    return unique_topic("t")
