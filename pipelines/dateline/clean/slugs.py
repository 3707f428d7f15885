"""Wire slugs: service words before a title, codes and alerts above the text, sign-offs below it."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from dateline.clean.copying import Cut, LineCut
from dateline.clean.lines import Line, is_sentence
from dateline.clean.names import is_made_of_names

WIRE_SLUG = "wire_slug"
SIGN_OFF = "wire_sign_off"
BYLINE = "byline_trailer"

# What the wires put before a headline to say what kind of message it is; never what the message is about.
_SERVICE = (
    r"(?:UPDATE|WRAPUP|RECAP|RPT|REFILE|REPEAT|RE-?SENDING|TABLE|CORRECTION|REPETITION)(?:\s?\d{1,2})?|"
    r"URGENT(?:E)?|ALERT|FLASH|BULLETIN|SNAP|BRIEF|BREAKING(?: NEWS)?|EXCLUSIVE|FACTBOX|TIMELINE|CHRONOLOGY|DIARY|"
    r"INTERVIEW|ANALYSIS|FEATURE|INSIGHT|NEWSMAKER|PREVIEW|EXPLAINER|ADVISORY|ADVIS|CORRECTED|KILL|WITHDRAWN|TEXT|"
    r"ACTUALIZA(?:CIÓN)?\s?\d{0,2}|ATUALIZA\s?\d{0,2}|EILMELDUNG|EIL"
)
_TITLE_SLUG = re.compile(
    rf"\s*(?:(?:{_SERVICE})(?P<link>\s*[-–—]\s*|\s*:\s*|\s+\|\s+)|\((?:{_SERVICE})\)\s*[-–—:]?\s*)(?=\S)"
)
_NUMBERED = re.compile(r"\d\s*[-–—:|]\s*$")

_ALERT = re.compile(
    r"[*\W_]*(?:URGENT|URGENTE|FLASH|BULLETIN|NEWS ?ALERT|ALERT|ALERTE|BREAKING|BREAKING NEWS|EILMELDUNG)[\W_]*"
)
_CODE = re.compile(r"BC-[A-Z0-9][A-Z0-9/.&'\-]{1,60}(?:[ ,]+\(?[A-Z0-9]+(?:ST|ND|RD|TH)?[.,]?\)?){0,5}")
_MARK = re.compile(r"\^{2,}|(?:&#\d{1,2};|[\x01-\x08\x0e-\x1f])+")

_CONTROL = r"(?:\^[A-Z]|&#\d{1,2};|[\x00-\x1f.…\s])*"
_END = re.compile(
    rf"[\W_]*(?:ENDS?|Ends|ends|[-–—]{{1,2}}\s?30\s?[-–—]{{1,2}}|-0-|#{{2,}}|REUTERS?|Reuters?|reuters?|AFP|AP|EFE|dpa|"
    rf"\(?MORE\)?|More|MORE TO (?:FOLLOW|COME)|MTF|[-–—]{{2,}}\s?(?:ENDS?|ends?)\s?[-–—]{{2,}})[\W_]*{_CONTROL}"
)
_END_IN_LINE = re.compile(rf"(?<=[.!?\"”')])\s+(?:REUTERS?|ENDS|-30-){_CONTROL}$")

_LONGEST_CREW = 600

_ROLES = (
    r"reporting|writing|editing|compiled|edited|written|reported|translated|translation|filming|production|graphics?|"
    r"reporte|con reporte|reporteo|editado|edición|traducido|reportage|édité|edité|reportagem|edição|bericht|redigiert"
)
_CREW = re.compile(
    rf"(?:additional |with additional |con |versión )?(?:{_ROLES})(?:,? (?:and|y|et|e|und|additional|{_ROLES})\b)*"
    r" (?:by|in|de|por|par|von)\b",
    re.IGNORECASE,
)

_BETWEEN = re.compile(r",\s| (?:and|y|et|e|und) (?![^ ]+ (?:by|por|par|von)\b)")
_OFFICE = re.compile(r"\b(?:news ?room|news ?desk|bureau|staff|team|redacción)s?\b", re.IGNORECASE)


def find_title_slug(title: str) -> list[Cut]:
    """The service words before a title: ``UPDATE 1-``, ``URGENT - CORRECTED - ``, ``FACTBOX: ``; none or one cut.

    Before capitals only, or a small letter, a bare hyphen may be part of a word (``FLASH-FLOODS HIT COAST``,
    ``TEXT-only``); there only a numbered slug or a spaced dash counts.

    >>> find_title_slug("UPDATE 2-CORRECTED-Mill to close"), find_title_slug("Update on mill")
    ([Cut(start=0, end=19, reason='wire_slug')], [])
    """
    end = 0
    for _ in range(4):
        match = _TITLE_SLUG.match(title, end)
        if match is None:
            break
        tight = (match["link"] or "").startswith(("-", "–", "—")) and not title[match.end() - 1].isspace()
        rest = title[match.end() :]
        if tight and (rest.isupper() or rest[0].islower()) and not _NUMBERED.search(match[0]):
            break
        end = match.end()
    return [Cut(0, end, WIRE_SLUG)] if 0 < end < len(title) else []


def find_slug_lines(lines: list[Line], head: int, gone: AbstractSet[int]) -> list[LineCut]:
    """Alerts and codes in the head of the article: ``URGENT``, ``BC-BULGARIA-FIRE``; ``gone`` ones are passed over."""
    return [
        LineCut(index, index, WIRE_SLUG)
        for index, line in enumerate(lines[: max(head, 1)])
        if index not in gone
        and len(line.visible) <= 100
        and any(form.fullmatch(line.visible) for form in (_ALERT, _CODE, _MARK))
    ]


def find_tail(lines: list[Line], limit: int, gone: AbstractSet[int]) -> list[LineCut]:
    """Sign-offs and the crew's names below the text, peeled off from the end: ``ENDS``, ``(Reporting by …)``.

    ``limit`` pieces at most; the lines in ``gone`` go anyway and are passed over.
    """
    cuts: list[LineCut] = []
    last = len(lines) - 1
    while last > 0 and len(cuts) < limit:
        if last in gone:
            last -= 1
            continue
        first, reason = _tail_piece(lines, last, gone)
        if not reason:
            break
        cuts.append(LineCut(first, last, reason))
        last = first - 1
    return cuts


def find_sign_off(text: str, lines: list[Line], gone: AbstractSet[int]) -> list[Cut]:
    """The agency's sign-off behind the last full stop of the text: `` REUTER``; none or one cut."""
    line = next((lines[index] for index in range(len(lines) - 1, -1, -1) if index not in gone), None)
    if line is None or (match := _END_IN_LINE.search(line.visible, max(0, len(line.visible) - 80))) is None:
        return []
    end = text.index(line.visible[0], line.start) + len(line.visible)
    return [Cut(end - len(match[0]), end, SIGN_OFF)]


