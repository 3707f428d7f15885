"""From a model's raw span to a name: edges trimmed, titles kept out, what is no name dropped."""

from __future__ import annotations

import re

from dateline.entities.names import Span, key
from dateline.entities.wordlists import sections

LONGEST_NAME = 150
"""Code points; a longer span is a sentence that the model took for a name."""

_LEADING = re.compile(
    r"""[\s"'“”„«»‘’`()\[\]{},;:.!?*|_/\\=+~<>•…–—-]+   # quotes and punctuation
      | (?:the|The|THE|a|A|an|An|this|This)\s+         # articles; "The Hague" and the like are kept below
      """,
    re.VERBOSE,
)
_TRAILING = re.compile(
    r"""[\s"“”„«»‘`(\[{,;:!?*|_/\\=+~<>•…–—-]+$
      | ['’]s?$          # the possessive, or a closing quote
      """,
    re.VERBOSE,
)
_CLOSING = {")": "(", "]": "[", "}": "{"}
_ABBREVIATION_END = re.compile(r"(?:^|[\s.])(?:[A-Z]|Inc|Corp|Co|Ltd|Jr|Sr|Bros|St|Plc|Cos|No|Mt)\.$", re.IGNORECASE)
_BREAK = re.compile(r"\n\s*\n|\r\n\s*\r\n|\n[ \t]{2,}|[|•]|\t")
_ARTICLE_KEPT = re.compile(r"(?:The|the) (?:Hague|Gambia|Bahamas|Bronx|Dalles|Woodlands)\b")
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net|html?)/")

_TITLE_WORDS = sections("titles")[""]
_TITLE_MODIFIERS = sections("titles")["modifier"]
_TITLED_TYPES = frozenset({"PERSON"})
_TITLE_WORD = re.compile(r"(?:the\s+)?([^\W\d_][\w-]*)\.?\s+", re.IGNORECASE)

_ARTEFACTS = sections("artefacts")[""]
_SIGNATURES = sections("artefacts")["signatures"]
"""Wire slugs, zone abbreviations, calendar words, pronouns: capitalised, and never an entity alone."""


def trimmed(text: str, span: Span) -> Span | None:
    """The name inside ``span`` of ``text``, or None if there is none.

    >>> text = "said the White House's"
    >>> trimmed(text, Span("body", 5, 22, "ORG"))
    Span(field='body', start=9, end=20, type='ORG', rule='trimmed')
    >>> text = "with Foreign Minister Sergei Lavrov."
    >>> span = trimmed(text, Span("body", 5, 36, "PERSON"))
    >>> span and text[span.start : span.end]
    'Sergei Lavrov'
    """
    if span.end - span.start > 4 * LONGEST_NAME:
        return None
    start, end = _first_part(text, span.start, span.end)
    start, end = _without_edges(text, start, end)
    if span.type in _TITLED_TYPES:
        start = _after_titles(text, start, end)
    if not _is_name(text[start:end], span.type):
        return None
    if (start, end) == (span.start, span.end):
        return span
    return Span(span.field, start, end, span.type, "trimmed")


def _first_part(text: str, start: int, end: int) -> tuple[int, int]:
    """The span up to its first paragraph break, indented line or column; a single line break may be a hard wrap."""
    while start < end and text[start].isspace():
        start += 1
    found = _BREAK.search(text, start, end)
    return start, found.start() if found else end


def _without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Quotes, punctuation, articles and the possessive are no part of a name."""
    while start < end:
        before = start, end
        if (lead := _LEADING.match(text, start, end)) and not _ARTICLE_KEPT.match(text, start):
            start = lead.end()
        name = text[start:end]
        if tail := _TRAILING.search(name[-8:]):
            end -= len(name[-8:]) - tail.start()
        elif _has_loose_end(name):
            end -= 1
        if (start, end) == before:
            break
    return start, max(start, end)


def _has_loose_end(name: str) -> bool:
    """A full stop that ends the sentence, or a bracket that closes outside the name."""
    if name.endswith("."):
        return not _ABBREVIATION_END.search(name[-8:])
    return name[-1:] in _CLOSING and _CLOSING[name[-1]] not in name


def _after_titles(text: str, start: int, end: int) -> int:
    """Where the name of a person starts after "Mr", "President", "Foreign Minister", "Chief Executive"."""
    name_start = start
    position = start
    while word := _TITLE_WORD.match(text, position, end):
        lowered = word.group(1).casefold()
        if lowered in _TITLE_WORDS:
            name_start = word.end()
        elif lowered not in _TITLE_MODIFIERS:
            break
        position = word.end()
    return name_start if name_start < end else start


def is_title(word: str) -> bool:
    """True for a word that goes with a person's name but is no part of it: "President", "Mr."."""
    return word.rstrip(".").casefold() in _TITLE_WORDS


def is_artefact(name: str) -> bool:
    """True for a wire slug, a zone abbreviation, a calendar word or a pronoun standing alone: never an entity."""
    return key(name).casefold() in _ARTEFACTS


def _is_name(name: str, kind: str) -> bool:
    if not 1 < len(name) <= LONGEST_NAME or _ADDRESS.search(name):
        return False
    letters = [c for c in name if c.isalpha()]
    if not letters or (len(letters) < 2 and kind != "PRODUCT"):
        return False
    cased = any(c.islower() or c.isupper() for c in letters)
    if cased and not any(c.isupper() or c.istitle() for c in letters):
        return False  # a name in a script with capitals has one
    if kind == "PERSON" and (is_title(name) or sum(c.isdigit() for c in name) > 1):
        return False
    return not is_artefact(name) and name not in _SIGNATURES
