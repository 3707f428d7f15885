"""Lines, the units that cleaning looks at: where each stands, and what kind of line it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_CONTENT = re.compile("[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_LIST_MARK = re.compile(r"(?:[*•·▪◦‣+>#]|[-–—]|\d{1,4}[.):]?|[A-Za-z][.)]|\(\w{1,3}\))\s")
_SPEAKER = re.compile(r"(?:[QAFRP]\s?[.:]|[^\W\d_][\w.]*(?: [^\W\d_][\w.]*)?\s?:)\s")
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_QUOTE_MARKS = "\"'“”‘’„«»‹›「」"

WIDEST_WRAP = 100
"""Hard-wrapped lines are not longer; telex and mail wrap at 60 to 80."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: ``text[start:end]`` without its break.

    ``breaks`` counts the line breaks since the end of the line before (or the start of the text): 1 for the next
    line of the same block, 2 or more across blank lines.
    """

    start: int
    end: int
    breaks: int
    visible: str
    indented: bool


def split_lines(text: str) -> list[Line]:
    r"""The lines of ``text`` that are not blank, in order.

    >>> [(line.visible, line.breaks) for line in split_lines("a\n\n  b\r\nc\n")]
    [('a', 0), ('b', 2), ('c', 1)]
    """
    lines = []
    end = 0
    for match in _CONTENT.finditer(text):
        content = match[0]
        visible = content.strip()
        if visible:
            breaks = len(_BREAK.findall(text, end, match.start()))
            lines.append(Line(match.start(), match.end(), breaks, visible, content[0].isspace()))
            end = match.end()
    return lines


def alone(lines: list[Line], index: int) -> bool:
    """Whether a line stands by itself: above and below it is a blank line, the edge of the text, or a line so long
    that it must be a paragraph (text taken from web pages has no blank lines).
    """
    above = index == 0 or lines[index].breaks > 1 or len(lines[index - 1].visible) > WIDEST_WRAP
    last = index + 1 == len(lines)
    return above and (last or lines[index + 1].breaks > 1 or len(lines[index + 1].visible) > WIDEST_WRAP)


def word_count(visible: str) -> int:
    """How many words a line has; in scripts without spaces between words, one for each two letters."""
    words = _WORD.findall(visible)
    return sum(max(1, len(word) // 2) if word[0] >= "\u2e80" and not word.isascii() else 1 for word in words)


def is_sentence(visible: str) -> bool:
    """Whether a line ends as a sentence does, closing quotation marks and brackets aside.

    >>> is_sentence('"Yes," he said.'), is_sentence("Mayor opens bridge"), is_sentence("(It did.)")
    (True, False, True)
    """
    return _SENTENCE_END.search(visible, max(0, len(visible) - 8)) is not None


def is_item(visible: str) -> bool:
    """Whether a line is a list item, a table row, an introduction or a turn of speech.

    Such lines may say the same twice and mean two things: their meaning is in what stands around them.

    >>> [is_item(line) for line in ("* Talks resume", "Q: And then?", "Wheat Sep   531.00", "He said:", "We ran,")]
    [True, True, True, True, True]
    >>> is_item("Firefighters say the warehouse may smoulder until 2026")
    False
    """
    return has_label(visible) or visible.endswith((":", ",", ";", "-", "–", "—", "：", "，")) or is_row(visible)


def has_label(visible: str) -> bool:
    """Whether a line starts with a list mark, a number or the name of who speaks."""
    return _LIST_MARK.match(visible) is not None or _SPEAKER.match(visible) is not None


def is_row(visible: str) -> bool:
    """Whether a line is a row of a table or of results: columns, or digits in more than a quarter of its words."""
    words = visible.split()
    return _COLUMNS.search(visible) is not None or 4 * sum(map(_has_digit, words)) > len(words)


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def is_speech(visible: str) -> bool:
    """Whether a line is wholly a quotation, a cry or a question: what people do say twice."""
    return (visible[0] in _QUOTE_MARKS and visible[-1] in _QUOTE_MARKS) or visible.endswith(("!", "?", "！", "？"))


def head_end(lines: list[Line], limit: int) -> int:
    """How many lines at the top are furniture at most: those above the first line of running text.

    Running text is a long line, a sentence of ten words or more, or a block of four lines or more (hard-wrapped
    text, a table, a stanza).
    """
    for index, line in enumerate(lines[: limit + 1]):
        if len(line.visible) >= 120 or (is_sentence(line.visible) and word_count(line.visible) >= 10):
            return index
        block = lines[index : index + 4]
        together = len(block) == 4 and all(other.breaks == 1 for other in block[1:])
        if together and (index == 0 or line.breaks > 1) and all(len(each.visible) <= WIDEST_WRAP for each in block):
            return index
    return min(limit, len(lines))
