"""Spans cut to names."""

from __future__ import annotations

import pytest

from dateline.entities.names import Span
from dateline.entities.trimming import trimmed


def name_in(raw: str, type_: str = "ORG") -> str | None:
    text = f"x {raw} y"
    span = trimmed(text, Span("body", 2, 2 + len(raw), type_))
    return None if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    ("raw", "type_", "name"),
    [
        ("the White House", "ORG", "White House"),
        ("The United Nations", "ORG", "United Nations"),
        ("Maduro's", "PERSON", "Maduro"),
        ("Maduro’s", "PERSON", "Maduro"),
        ("United Nations'", "ORG", "United Nations"),
        ("“Der Spiegel”", "ORG", "Der Spiegel"),
        (" Apple Inc. ", "ORG", "Apple Inc."),
        ("Lavrov.", "PERSON", "Lavrov"),
        ("John F. Kennedy Jr.", "PERSON", "John F. Kennedy Jr."),
        ("the U.S.", "GPE", "U.S."),
        ("The Hague", "GPE", "The Hague"),
        ("President Nicolás Maduro", "PERSON", "Nicolás Maduro"),
        ("Foreign Minister Sergei Lavrov", "PERSON", "Sergei Lavrov"),
        ("Mr. Smith", "PERSON", "Smith"),
        ("Chief Executive Louis Gallois", "PERSON", "Louis Gallois"),
        ("former Prime Minister Ana Sousa", "PERSON", "Ana Sousa"),
        ("General Motors", "ORG", "General Motors"),
        ("Justice Department", "ORG", "Justice Department"),
        ("Putin\n\nMoscow", "PERSON", "Putin"),
        ("United\nStates", "GPE", "United\nStates"),
        ("CTS\n    Net", "ORG", "CTS"),
        ("Maduro)", "PERSON", "Maduro"),
        ("Boeing (Commercial)", "ORG", "Boeing (Commercial)"),
    ],
)
def test_edges(raw: str, type_: str, name: str) -> None:
    assert name_in(raw, type_) == name


@pytest.mark.parametrize(
    ("raw", "type_"),
    [
        ("FACTBOX", "ORG"),
        ("GMT", "ORG"),
        ("Monday", "PERSON"),
        ("He", "PERSON"),
        ("President", "PERSON"),
        ("the", "ORG"),
        ("'s", "ORG"),
        ("...", "ORG"),
        ("2019", "ORG"),
        ("ebolavirus", "ORG"),
        ("https://example.org/x", "ORG"),
        ("REUTER", "ORG"),
        ("X" * 151, "ORG"),
        ("word " * 400, "ORG"),
    ],
)
def test_no_name(raw: str, type_: str) -> None:
    assert name_in(raw, type_) is None