def _tail_piece(lines: list[Line], last: int, gone: AbstractSet[int]) -> tuple[int, str]:
    """First line and reason of the piece of furniture that ends with line ``last``; no reason if it is none."""
    visible = lines[last].visible
    if len(visible) <= 60 and (_END.fullmatch(visible) or _MARK.fullmatch(visible)):
        return (last, "") if _ends_sentence_above(lines, last) else (last, SIGN_OFF)
    if _is_crew(visible):
        return last, BYLINE
    # The crew's names may be wrapped over a few lines: the bracket that opens them starts a line.
    first = last
    while visible[-2:].endswith((")", ").", "]")) and first > 0 and lines[first].breaks == 1 and last - first < 5:
        first -= 1
        if first in gone or len(visible) > _LONGEST_CREW:
            break
        visible = f"{lines[first].visible} {visible}"
        if _is_crew(visible):
            return first, BYLINE
    return last, ""


def _ends_sentence_above(lines: list[Line], index: int) -> bool:
    """Whether a line is the rest of the one above it: ``… a spokesman told | Reuters.``, ``Source: | Reuters``."""
    above = lines[index - 1].visible
    if lines[index].breaks > 1:
        return False
    return above.endswith(":") or (re.search(r"\w\.$", lines[index].visible) is not None and not is_sentence(above))


def _is_crew(visible: str) -> bool:
    """``(Reporting by Jane Roe in Bonn; Editing by John Doe)``: in brackets, or roles and names and nothing else."""
    if len(visible) > _LONGEST_CREW:
        return False
    bracketed = visible[:1] + visible.rstrip(".")[-1:] in {"()", "[]"}
    if not bracketed and (visible[:1] in "([" or visible.rstrip(".")[-1:] in ")]"):
        return False
    inside = visible.rstrip(".")[1:-1] if bracketed else visible.rstrip(".")
    clauses = [clause.strip() for clause in inside.split(";") if clause.strip()]
    if not clauses or not _CREW.match(clauses[0]):
        return False
    return all(_is_crew_clause(clause) for clause in clauses)


def _is_crew_clause(clause: str) -> bool:
    for part in _BETWEEN.split(clause):
        match = _CREW.match(part)
        names = _OFFICE.sub("", part[match.end() :] if match else part).strip()
        if names and not is_made_of_names(names):
            return False
    return True
