"""The small hand-made tables beside this package: plain text, one purpose per file, sources in the comments."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources


@functools.cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of ``data/<name>.txt`` without comments and empty ones."""
    text = resources.files(__package__).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for raw in text.splitlines() if (line := raw.strip()) and not line.startswith("#"))


@functools.cache
def sections(name: str) -> Mapping[str, frozenset[str]]:
    """The words of ``data/<name>.txt``; a line ``heads:`` starts a section, the first section is ``""``.

    >>> "gmbh" in sections("organisation_words")[""], "court" in sections("organisation_words")["heads"]
    (True, True)
    """
    found: dict[str, set[str]] = {}
    section = ""
    for line in lines(name):
        if line.endswith(":"):
            section = line[:-1]
        else:
            found.setdefault(section, set()).update(line.split())
    return {title: frozenset(members) for title, members in found.items()}
