"""Picture credits, captions of file photos and copyright lines.

They are known by their structure: a label (``Photo:``), a bracket (``(AP Photo/Jane Roe)``), a bar
(``| Palace/Reuters``), a sign (``© 2020``), always together with nothing but names. A line with a verb in small
letters is never a credit.
"""

from __future__ import annotations

import re

from dateline.clean.copying import Cut, LineCut
from dateline.clean.lines import Line, alone
from dateline.clean.names import SOLE_CREDITS, has_agency, is_made_of_names

PHOTO_CREDIT = "photo_credit"
PHOTO_CAPTION = "photo_caption"
COPYRIGHT = "copyright"

_LONGEST_CREDIT = 160
_LONGEST_CAPTION = 1_000

_SAFE = (
    r"photo(?:graph)?|foto|fotograf[ií]a|fotografie|image|imagen|imagem|(?:photo|picture|image|foto)[ -]?credit|"
    r"crédits?[ -]photo"
)
_LABEL = re.compile(
    rf"[^\w(\[]*(?:(?P<safe>{_SAFE})|photos|photographs|fotos|images|imágenes|imagens|pictures?|pic|bild(?:er)?|"
    r"credits?|crédits?|créditos?|illustration|ilustración|ilustração|infographic|graphic|vidéo|video|screenshot|"
    r"photographie|cortesía)(?P<link>\s*[:：|]|\s+(?P<by>by|courtesy of|courtesy|von|par|por)\b)\s*(?P<names>.+)",
    re.IGNORECASE,
)
_BRACKET = re.compile(
    r"(?:(?P<agency>[^()\[\]:]{0,40}?)\s?\b(?:photo|foto|image|imagen|imagem|picture|pool)s?\b(?:\s+by|\s+via|"
    r"\s+courtesy of|\s?[/:|]|\s+par|\s+von|\s+por)|(?P<wire>credit|crédit|crédito)\s?:)\s*(?P<names>.+)",
    re.IGNORECASE,
)
_FILE_PHOTO = re.compile(
    r"(?:FILE (?:PHOTO|PICTURE|IMAGE|PIC)|File (?:photo|picture|image)|FOTO DE (?:ARCHIVO|ARQUIVO)|"
    r"IMAGEN DE ARCHIVO|ARCHIV(?:BILD|FOTO)|PHOTO D['’]ARCHIVES?)\s?(?:[:.]|\s[-–—])\s*\S"
)
_FILE_DASH = re.compile(r"(?:FILE|Archiv|ARCHIV|Archivo|ARCHIVO)\s[-–—]\s\S")
_COPYRIGHT = re.compile(
    r"(?:copyright\s?)?(?P<sign>©|\(c\))?\s?(?:copyright\s?)?(?P<year>(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?)?"
    r"[\s,.:]*(?P<names>[^.]*(?:\.[^.\s]+)*)\.?\s*(?:All rights reserved\.?)?",
    re.IGNORECASE,
)
_POLLS = re.compile(r"\b(?:Ipsos|Zogby|YouGov|Gallup|Polls?)\b", re.IGNORECASE)


def find_credit_lines(lines: list[Line], head: int) -> list[LineCut]:
    """The lines that are a credit, a file photo's caption or a copyright notice as a whole."""
    cuts = []
    for index, line in enumerate(lines):
        if len(line.visible) <= _LONGEST_CAPTION:
            reason = _reason(line.visible, by_itself=index < head or alone(lines, index))
            if reason:
                cuts.append(LineCut(index, index, reason))
    return cuts


def find_trailing_credits(text: str, lines: list[Line], gone: set[int]) -> list[Cut]:
    """Bracketed credits at the end of a caption: ``… in Bonn on Monday. (AP Photo/Jane Roe)``."""
    cuts = []
    for index, line in enumerate(lines):
        visible = line.visible
        if index in gone or visible[-1] not in ")]":
            continue
        start = max(visible.rfind("(", -_LONGEST_CREDIT), visible.rfind("[", -_LONGEST_CREDIT))
        if start > 0 and visible[start - 1].isspace() and _is_bracketed(visible[start:]):
            first = text.index(visible, line.start) + len(visible[:start].rstrip())
            cuts.append(Cut(first, text.index(visible, line.start) + len(visible), PHOTO_CREDIT))
    return cuts


def _reason(visible: str, *, by_itself: bool) -> str | None:
    if _FILE_PHOTO.match(visible) or (_FILE_DASH.match(visible) and _is_file_caption(visible)):
        return PHOTO_CAPTION
    if len(visible) > _LONGEST_CREDIT:
        return None
    if _is_copyright(visible):
        return COPYRIGHT
    if _is_labelled(visible) or _is_bracketed(visible) or _is_barred(visible) or (by_itself and _is_bare(visible)):
        return PHOTO_CREDIT
    return None


def _is_labelled(visible: str) -> bool:
    """``Photo: Jane Roe/AFP``, ``Photograph by Jane Roe``, ``Credit: Getty Images``."""
    match = _LABEL.fullmatch(visible)
    if match is None or not is_made_of_names(match["names"]):
        return False
    if has_agency(match["names"]) or "/" in match["names"]:
        return True
    # Without an agency the label must be one of pictures only ("Picture: Anora" is an award) and the name short.
    return (match["safe"] is not None or match["by"] is not None) and is_made_of_names(match["names"], most=4)


def _is_bracketed(visible: str) -> bool:
    """``(AP Photo/Jane Roe)``, ``(Photo by Jane Roe/AFP)``, ``[Reuters/Jane Roe]``, ``(Jane Roe via AP)``."""
    inside = visible.rstrip(".")
    if inside[:1] + inside[-1:] not in {"()", "[]"} or len(visible) > _LONGEST_CREDIT:
        return False
    inside = inside[1:-1].strip()
    match = _BRACKET.fullmatch(inside)
    if match is not None:
        return is_made_of_names(match["names"]) and (not match["agency"] or is_made_of_names(match["agency"], most=4))
    return _is_slashed(inside)


def _is_barred(visible: str) -> bool:
    """``|  Miraflores Palace/Reuters``: one bar in front; a row of a table has more of them."""
    names = visible.lstrip("|｜ \u00a0\t")
    if names == visible or visible[0] not in "|｜" or "|" in names:
        return False
    return ("/" in names or has_agency(names)) and is_made_of_names(names)


def _is_bare(visible: str) -> bool:
    """``Jane Roe/Reuters``, ``REUTERS/Jane Roe/File Photo``, ``Getty Images``: nothing else, alone on its line."""
    return visible.rstrip(".").casefold() in SOLE_CREDITS or _is_slashed(visible)


def _is_slashed(text: str) -> bool:
    two_parts = "/" in text or " via " in text
    return two_parts and has_agency(text) and is_made_of_names(text) and _POLLS.search(text) is None


def _is_file_caption(visible: str) -> bool:
    """A line after ``FILE -`` is a caption if it says so or ends in a credit."""
    if "file photo" in visible.casefold():
        return True
    start = max(visible.rfind("("), visible.rfind("["))
    return start > 0 and _is_bracketed(visible[start:])


def _is_copyright(visible: str) -> bool:
    """``© 2020 Agency``, ``Copyright 2020 Agency. All rights reserved.``"""
    if visible.casefold().rstrip(".") == "all rights reserved":
        return True
    match = _COPYRIGHT.fullmatch(visible)
    if match is None or not (match["sign"] or (match["year"] and visible[:9].casefold() == "copyright")):
        return False
    return not match["names"].strip() or is_made_of_names(match["names"], most=6)
