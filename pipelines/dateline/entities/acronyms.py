"""Acronyms and the long forms that the text gives them: "World Health Organization (WHO)", "WHO (World …)".

The letters are matched as in A. Schwartz and M. Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text", Pacific Symposium on Biocomputing 8 (2003), 451-462: from the right, each letter
of the short form somewhere in the long form, its first one at the start of a word.

Newswire also writes acronyms of another language's word order ("Inter-American Treaty of Reciprocal Assistance
(TIAR)"). So a capitalised name of several words right before the bracket is taken too, with less confidence,
where most letters of the short form are initials of the name in any order, or where the text goes on to use the
short form and the model saw no person or place in front of it.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.entities.gazetteer import country_names
from dateline.entities.names import Span, key, unmarked
from dateline.entities.trimming import is_artefact
from dateline.entities.wordlists import sections
from dateline.records import FieldName

LONGEST_LONG_FORM = 160
SHARE_OF_INITIALS = 0.75
MOST_BRACKETS = 200
"""Bracketed words of one field that are looked at, so that a text full of brackets stays cheap."""

_SHORT_IN_BRACKETS = re.compile(r"\s[(\[]([^\W_][\w&.-]{0,10}[\w.])[)\]]")
_LONG_IN_BRACKETS = re.compile(r"(?<![\w.-])([A-Z][\w&.-]{1,9}) \(([^()\n]{5,160})\)")
_TOKEN = re.compile(r"[\w&][\w&.'’-]*")
_CONNECTORS = sections("connectors")[""]
_NAMED_OTHERWISE = frozenset({"PERSON", "NORP", "GPE"})


@dataclass(frozen=True, slots=True)
class Definition:
    """The text says that ``short`` stands for ``long``; both as spans of one type."""

    short: Span
    long: Span
    reason: str
    confidence: float


def definitions(texts: Mapping[FieldName, str], spans: Sequence[Span]) -> list[Definition]:
    """The acronyms that the text defines, in reading order; of several definitions of one, the first."""
    found: dict[str, Definition] = {}
    for field, text in texts.items():
        for definition in _in_field(field, text, [s for s in spans if s.field == field]):
            found.setdefault(key(text[definition.short.start : definition.short.end]), definition)
    return list(found.values())


def _in_field(field: FieldName, text: str, spans: Sequence[Span]) -> list[Definition]:
    by_end = {span.end: span for span in spans}
    found = []
    for match in itertools.islice(_SHORT_IN_BRACKETS.finditer(text), MOST_BRACKETS):
        short = match.group(1)
        if _is_short_form(short):
            run = _capitalised_run(text, match.start())
            definition = run and _defined(field, text, (match.start(1), match.end(1)), run, by_end)
            if definition:
                found.append(definition)
    for match in itertools.islice(_LONG_IN_BRACKETS.finditer(text), MOST_BRACKETS):
        if _is_short_form(match.group(1)):
            definition = _defined_behind(field, text, match, by_end)
            if definition:
                found.append(definition)
    return sorted(found, key=lambda d: d.short.start)


def _is_short_form(word: str) -> bool:
    """2 to 10 characters, mostly capitals, and neither a zone ("GMT"), an agency's signature nor a country's name."""
    capitals = sum(c.isupper() for c in word)
    letters = sum(c.isalpha() for c in word)
    return (
        capitals >= 2
        and letters <= 10
        and capitals * 2 > letters
        and not is_artefact(word)
        and word.upper() not in _agencies()
    )


def _agencies() -> frozenset[str]:
    return sections("agencies")[""]


def _capitalised_run(text: str, end: int) -> tuple[int, int] | None:
    """The capitalised words, with "of", "the" and their like between them, that end at ``end``."""
    begin = max(0, end - LONGEST_LONG_FORM)
    window = text[begin:end]
    tokens = list(_TOKEN.finditer(window))
    start, stop = len(window), len(window)
    first = None
    for token in reversed(tokens):
        word = token.group()
        if not _joins_on(window[token.end() : start], at_end=start == stop):
            break
        if word[0].isupper() or word[0].isdigit():
            first = token.start()
        elif word.casefold() not in _CONNECTORS:
            break
        start = token.start()
    if first is None:
        return None
    stripped = window[first:].rstrip(" \n\"'”’")
    return begin + first, begin + first + len(stripped)


def _joins_on(gap: str, *, at_end: bool) -> bool:
    return gap in (" ", "\n", "  ") or (at_end and gap.strip("\"'”’ \n") == "")


def _defined(
    field: FieldName, text: str, short: tuple[int, int], run: tuple[int, int], by_end: Mapping[int, Span]
) -> Definition | None:
    """The definition "Long Form (SHORT)", if the run of capitalised words before the bracket is one."""
    written = text[short[0] : short[1]]
    known = by_end.get(run[1])
    at = matched_from(written, text[run[0] : run[1]])
    if at is not None:
        start = run[0] + at
        if known is not None and run[0] <= known.start < start and known.type not in _NAMED_OTHERWISE:
            start = known.start
        reason, confidence = "the letters of its words", 0.95
    else:
        start = known.start if known is not None and known.start >= run[0] else run[0]
        judged = _judged_otherwise(text, written, short, text[start : run[1]], known)
        if judged is None:
            return None
        reason, confidence = judged
    if " " not in text[start : run[1]].strip() and "\n" not in text[start : run[1]].strip():
        return None
    return _definition(field, text, short, (start, run[1]), known, reason, confidence)


def _defined_behind(field: FieldName, text: str, match: re.Match[str], by_end: Mapping[int, Span]) -> Definition | None:
    """The definition "SHORT (Long Form)"; the letters must agree, from the first on."""
    long = match.group(2)
    run = _capitalised_run(text, match.end(2))
    if run is None or run[0] > match.start(2) + 4 or " " not in long:
        return None
    if matched_from(match.group(1), text[run[0] : run[1]]) == 0:
        reason, confidence = "the letters of its words", 0.95
    elif share_of_initials(match.group(1), long) >= SHARE_OF_INITIALS:
        reason, confidence = "most of its letters are initials", 0.8
    else:
        return None
    known = by_end.get(run[1])
    return _definition(field, text, match.span(1), run, known, reason, confidence)


def _judged_otherwise(
    text: str, written: str, short: tuple[int, int], long: str, known: Span | None
) -> tuple[str, float] | None:
    capitalised = [w for w in _TOKEN.findall(long) if w[0].isupper()]
    if len(capitalised) < 2 or written in country_names():
        return None
    if known is not None and known.type in _NAMED_OTHERWISE:
        return None
    if share_of_initials(written, long) >= SHARE_OF_INITIALS:
        return "most of its letters are initials", 0.8
    again = re.compile(rf"(?<!\w){re.escape(written)}(?!\w)")
    if known is not None and (again.search(text, short[1]) or again.search(text, 0, short[0])):
        return "it follows the name in brackets and is used again", 0.65
    return None


def matched_from(short: str, long: str) -> int | None:
    """Where in ``long`` the words that ``short`` abbreviates start (Schwartz and Hearst), or None.

    >>> matched_from("DA", "Philippine Department of Agriculture")
    11
    >>> matched_from("TIAR", "Inter-American Treaty of Reciprocal Assistance") is None
    True
    """
    letters = [c for c in unmarked(short).casefold() if c.isalnum()]
    folded = unmarked(long).casefold()
    if len(folded) != len(long) or not letters:
        return None
    position = len(folded) - 1
    for index in range(len(letters) - 1, -1, -1):
        while position >= 0 and not (
            folded[position] == letters[index] and (index > 0 or position == 0 or not folded[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    start = position + 1
    capital = long[start].isupper() or long[start].isdigit()
    return start if capital and len(long) - start > len(short) else None


def share_of_initials(short: str, long: str) -> float:
    """The share of the letters of ``short`` that are initials of words of ``long``, in any order.

    >>> share_of_initials("TIAR", "Inter-American Treaty of Reciprocal Assistance")
    1.0
    """
    letters = Counter(c for c in unmarked(short).casefold() if c.isalpha())
    initials = Counter(w[0] for w in re.findall(r"[^\W\d_]+", unmarked(long).casefold()) if w not in _CONNECTORS)
    return sum((letters & initials).values()) / max(1, sum(letters.values()))


def _definition(
    field: FieldName,
    text: str,
    short: tuple[int, int],
    long: tuple[int, int],
    known: Span | None,
    reason: str,
    confidence: float,
) -> Definition:
    type_ = head_type(text[long[0] : long[1]]) or (known.type if known is not None else None) or "ORG"
    written = f'"{text[short[0] : short[1]]}": acronym of "{" ".join(text[long[0] : long[1]].split())}", {reason}'
    return Definition(
        short=Span(field, *short, type_, "acronym"),
        long=Span(field, *long, type_, "acronym"),
        reason=written,
        confidence=confidence,
    )


def head_type(name: str) -> str | None:
    """What the head noun of a name says that it is; the head stands before the first "of" or "for".

    >>> head_type("Inter-American Treaty of Reciprocal Assistance"), head_type("North Atlantic Treaty Organization")
    ('LAW', 'ORG')
    """
    head = re.split(r"\s(?:of|for|on|against|to|between)\s", name, maxsplit=1)[0].split()
    if len(name.split()) < 2 or not head:
        return None
    return next((type_ for type_, nouns in sections("head_nouns").items() if head[-1].casefold() in nouns), None)


def with_definitions(spans: Sequence[Span], found: Sequence[Definition]) -> list[Span]:
    """The spans with both parts of each definition in place of what overlaps them."""
    added = [part for definition in found for part in (definition.long, definition.short)]
    kept = [
        span
        for span in spans
        if not any(a.field == span.field and a.start < span.end and span.start < a.end for a in added)
    ]
    return sorted((*kept, *dict.fromkeys(added)), key=lambda s: s.order)
