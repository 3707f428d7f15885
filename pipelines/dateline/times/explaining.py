"""Why each time expression of an article got its value, in words: what ``dateline explain`` says of times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from dateline.explanation import Fact, Finding, Section, surroundings
from dateline.records import ASSUMED_LANGUAGE, Document, TimeMention
from dateline.times.grammar import Modifier, Rule
from dateline.times.language import Language
from dateline.times.languages import language_of

GRAINS = {
    "century": "a century", "decade": "a decade", "year": "a year", "half": "half a year", "quarter": "a quarter",
    "season": "a season", "month": "a month", "week": "a week", "weekend": "a weekend", "weekday": "a day",
    "day": "a day", "part": "a part of a day", "hour": "known to the hour", "minute": "known to the minute",
    "second": "known to the second",
}  # fmt: skip
MODS = {
    "START": "its beginning", "MID": "its middle", "END": "its end", "APPROX": "about", "MORE_THAN": "more than",
    "LESS_THAN": "less than", "EQUAL_OR_MORE": "at least", "EQUAL_OR_LESS": "at most", "BEFORE": "before it",
    "AFTER": "after it", "ON_OR_BEFORE": "up to and with it", "ON_OR_AFTER": "from it on",
}  # fmt: skip
KINDS = {"DURATION": "a length of time", "SET": "a time that comes again"}
REFERENCES = {"PAST_REF": "some time past", "PRESENT_REF": "about now", "FUTURE_REF": "some time to come"}
ZONE_BASES = {
    "stated": "stated with the expression",
    "place": "that of the place named with it or before it",
    "dateline": "that of the place the article is written from{place}",
    "publication": "that of the publication time",
    "assumed": "assumed, because nothing says where the text was written",
}
DIRECTION_BASES = {
    "expression": "the expression itself says so",
    "calendar": "its days lie on that side of the publication",
    "nearest": "no tense tells, so the nearest such date was taken",
    "default": "no tense tells, so the last such day was taken",
}
SURE, FAIR = 0.9, 0.7
"""Confidence from which a value counts as sure, and as fair."""


def explain_times(document: Document) -> Section:
    """The section on the times of a document that the times stage has been over."""
    language = language_of(document.article.language or ASSUMED_LANGUAGE)
    findings = tuple(_finding(document, language, index) for index in range(len(document.times)))
    return Section("times", "When", _about(document, language), findings)


def _about(document: Document, language: Language | None) -> tuple[Fact, ...]:
    """What all expressions of the article share: language, publication, dateline, news or history."""
    article = document.article
    named = article.language or f"{ASSUMED_LANGUAGE} (assumed)"
    facts = [Fact("language", named if language else f"{named}: it has no grammar, nothing is read", language is None)]
    if article.published_at is not None:
        moment = article.published_at.moment()
        facts.append(Fact("published", f"{moment.isoformat()}: expressions without a date of their own start there"))
    else:
        facts.append(Fact("published", "not given: the time at which the record came in stands for it", warns=True))
    place = (document.dateline.place if document.dateline else None) or article.place
    if place:
        facts.append(Fact("written from", f"{place}: times that state no zone are local there, if its zone is known"))
    if any(time.anchor_basis == "narrative" for time in document.times):
        told = "a history: most of its dates are in other years than the publication, so it has a date of its own"
        facts.append(Fact("read as", told))
    elif document.times:
        facts.append(Fact("read as", "news: what it does not date is counted from the publication"))
    facts += [Fact("note", note.removeprefix("times: ")) for note in document.notes if note.startswith("times: ")]
    return tuple(facts)


def _finding(document: Document, language: Language | None, index: int) -> Finding:
    time = document.times[index]
    before, after = surroundings(document.article, time.field, time.start, time.end)
    place = (document.dateline.place if document.dateline else None) or document.article.place
    facts = [
        Fact("value", _value(time)),
        *_interval(time),
        Fact("rule", _rules(time.rule, language)),
        Fact("anchor", _anchor(time, document.times[:index])),
        *_direction(time),
        *_zone(time, place),
        *_links(document, time),
        *([Fact("conflict", time.conflict, warns=True)] if time.conflict else []),
        Fact("confidence", _confidence(time.confidence), warns=time.confidence < FAIR),
    ]
    return Finding(index, time.field, time.start, time.end, time.text, before, after, tuple(facts), asdict(time))


def _value(time: TimeMention) -> str:
    """The value and what kind of thing it is.

    >>> _value(TimeMention("body", 0, 4, "1990", "DATE", "1990", mod="START", granularity="year"))
    '1990 (DATE, a year, its beginning)'
    """
    said = [time.type, REFERENCES.get(time.value) or KINDS.get(time.type) or GRAINS.get(time.granularity or "", "open")]
    if time.mod:
        said.append(MODS.get(time.mod, time.mod))
    if time.quant:
        said.append(f"{time.quant.lower()} one")
    if time.freq:
        said.append(f"{time.freq.removesuffix('X')} times in it")
    return f"{time.value} ({', '.join(said)})"


def _interval(time: TimeMention) -> list[Fact]:
    if time.begin is None or time.end_exclusive is None:
        return []
    return [Fact("interval", f"from {_utc(time.begin)} up to, not including, {_utc(time.end_exclusive)}")]


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%SZ").replace(":00Z", "Z")


def _rules(ids: str, language: Language | None) -> str:
    """Every rule that took part, with a text that it is meant for.

    >>> _rules("date.weekday", language_of("en"))
    'date.weekday, as in "on Monday"'
    """
    owners: Mapping[str, Rule | Modifier] = {rule.id: rule for rule in language.grammar.rules} if language else {}
    told = []
    for name in ids.split("+"):
        owner = owners.get(name)
        example = next((text for text, value, *_ in owner.examples if value), None) if owner else None
        told.append(f'{name}, as in "{example}"' if example else name)
    return "; with ".join(told)


def _anchor(time: TimeMention, earlier: Sequence[TimeMention]) -> str:
    """What the expression is counted from, and why that."""
    basis, anchor = time.anchor_basis, time.anchor
    if anchor is None or basis is None:
        if time.type in KINDS or time.value in REFERENCES:
            return "none: it points at no date"
        return "none: nothing dates it" if "XX" in time.value else "none needed: the text gives the whole date"
    if basis == "mention":
        named = next((other for other in reversed(earlier) if _same_value(other.value, anchor)), None)
        shown = f' "{named.text}"' if named else ""
        return f"{anchor}, the date mentioned before it{shown}: it points back at the text"
    told = {
        "publication": "the day of publication: it is counted from the time of writing",
        "record_time": "the day its record came in, because the article has no publication time",
        "dateline": "the date in the dateline",
        "narrative": "the date that the history has reached: a history counts from its own dates",
    }
    return f"{anchor}, {told[basis]}"


def _same_value(value: str, anchor: str) -> bool:
    """Whether an anchor is a mention's value; the anchor of a time is its local part."""
    return value == anchor or ("T" in anchor and value.startswith(anchor)) or value.startswith(f"{anchor}T")


