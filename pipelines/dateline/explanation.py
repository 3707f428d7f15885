"""What a stage found in one article and why, in words: the form that every stage's explaining function returns.

A stage has one function from a document to a :class:`Section`, beside its own code (:mod:`dateline.times.explaining`);
:data:`dateline.commands.explain.EXPLAINERS` lists them. Sections know no terminal: the command shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dateline.records import Article, FieldName

CONTEXT = 30
"""Characters shown on either side of what was found."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of a finding, such as ``anchor`` with why it was chosen. ``warns``: look at this."""

    label: str
    words: str
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a stage found at a span of an original field, with the facts about it.

    ``before`` and ``after`` are the text around it on its line; ``record`` is the finding as events carry it.
    """

    number: int
    field: FieldName
    start: int
    end: int
    text: str
    before: str
    after: str
    facts: tuple[Fact, ...]
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """All that one stage has to tell of an article: about the article as a whole, then finding by finding."""

    stage: str
    title: str
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]

    def as_row(self) -> dict[str, Any]:
        """The section as plain data, for JSON."""
        return asdict(self)


def surroundings(article: Article, name: FieldName, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span of an original field on the same line, at most :data:`CONTEXT` characters.

    A cut side begins or ends with an ellipsis.
    """
    text = (article.title or "") if name == "title" else article.body
    left, right = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    before = left if len(left) <= CONTEXT else f"…{left[-CONTEXT:]}"
    after = right if len(right) <= CONTEXT else f"{right[:CONTEXT]}…"
    return before, after
