"""A model that finds what a test says, and articles made of plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from dateline.entities.model import Found
from dateline.entities.stage import with_entities
from dateline.records import Article, Document, Entity, Position, RawRecord

Names = Sequence[tuple[str, str]]


class WrittenExtractor:
    """Finds each given name at its next place in each text: ("Maduro", "PERSON") twice is two mentions."""

    def __init__(self, names: Names, language: str = "en") -> None:
        self._names = names
        self.languages = frozenset({language})

    def find(self, language: str, texts: Sequence[str]) -> list[list[Found]]:
        """The names in each text."""
        assert language in self.languages
        return [self._in(text) for text in texts]

    def _in(self, text: str) -> list[Found]:
        found, at = [], 0
        for name, type_ in self._names:
            start = text.find(name, at)
            if start >= 0:
                at = start + len(name)
                found.append(Found(start, at, type_))
        return found


def document_of(body: str, title: str | None = None, language: str | None = "en", offset: int = 0) -> Document:
    """A document that no stage has touched."""
    raw = RawRecord(Position("articles", 0, offset), 0, body.encode("utf-8", "replace"))
    return Document.of(Article(raw, body, title=title, language=language))


@pytest.fixture
def make_document() -> Callable[..., Document]:
    """``document_of`` for tests."""
    return document_of


@pytest.fixture
def make_extractor() -> Callable[..., WrittenExtractor]:
    """``WrittenExtractor`` for tests."""
    return WrittenExtractor


@pytest.fixture
def entities() -> Callable[..., dict[str, Entity]]:
    """The entities of a text by name, from the names that a model is said to have found."""

    def found(body: str, names: Names, title: str | None = None) -> dict[str, Entity]:
        [document] = with_entities([document_of(body, title)], WrittenExtractor(names))
        return {entity.name: entity for entity in document.entities}

    return found
