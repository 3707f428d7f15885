"""Repeated lines: a subtitle that the feed sends twice, a caption that is the title again, a paragraph pasted twice.

A line that says again what was said is only furniture when nothing around it gives it another meaning. So a
repeat goes in three cases, the first copy always stays, and list items, table rows, answers, cries, refrains and
lines of a few words are never touched:

``adjacent``   the same line twice in a row (blank lines and removed lines aside);
``heading``    a line of the head of the article again, standing alone further down (a caption) or in the head;
``paragraph``  a whole paragraph of running text again, hard-wrapped or not, anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from dateline.clean.copying import LineCut
from dateline.clean.lines import (
    WIDEST_WRAP,
    Line,
    alone,
    has_label,
    is_item,
    is_row,
    is_sentence,
    is_speech,
    word_count,
)

REPEATED_LINE = "repeated_line"
REPEATED_PARAGRAPH = "repeated_paragraph"

FEWEST_WORDS, FEWEST_LETTERS = 4, 20
"""A shorter line (``He declined to say.``, a row's label) is no evidence of a mistake."""

PARAGRAPH_WORDS, PARAGRAPH_CHARACTERS = 12, 80
"""A paragraph of running text; refrains and set phrases of reports are shorter."""


def find_repeats(lines: list[Line], head: int, gone: AbstractSet[int]) -> list[LineCut]:
    """The repeated lines and paragraphs; ``head`` lines at the top are furniture, those in ``gone`` go anyway."""
    cuts: list[LineCut] = []
    headings: set[str] = set()
    paragraphs: set[str] = set()
    before = ""
    for first, last in _paragraphs(lines, head):
        if first == last and first in gone:
            continue
        key = " ".join(" ".join(line.visible for line in lines[first : last + 1]).split()).casefold()
        visible = lines[first].visible
        if first == last and _is_heading_again(lines, first, head, adjacent=key == before, known=key in headings):
            cuts.append(LineCut(first, last, REPEATED_LINE))
        elif _is_running_text(lines[first : last + 1], key):
            if key in paragraphs:
                cuts.append(LineCut(first, last, REPEATED_LINE if first == last else REPEATED_PARAGRAPH))
            paragraphs.add(key)
        if first < head and first == last and _is_substantial(visible):
            headings.add(key)
        before = key
    return cuts


def _is_heading_again(lines: list[Line], index: int, head: int, *, adjacent: bool, known: bool) -> bool:
    """Whether a line repeats the line before it (``adjacent``) or a line of the head (``known``) and means nothing."""
    visible = lines[index].visible
    if not (adjacent or known) or not _is_substantial(visible) or is_row(visible):
        return False
    if index < head:
        return adjacent or not is_item(visible)
    if is_item(visible) or not alone(lines, index):
        return False
    # Below the head a quotation, a cry or a question may be said twice in a row.
    return known or not is_speech(visible)


def _is_substantial(visible: str) -> bool:
    if len(visible) < FEWEST_WORDS:
        return False
    letters = sum(map(str.isalpha, visible))
    wide = sum(letter >= "\u2e80" for letter in visible if letter.isalpha())
    return letters + wide >= FEWEST_LETTERS and word_count(visible) >= FEWEST_WORDS


def _is_running_text(paragraph: list[Line], key: str) -> bool:
    """Whether a paragraph is prose that nobody writes twice on purpose."""
    if len(key) < PARAGRAPH_CHARACTERS or not is_sentence(paragraph[-1].visible) or has_label(paragraph[0].visible):
        return False
    return word_count(key) >= PARAGRAPH_WORDS and not any(is_row(line.visible) for line in paragraph)


def _paragraphs(lines: list[Line], head: int) -> Iterator[tuple[int, int]]:
    """First and last line of each paragraph: of each line, or below the head of each run of hard-wrapped lines."""
    start = 0
    while start < len(lines):
        end = start
        while end + 1 < len(lines) and lines[end + 1].breaks == 1:
            end += 1
        if start >= head and _is_wrapped(lines, start, end):
            first = start
            for index in range(start + 1, end + 1):
                if lines[index].indented and not lines[index - 1].indented:
                    yield first, index - 1
                    first = index
            yield first, end
        else:
            yield from ((index, index) for index in range(start, end + 1))
        start = end + 1


def _is_wrapped(lines: list[Line], start: int, end: int) -> bool:
    """Whether a block is hard-wrapped: three lines or more, none long, and most of them end within a sentence."""
    count = end - start
    if count < 2:
        return False
    open_ends = 0
    for line in lines[start : end + 1]:
        if len(line.visible) > WIDEST_WRAP:
            return False
        open_ends += not is_sentence(line.visible)
    return 2 * open_ends > count
