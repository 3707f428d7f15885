"""The language of an article: a given tag made regular, or one identified by py3langid.

py3langid 0.4 (naive Bayes over byte n-grams, offline, deterministic, no state between calls) was compared with
lingua 2.2 and fastText's lid.176.ftz on 50 sentences in 30 languages and 4,613 English wire stories: all name 47 or
48 of the 50. fastText is ten times faster but gives Spanish, with confidence 0.99, for English company news; lingua
is as careful as py3langid but fifteen times slower (160 stories a second) and needs 290 MB.
"""

from __future__ import annotations

import functools
import re
import threading
from typing import Any

from dateline.decode.wording import excerpt
from dateline.errors import FieldError

CHARACTERS = 4_000
"""How much of the text is looked at; more changes nothing."""

_LEFT_OUT = frozenset({"pcm", "vo"})
"""Labels never given: Nigerian Pidgin, which the model prefers for clipped English ("Shr 40 cts vs 25 cts"), and
Volapük, which it finds in tables and in which there is no news."""

_NO_LANGUAGE = frozenset({"zxx", "und"})

_TAG = re.compile(r"(?P<primary>[A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
_REPLACED = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr"}
"""Two-letter codes that ISO 639 has withdrawn, with what the IANA registry of language subtags prefers."""

_lock = threading.Lock()


def regular(tag: str) -> str | None:
    """The primary language of a BCP 47 tag: a two-letter code where there is one. ``und`` is ``None``.

    >>> regular("en-US"), regular("PT_br"), regular("deu"), regular("iw")
    ('en', 'pt', 'de', 'he')

    Raises :class:`~dateline.errors.FieldError` for what is no tag of an ISO 639 language; names of languages are
    not tags.
    """
    remedy = 'Send a BCP 47 tag such as "en" or "pt-BR", or nothing: the language is then identified.'
    match = _TAG.fullmatch(tag.strip())
    if match is None:
        raise FieldError("language", f"{excerpt(tag)} is no BCP 47 language tag.", remedy)
    primary = match["primary"].lower()
    if primary == "und":
        return None
    code = _codes().get(_REPLACED.get(primary, primary))
    if code is None:
        raise FieldError("language", f"{excerpt(tag)}: ISO 639 has no language {excerpt(primary)}.", remedy)
    return code


def identify(text: str, min_confidence: float) -> tuple[str | None, float]:
    """The language of ``text`` and the confidence in it, 0 to 1 with three digits.

    The language is ``None`` below ``min_confidence`` and when the text is no language (figures, codes).
    """
    label, confidence = _identifier().classify(text[:CHARACTERS])
    rounded = round(min(max(float(confidence), 0.0), 1.0), 3)
    if label in _NO_LANGUAGE or rounded < min_confidence:
        return None, rounded
    return str(label), rounded


def warm_up() -> None:
    """Load the model now (about a second) rather than with the first article."""
    _identifier()


def _identifier() -> Any:
    with _lock:  # several threads of a worker start together; one of them loads
        return _load()


@functools.cache
def _load() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([label for label in identifier.labels if label not in _LEFT_OUT])
    return identifier


@functools.cache
def _codes() -> dict[str, str]:
    """Every ISO 639 code in small letters to the shortest code of its language."""
    import pycountry

    codes: dict[str, str] = {}
    for language in pycountry.languages:
        shortest = getattr(language, "alpha_2", language.alpha_3)
        for attribute in ("alpha_2", "alpha_3", "bibliographic"):
            code = getattr(language, attribute, None)
            if code is not None:
                codes[code] = shortest
    return codes
