"""Whether a piece of text is made of names: the shape that credits, bylines and agencies have."""

from __future__ import annotations

import re

# Small words inside names and between them, in the languages of the large agencies.
_LINK_WORDS = (
    "a al and bin by courtesy d da dal dalla de del della der des di do dos du e el et for für handout i ibn in la "
    "las le les los mit of par por para per pool pour presso the und van via von y with zu & | - – —"
)
_LINKS = frozenset(_LINK_WORDS.split())
_SPLIT = re.compile(r"[\s/]+")
_EDGES = ".,;:'\"’‘“”()[]«»"

_AGENCIES = (
    "afp|agencia efe|agência lusa|alamy|anadolu|anadolu agency|ansa|ap|associated press|ap photo|avalon|belga|"
    "bloomberg|canadian press|cp|dpa|dpa picture-alliance|efe|epa|epa-efe|europa press|getty|getty images|imago|"
    "interfax|istock|keystone|kyodo|kyodo news|lehtikuva|lusa|magnum photos|ntb|ntb scanpix|nurphoto|pa|pa images|"
    "pa media|pa wire|picture alliance|pool|press association|pti|rex|rex features|reuters|reuters photo|"
    "ria novosti|ritzau|ritzau scanpix|scanpix|shutterstock|sipa|sipa usa|sputnik|stringer|tass|tt|unsplash|upi|"
    "usa today sports|xinhua|yonhap|zuma|zuma press|wikimedia commons|handout|courtesy|file|file photo|files"
)
PHOTO_AGENCIES = frozenset(_AGENCIES.split("|"))
"""Picture agencies and the other words that only stand in picture credits, in lower case."""

_SOLE = (
    "afp via getty images|alamy|alamy stock photo|ap photo|ap file photo|bloomberg via getty images|courtesy photo|"
    "depositphotos|epa-efe|file photo|getty|getty images|handout photo|istock|istockphoto|reuters file photo|"
    "reuters photo|shutterstock|unsplash|wikimedia commons"
)
SOLE_CREDITS = frozenset(_SOLE.split("|"))
"""Lines that are a credit by themselves: archives of pictures, in lower case."""


def is_made_of_names(text: str, most: int = 10) -> bool:
    """Whether every word is a name (an upper-case letter first, or no letter case at all) or a link between names.

    At least one is a name, at most ``most`` are words other than links, and none has digits.

    >>> [is_made_of_names(text) for text in ("Inés de la Cruz/AFP via Getty Images", "Trams stop again", "the", "")]
    [True, False, False, False]
    """
    if len(text) > 160:
        return False
    names = 0
    for word in _SPLIT.split(text.strip()):
        bare = word.strip(_EDGES)
        if bare.casefold() in _LINKS and not bare.isupper():
            continue
        if not bare:
            if word:
                continue
            return False
        if (bare[0].islower() and not _is_late_capital(bare)) or any(map(str.isdigit, bare)) or not bare[0].isalpha():
            return False
        names += 1
    return 0 < names <= most


def _is_late_capital(word: str) -> bool:
    """``dpa``, ``d'Orsay``, ``al-Masri``, ``iStock``: names that start small."""
    return word.casefold() in PHOTO_AGENCIES or re.fullmatch(r"(?:[dl]['’]|al-|el-|i)[^\W\d_]\w*", word) is not None


def has_agency(text: str) -> bool:
    """Whether one part of a credit between slashes is a picture agency: ``Jane Roe/AFP via Getty Images``.

    >>> [has_agency(text) for text in ("Jane Roe/Reuters", "REUTERS/Jane Roe/File Photo", "Jane Roe")]
    [True, True, False]
    """
    parts = re.split(r"\s*/\s*|\s+via\s+|\s+for\s+", text.strip().strip("()[]. "))
    return any(part.strip(" .").casefold() in PHOTO_AGENCIES for part in parts)
