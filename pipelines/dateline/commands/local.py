"""``dateline local``: the parts that run on this machine (see :mod:`dateline.local`)."""

from __future__ import annotations

from dateline.local.commands import app

local = app
"""The group with ``up``, ``down``, ``status`` and ``prepare``."""
