"""The languages that have a grammar. Adding one is a folder beside ``en`` and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dateline.times import en
from dateline.times.language import Language


def spanish() -> Language:
    """Spanish, imported when a text is in it: English alone is to start up fast."""
    from dateline.times import es

    return es.language()


LANGUAGES: Mapping[str, Callable[[], Language]] = {"en": en.language, "es": spanish}


def language_of(code: str | None) -> Language | None:
    """The language of a BCP 47 code (``en``, ``en-GB``), or None if it has no grammar.

    >>> language_of("en-GB").code, language_of("xx")
    ('en', None)
    """
    load = LANGUAGES.get((code or "").replace("_", "-").split("-")[0].lower())
    return load() if load else None
