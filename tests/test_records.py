from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.records import Article, Document, MappedText, Position, RawRecord, Removed, Segment


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]], MappedText]:
    """An original, the spans cut out of it, and what is left."""
    original = draw(st.text(min_size=1, max_size=60))
    marks = sorted(draw(st.sets(st.integers(0, len(original)), max_size=8)))
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    segments, at, start = [], 0, 0
    for begin, end in [*pairs, (len(original), len(original))]:
        if begin > at:
            segments.append(Segment(start, at, begin - at))
            start += begin - at
        at = end
    text = "".join(original[s.original : s.original + s.length] for s in segments)
    return original, pairs, MappedText("body", text, tuple(segments))


@given(cut_texts())
def test_every_kept_character_finds_its_original(cut: tuple[str, list[tuple[int, int]], MappedText]) -> None:
    original, _, mapped = cut
    for index in range(len(mapped.text)):
        start, end = mapped.original_span(index, index + 1)
        assert original[start:end] == mapped.text[index]


@given(cut_texts(), st.data())
def test_restoring_all_that_was_cut_gives_the_original(
    cut: tuple[str, list[tuple[int, int]], MappedText], data: st.DataObject
) -> None:
    original, pairs, mapped = cut
    for start, end in data.draw(st.permutations(pairs)):
        mapped = mapped.restored(original, start, end)
    assert mapped.text == original
    assert all(mapped.original_span(i, i + 1) == (i, i + 1) for i in range(len(original)))


@pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 1), (1, 3), (2, 1)])
def test_a_span_outside_of_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no span"):
        MappedText.identity("body", "ab").original_span(start, end)


def test_the_dateline_comes_back_where_it_stood() -> None:
    body = "Subtitle\n\nROME, May 3 (ANS) - Rain fell."
    article = Article(RawRecord(Position("a", 0, 0), 0, b""), body=body)
    cut = Removed("body", 10, 30, body[10:30], "dateline")
    kept = MappedText("body", "Subtitle\n\nRain fell.", (Segment(0, 0, 10), Segment(10, 30, 10)))
    document = Document(article, kept, MappedText.identity("title", ""), removed=(cut,))
    assert document.body_with_dateline.text == body
    assert Document(article, kept, MappedText.identity("title", "")).body_with_dateline is kept
