"""What holds for every text: nothing is lost, nothing is invented, nothing is raised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.clean.cleaning import clean
from dateline.records import Article, Document, MappedText, Position, RawRecord, Removed

PIECES = [
    "There is room for everybody on the last tram, says the mayor",
    "Trams in the old town will run until two in the morning from Friday, the council said. Many people were pleased.",
    "Photo: Jane Roe/AFP",
    "\u00a0\u00a0|\u00a0\u00a0Miraflores Palace/Reuters",
    "FILE PHOTO: The harbour. REUTERS/Jane Roe/File Photo",
    "LONDON, Sept 24 (Reuters) -",
    "LONDON, Sept 24 (Reuters) - ",
    "PARIS — ",
    "URGENT",
    "BC-BULGARIA-FIRE",
    "ENDS",
    " REUTER",
    "REUTER\x03",
    "(AP Photo/Jane Roe)",
    " (AP Photo/Jane Roe)",
    "(Reporting by Jane Roe; Editing by John Doe)",
    "© 2020 Norwire",
    "Yes.",
    "* Talks go on in the capital",
    "Wheat Sep   531.00   -9.25",
    "\ud800",
    "\x00",
]
BREAKS = ["\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n", "\n\n\n\n", " ", "", "\u2028", "\t", "\n    "]

copies = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(BREAKS)), max_size=24).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
anything = st.text(alphabet=st.characters()) | copies


def cleaned(body: str, title: str = "") -> Document:
    return clean(Document.of(Article(RawRecord(Position("articles", 0, 0), 0, b"{}"), body, title=title)))


def parts_of(mapped: MappedText, removed: tuple[Removed, ...]) -> list[tuple[int, str]]:
    kept = [(s.original, mapped.text[s.start : s.start + s.length]) for s in mapped.segments]
    return sorted([*kept, *((cut.start, cut.text) for cut in removed if cut.field == mapped.field)])


@given(anything, anything)
def test_every_character_is_kept_or_removed_once(body: str, title: str) -> None:
    document = cleaned(body, title)
    for original, mapped in ((body, document.body), (title, document.title)):
        at = 0
        for start, text in parts_of(mapped, document.removed):
            assert start == at
            assert text
            assert original[start : start + len(text)] == text
            at += len(text)
        assert at == len(original)
        assert "".join(mapped.text[s.start : s.start + s.length] for s in mapped.segments) == mapped.text


@given(anything)
def test_removed_entries_are_slices_in_order_with_a_reason(body: str) -> None:
    document = cleaned(body)
    assert list(document.removed) == sorted(document.removed, key=lambda cut: cut.start)
    for cut in document.removed:
        assert cut.text == body[cut.start : cut.end]
        assert cut.text.strip()
        assert cut.reason


@given(anything)
def test_spans_lead_back_to_the_original(body: str) -> None:
    document = cleaned(body)
    text = document.body.text
    for start in range(0, len(text), 1 + len(text) // 20):
        first, end = document.body.original_span(start, start + 1)
        assert body[first:end] == text[start]


@given(anything)
def test_text_is_left_wherever_there_was_text(body: str) -> None:
    assert bool(cleaned(body).body.text.strip()) == bool(body.strip())


@given(copies)
def test_the_dateline_is_a_slice_of_the_body(body: str) -> None:
    found = cleaned(body).dateline
    if found is not None:
        written = body[found.start : found.end]
        for part in (found.place, found.date_text, found.agency):
            assert part is None or part in written


@given(st.lists(st.sampled_from(["Yes.", "No.", "* Talks go on", "Wheat Sep   531.00", "1. Roe 0:31"]), max_size=12))
def test_short_lines_rows_and_items_always_stay(lines: list[str]) -> None:
    body = "\n\n".join([PIECES[1], *lines])
    assert cleaned(body).body.text == body


@given(anything)
def test_the_same_text_cleans_the_same_way(body: str) -> None:
    assert cleaned(body) == cleaned(body)
