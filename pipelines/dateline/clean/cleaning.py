"""Clean one document: find what is furniture, take it out, keep the way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dateline.clean.copying import Cut, LineCut, cut_text, cuts_of_lines
from dateline.clean.credits import find_credit_lines, find_trailing_credits
from dateline.clean.datelines import find_dateline
from dateline.clean.lines import head_end, split_lines
from dateline.clean.normal import fingerprint
from dateline.clean.repeats import find_repeats
from dateline.clean.settings import CleanSettings
from dateline.clean.slugs import find_sign_off, find_slug_lines, find_tail, find_title_slug
from dateline.records import Dateline, Document

DATELINE = "dateline"


def clean(document: Document, settings: CleanSettings | None = None) -> Document:
    """The document with ``body``, ``title``, ``removed``, ``dateline`` and ``fingerprint`` filled; never raises.

    Whatever earlier cleaning left in these fields is replaced: the article's own title and body are the source.
    A text that would be nothing but furniture is left as it is.
    """
    settings = settings or CleanSettings()
    article = document.article
    body_cuts, dateline = _body_cuts(article.body, settings)
    body, removed = cut_text("body", article.body, body_cuts)
    if not body.text.strip():
        body, removed = cut_text("body", article.body, [])
    title = article.title or ""
    cleaned_title, removed_from_title = cut_text("title", title, find_title_slug(title))
    cleaned = replace(
        document, body=body, title=cleaned_title, removed=(*removed_from_title, *removed), dateline=dateline
    )
    return replace(cleaned, fingerprint=fingerprint(cleaned))


def _body_cuts(text: str, settings: CleanSettings) -> tuple[list[Cut], Dateline | None]:
    """Each rule looks at what the rules before it left."""
    lines = split_lines(text)
    if not lines:
        return [], None
    head = head_end(lines, settings.head_lines)
    line_cuts = find_credit_lines(lines, head)
    line_cuts += find_slug_lines(lines, head, _covered(line_cuts))
    line_cuts += find_tail(lines, settings.tail_lines, _covered(line_cuts))
    line_cuts += find_repeats(lines, head, _covered(line_cuts))
    gone = _covered(line_cuts)
    cuts = cuts_of_lines(lines, line_cuts)
    cuts += find_trailing_credits(text, lines, gone)
    cuts += find_sign_off(text, lines, gone)
    found = find_dateline(text, lines, head, gone)
    if found is None:
        return cuts, None
    if settings.datelines and found.text_start is not None:
        cut = Cut(found.dateline.start, found.text_start, DATELINE)
        if all(cut.end <= other.start or other.end <= cut.start for other in cuts):
            cuts.append(cut)
    return cuts, found.dateline


def _covered(line_cuts: Iterable[LineCut]) -> set[int]:
    return {index for cut in line_cuts for index in range(cut.first, cut.last + 1)}
