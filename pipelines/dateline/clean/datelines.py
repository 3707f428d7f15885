"""Datelines: ``LONDON, Sept 24 (Reuters) -``, read into place, date and agency.

A dateline is parsed from its dash backwards: agency in brackets or between slashes, a date, places. What makes
it certain is a date or an agency; a place alone (``PARIS —``) must be in capitals, stand once in the article, and
not be a word that the article writes in capitals elsewhere (``NASA — NASA said``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dateline.clean.lines import Line
from dateline.clean.names import is_made_of_names
from dateline.records import Dateline

_LONGEST = 160
"""Characters of the paragraph that a dateline may take: the longest real ones, two cities with regions, take 90."""

_SHORTEST_TEXT = 20
"""Characters that must follow a dateline, or it heads nothing."""

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|"
    r"ene|abr|ago|set|dic|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|"
    r"fev|mai|out|dez|januar|jänner|februar|märz|juni|juli|oktober|dezember|okt|"
    r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|janv|févr|fév|avr|juil|déc|"
    r"gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|gen|mag|giu|lug|ott|"
    r"januari|februari|maart|mei|augustus|mrt)\.?"
)
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu(?:rs)?|fri|sat|sun|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|[.ºª°])?"
_YEAR = r"(?:,?\s+(?:de\s+|of\s+)?(?:19|20)\d\d)?"
_DATE = re.compile(
    rf"(?:{_WEEKDAY},?\s+)?(?:{_MONTH}\s{{0,2}}{_DAY}(?:\s?[-–/]\s?(?:{_MONTH}\s)?{_DAY})?{_YEAR}|"
    rf"{_DAY}\s?(?:de\s+|of\s+)?{_MONTH}{_YEAR}|(?:19|20)\d\d-\d\d-\d\d|{_DAY}[./]\d{{1,2}}[./](?:19|20)?\d\d)|{_WEEKDAY}",
    re.IGNORECASE,
)
_DASH = re.compile(
    r"(?P<dash>\s*\.[-–—]+\s*|\s+[-–—]{1,2}\s+|\s*[–—]\s*|\s+--(?=\S)|(?<=\))\s*[-–—]{1,2}\s*|(?<=\d)-{1,2}(?:\s+|$))|\s*:\s+|(?<=/)\.?\s+|\s+[-–—]{1,2}$"
)
_AGENCY = re.compile(
    r"\s*(?:\((?P<round>[^()]{2,40})\)|(?:^|[,.]?\s+)/(?P<slashes>[^/\s][^/]{0,28})/|"
    r",\s+(?P<plain>Reuters?|AFP|AP|UPI|EFE|ANSA|dpa|TASS|Xinhua|Interfax|Lusa|Kyodo))$"
)
_PLACE_WORD = re.compile(r"(?:[^\W\d_]['’.]?)+(?:-(?:[^\W\d_]['’.]?)+)*\.?")
_HEADED = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_a-zß-öø-ÿ .'’]{1,30}(?:\s+[-–—]{1,2}\s|\s*[–—])")
_BRACKETED = re.compile(r"[^()]{0,60}\([^()]{1,40}\)\s*[-–—]")
_LINK_WORDS = "de del da do dos das la las los le les el al di du des of the upon sur am an der und and y e et in"
_LINKS = frozenset(_LINK_WORDS.split())

# Words in capitals before a dash that head a note or a section, not a place.
_LABEL_WORDS = (
    "note notes update updates correction corrections corrected clarification factbox analysis exclusive breaking "
    "urgent alert flash bulletin watch video photo photos file opinion editorial review preview interview live new "
    "more background highlights summary outlook attention advisory embargoed embargo editors gold oil wheat corn "
    "copper coffee cocoa sugar dollar euro yen stocks bonds shares markets news sports weather question answer "
    "text quote fact facts why how what who when where timeline key the"
)
_LABELS = frozenset(_LABEL_WORDS.split())

# What editors write in brackets at the top: "(Recasts)", "(Adds Details) -".
_EDITOR_WORDS = "adds corrects recasts refiles removes repeats rewrites releads updates writes clarifies"
_EDITORS = frozenset(_EDITOR_WORDS.split())


class FoundDateline(NamedTuple):
    """A dateline and ``text_start``, where the text after it starts; null if none follows in the paragraph."""

    dateline: Dateline
    text_start: int | None


class _Parts(NamedTuple):
    place: str | None
    date: str | None
    agency: str | None


def find_dateline(text: str, lines: list[Line], head: int, gone: set[int]) -> FoundDateline | None:
    """The dateline of a body, from the first line that starts with one, down to the first line of running text."""
    for index in range(min(head + 1, len(lines))):
        if index in gone:
            continue
        line = lines[index]
        start = text.index(line.visible[0], line.start)
        found = _parse(text, lines, index, start)
        if found is not None:
            return found
    return None


def _parse(text: str, lines: list[Line], index: int, start: int) -> FoundDateline | None:
    visible = lines[index].visible
    # A dash may also stand within a place or a date: the first one that has a dateline before it counts.
    for separator in _DASH.finditer(visible, 0, _LONGEST):
        parts = _parts(visible[: separator.start()])
        if parts is None or not _is_certain(parts, separator, lines, index):
            continue
        if parts.place is None and (after := _after_agency(visible, separator.end())) is not None:
            parts, separator = after[0]._replace(agency=parts.agency), after[1]
        end = start + separator.start() + len(separator[0].rstrip())
        text_start = _text_start(text, lines, index, start + separator.end())
        return FoundDateline(Dateline(*parts, start, end), text_start)
    return None


def _after_agency(visible: str, at: int) -> tuple[_Parts, re.Match[str]] | None:
    """Place and date behind the agency, the Italian way: ``(ANSA) - ROMA, 24 SET -``."""
    separator = _DASH.search(visible, at, at + 60)
    parts = _parts(visible[at : separator.start()]) if separator else None
    if separator is None or parts is None or parts.place is None or parts.date is None or parts.agency:
        return None
    return parts, separator


def _parts(head: str) -> _Parts | None:
    """Place, date and agency of what stands before a dash; ``None`` if it is anything else.

    >>> _parts("YUMA, Ariz., Sept. 4, 2023 (AP)")
    _Parts(place='YUMA, Ariz.', date='Sept. 4, 2023', agency='AP')
    >>> _parts("He said on Monday") is None
    True
    """
    agency = None
    match = _AGENCY.search(head)
    if match is not None:
        agency = (match["round"] or match["slashes"] or match["plain"]).strip()
        if agency.split()[0].casefold() in _EDITORS:
            return None
        if not (is_made_of_names(agency.split("/")[0], most=5) or re.fullmatch(r"[a-z]{2,5}(?:/[a-z]{2,4})?", agency)):
            return None
        head = head[: match.start()]
    place, date = _place_and_date(head.strip().removesuffix(","))
    if place is None and date is None and head.strip():
        return None
    if place is not None and not _is_place(place, certain=agency is not None or date is not None):
        return None
    return _Parts(place, date, agency)


def _place_and_date(head: str) -> tuple[str | None, str | None]:
    """Split ``YUMA, Ariz., Sept. 4, 2023`` before the date: at a comma, a stop (in Russian copy) or a mere blank."""
    if not head:
        return None, None
    if _DATE.fullmatch(head):
        return None, head
    for gap in re.finditer(r",\s*|\.?\s+", head):
        if _DATE.fullmatch(head, gap.end()):
            abbreviated = gap[0][0] == "." and "," in head[: gap.start()]
            return head[: gap.start() + abbreviated], head[gap.end() :]
    return head, None


def _is_place(place: str, *, certain: bool) -> bool:
    """Whether the parts between commas and slashes are names; without a date or agency, the first is in capitals."""
    parts = [part.strip() for part in place.split(",")]
    if len(parts) > 3 or len(place) > 90 or not all(parts):
        return False
    cities = re.split(r"\s*/\s*", parts[0])
    if not all(map(_is_name, [*cities, *parts[1:]])) or len(cities) > 3:
        return False
    capitals = all(_in_capitals(city) for city in cities)
    if certain:
        return capitals or len(parts[0].split()) <= 4
    return capitals and sum(map(str.isalpha, parts[0])) >= 3 and _LABELS.isdisjoint(parts[0].casefold().split())


def _is_name(part: str) -> bool:
    words = part.split()
    if not 0 < len(words) <= 5 or not words[0][0].isupper():
        return False
    return all(_PLACE_WORD.fullmatch(word) and (word[0].isupper() or word.casefold() in _LINKS) for word in words)


def _in_capitals(city: str) -> bool:
    """``ST. LOUIS``, ``N'DJAMENA``, ``McLEAN``, ``RIO de JANEIRO``: every word in capitals, small links aside."""
    words = [word for word in city.split() if word not in _LINKS]
    return bool(words) and all(word.removeprefix("Mc").removeprefix("Mac").isupper() for word in words)