def _direction(time: TimeMention) -> list[Fact]:
    if time.direction is None:
        return []
    basis = time.direction_basis or ""
    kind, _, word = basis.partition(":")
    why = DIRECTION_BASES.get(basis) or (f'told by the {kind} "{word}"' if word else basis)
    return [Fact("direction", f"{time.direction}: {why}" if why else time.direction)]


def _zone(time: TimeMention, place: str | None) -> list[Fact]:
    if time.zone is None or time.zone_basis is None:
        return []
    why = ZONE_BASES[time.zone_basis].format(place=f" ({place})" if place else "")
    return [Fact("zone", f"{time.zone}: {why}", warns=time.zone_basis == "assumed" and time.type == "TIME")]


def _links(document: Document, time: TimeMention) -> list[Fact]:
    facts = []
    if time.range is not None:
        text = (document.article.title or "") if time.field == "title" else document.article.body
        whole = text[time.range.start : time.range.end]
        facts.append(Fact("range", f'an end of "{whole}" = {time.range.value}'))
    if time.same_instant_as is not None:
        other = document.times[time.same_instant_as]
        facts.append(Fact("same instant", f'as number {time.same_instant_as}, "{other.text}" = {other.value}'))
    return facts


def _confidence(confidence: float) -> str:
    word = "sure" if confidence >= SURE else "fair" if confidence >= FAIR else "a guess"
    return f"{confidence:.2f}, {word}"
