"""``dateline local``: the parts that run on this machine (see :mod:`dateline.local`)."""

from __future__ import annotations

import typer

from dateline.local.commands import app

local = typer.main.get_command(app)
"""The group with ``up``, ``down`` and ``status``."""