def _is_certain(parts: _Parts, separator: re.Match[str], lines: list[Line], index: int) -> bool:
    """Whether these parts before this dash are a dateline and not, say, a result: ``Roe (Ireland) - 2:13``."""
    if parts.date is not None and (parts.agency is not None or parts.place is not None):
        return True
    rest = lines[index].visible[separator.end() :]
    if separator["dash"] is None or len(rest) < 2 * _SHORTEST_TEXT or rest.isupper():
        return False
    if parts.agency is not None:
        return not _heads_others(_BRACKETED, lines, index)
    if parts.place is None or parts.date is not None or rest[0].islower():
        return False
    if "," in parts.place:
        return True
    return not _heads_others(_HEADED, lines, index) and not _stands_in_capitals_elsewhere(parts.place, lines, index)


def _stands_in_capitals_elsewhere(place: str, lines: list[Line], index: int) -> bool:
    pattern = re.compile(rf"(?<!\w){re.escape(place)}(?!\w)")
    own = lines[index].visible[len(place) :]
    others = (line.visible for number, line in enumerate(lines) if number != index)
    return any(pattern.search(other) and not other.isupper() for other in (own, *others))


def _heads_others(form: re.Pattern[str], lines: list[Line], index: int) -> bool:
    """Whether other lines start in the same way: sections or results then, not a dateline."""
    return any(form.match(line.visible) for number, line in enumerate(lines) if number != index)


def _text_start(text: str, lines: list[Line], index: int, at: int) -> int | None:
    """Where the text after the dateline starts: in the line, or in the next line of the same block."""
    line = lines[index]
    if len(text[at : line.end].strip()) >= _SHORTEST_TEXT:
        return at
    below = lines[index + 1] if index + 1 < len(lines) else None
    if below is None or below.breaks != 1:
        return None
    if text[at : line.end].strip():
        return at
    return text.index(below.visible[0], below.start)
