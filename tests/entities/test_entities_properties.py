"""Any text, any spans: nothing raises, offsets hold, the same in is the same out."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.entities.matching import NameMatcher
from dateline.entities.model import Found
from dateline.entities.names import TYPES
from dateline.entities.places import link
from dateline.entities.stage import with_entities
from dateline.records import Article, Document, Position, RawRecord

PIECES = [
    "Ana ",
    "Lopes",
    "Ana Lopes",
    " (AL)",
    "U.S.",
    "the ",
    "Paris, Texas",
    "'s ",
    "\n\n",
    "Mr. ",
    "É",
    "\ud800",
    "ACME Inc. ",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=25).map("".join)
SPANS = st.lists(st.tuples(st.integers(-2, 80), st.integers(-2, 90), st.sampled_from(sorted(TYPES))), max_size=12)


class Given:
    """Returns the given spans for every text."""

    languages = frozenset({"en"})

    def __init__(self, spans: list[tuple[int, int, str]]) -> None:
        self._spans = spans

    def find(self, language: str, texts: Sequence[str]) -> list[list[Found]]:
        """The given spans."""
        del language
        return [[Found(*span) for span in self._spans] for _ in texts]


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, SPANS)
def test_any_spans_of_any_text(title: str, body: str, spans: list[tuple[int, int, str]]) -> None:
    raw = RawRecord(Position("t", 0, 0), 0, b"")
    document = Document.of(Article(raw, body, title=title, language="en"))
    [result] = with_entities([document], Given(spans))
    [again] = with_entities([document], Given(spans))
    assert result == again
    taken: set[tuple[str, int]] = set()
    for entity in result.entities:
        assert entity.type in TYPES
        assert 0.0 <= entity.confidence <= 1.0
        assert entity.reason
        for mention in entity.mentions:
            original = title if mention.field == "title" else body
            assert original[mention.start : mention.end] == mention.text
            assert mention.text.strip()
            places_taken = {(mention.field, i) for i in range(mention.start, mention.end)}
            assert not places_taken & taken
            taken |= places_taken


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(-5, 99), st.integers(-5, 99)), max_size=8))
def test_link_answers_every_span(text: str, spans: list[tuple[int, int]]) -> None:
    found = link(text, spans)
    assert len(found) == len(spans)
    assert found == link(text, spans)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=6), TEXTS)
def test_matches_are_words_of_the_text(names: list[str], text: str) -> None:
    last = 0
    for match in NameMatcher(names).find(text):
        assert last <= match.start < match.end <= len(text)
        last = match.end
