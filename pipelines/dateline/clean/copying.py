"""From spans to cut to cleaned text: exact copies of what stays, exact slices of what goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dateline.clean.lines import Line
from dateline.records import FieldName, MappedText, Removed, Segment


class Cut(NamedTuple):
    """A span of the original field to take out, and why."""

    start: int
    end: int
    reason: str


class LineCut(NamedTuple):
    """Lines ``first`` to ``last`` (inclusive) to take out whole, and why."""

    first: int
    last: int
    reason: str


def cut_text(name: FieldName, text: str, cuts: Iterable[Cut]) -> tuple[MappedText, tuple[Removed, ...]]:
    """The text without the cuts, with the way back; cuts are disjoint and may come in any order.

    >>> mapped, removed = cut_text("title", "UPDATE 1-Rain", [Cut(0, 9, "wire_slug")])
    >>> mapped.text, mapped.original_span(0, 4), removed[0].text
    ('Rain', (9, 13), 'UPDATE 1-')
    """
    segments: list[Segment] = []
    kept: list[str] = []
    removed: list[Removed] = []
    at = length = 0
    for cut in [*sorted(cuts), Cut(len(text), len(text), "")]:
        if cut.start > at:
            segments.append(Segment(length, at, cut.start - at))
            kept.append(text[at : cut.start])
            length += cut.start - at
        if cut.end > cut.start:
            removed.append(Removed(name, cut.start, cut.end, text[cut.start : cut.end], cut.reason))
        at = cut.end
    return MappedText(name, "".join(kept), tuple(segments)), tuple(removed)


def cuts_of_lines(lines: list[Line], line_cuts: Iterable[LineCut]) -> list[Cut]:
    """The spans of whole lines together with their line breaks; ``line_cuts`` are disjoint.

    Around a run of lines that go, the longer of the two gaps stays (the one above, if equal), so that paragraphs
    stay apart and no pile of blank lines is left. A gap at the edge of the text always stays.
    """
    cuts = []
    ordered = sorted(line_cuts)
    run: list[LineCut] = []
    for line_cut in [*ordered, None]:
        if run and (line_cut is None or line_cut.first > run[-1].last + 1):
            cuts += _cuts_of_run(lines, run)
            run = []
        if line_cut is not None:
            run.append(line_cut)
    return cuts


def _cuts_of_run(lines: list[Line], run: list[LineCut]) -> list[Cut]:
    first, last = run[0].first, run[-1].last
    at_top, at_bottom = first == 0, last + 1 == len(lines)
    upwards = not at_top and (at_bottom or lines[first].breaks < lines[last + 1].breaks)
    if upwards:
        return [Cut(lines[cut.first - 1].end, lines[cut.last].end, cut.reason) for cut in run]
    return [
        Cut(
            lines[cut.first].start,
            lines[cut.last + 1].start if cut.last + 1 < len(lines) else lines[cut.last].end,
            cut.reason,
        )
        for cut in run
    ]
