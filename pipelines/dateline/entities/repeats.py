"""One name, one type in one article; and every repeat of a name is a mention.

A model reads each sentence by itself: "Maduro" is a person here and a company there, and is overlooked in the
headline. The article as a whole knows better. Types are settled by a vote over the mentions of a name, then the
text is searched for names that were found elsewhere in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dateline.entities.acronyms import Definition, head_type
from dateline.entities.matching import NameMatcher
from dateline.entities.names import Span, is_acronym, key, plain, words
from dateline.entities.trimming import is_artefact, is_title
from dateline.entities.wordlists import sections
from dateline.records import FieldName

SURE_RULES = frozenset({"gazetteer", "nationality"})
SHORTEST_REPEAT = 3
"""Letters of a name that is searched for; shorter ones are initials or chance."""
MOST_NAMES = 500
"""Names of one article that are searched for."""

INTRODUCED = 3
"""Votes of a full name that stands before the first bare family name."""

_LEGAL_FORMS = sections("organisation_words")[""]
_KEPT_APART = frozenset({"NORP", "LANGUAGE"})
_HALVES = frozenset({"ORG", "PRODUCT", "PERSON"})
_REPEATED_TYPES = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "LAW", "EVENT", "PRODUCT"})


def settled(
    texts: Mapping[FieldName, str], spans: Sequence[Span], definitions: Sequence[Definition] = ()
) -> list[Span]:
    """The spans with one type per name: that of its definition, of the gazetteer, or of most of its mentions.

    A person's family name takes the part of the full name: each mention of "Nicolás Maduro" is a vote for
    "Maduro" as a person.
    """
    keys = [key(texts[s.field][s.start : s.end]) for s in spans]
    votes: dict[str, Counter[str]] = {}
    for span, name in zip(spans, keys, strict=True):
        votes.setdefault(name, Counter())[span.type] += 1
    fixed = {name: span.type for span, name in zip(spans, keys, strict=True) if span.rule in SURE_RULES}
    fixed |= {
        key(texts[part.field][part.start : part.end]): part.type for d in definitions for part in (d.short, d.long)
    }
    _vote_for_family_names(votes, _first_uses(spans, keys))
    _vote_for_short_company_names(votes)
    decided = {name: fixed.get(name) or _winner(name, counts) for name, counts in votes.items()}
    decided |= _decided_in_capitals(decided)
    return [_with_type(span, decided[name]) for span, name in zip(spans, keys, strict=True)]


def _first_uses(spans: Sequence[Span], keys: Sequence[str]) -> dict[str, int]:
    """Where in the body each name is first used; a headline shortens names before they are given."""
    found: dict[str, int] = {}
    for span, name in zip(spans, keys, strict=True):
        if span.field == "body":
            found[name] = min(span.start, found.get(name, span.start))
    return found


def _vote_for_family_names(votes: Mapping[str, Counter[str]], first_use: Mapping[str, int]) -> None:
    """Full names vote for their last words, more so where the full name comes first, as it does for people."""
    for name in list(votes):
        parts = words(name)
        if len(parts) < 2 or _winner(name, votes[name]) != "PERSON":
            continue
        family = votes.get(parts[-1])
        if family is not None:
            introduced = first_use.get(name, 0) <= first_use.get(parts[-1], 0)
            family["PERSON"] += votes[name]["PERSON"] * (INTRODUCED if introduced else 1)


def _vote_for_short_company_names(votes: Mapping[str, Counter[str]]) -> None:
    """A company's name in full ("Acme Corp") says what the short one ("Acme") is."""
    for name in list(votes):
        parts = name.rsplit(" ", 1)
        if len(parts) == 2 and parts[1] in _LEGAL_FORMS and parts[0] in votes:
            votes[parts[0]]["ORG"] += INTRODUCED * votes[name].total()


def _decided_in_capitals(decided: Mapping[str, str]) -> dict[str, str]:
    """Types of names that stand in capitals here and in small letters elsewhere: a headline's "SHULTZ"."""
    people = {words(name)[-1] for name, type_ in decided.items() if type_ == "PERSON" and words(name)}
    found = {}
    for name in decided:
        small = name.casefold()
        if is_acronym(name) and small in decided:
            found[name] = decided[small]
        elif is_acronym(name) and small in people:
            found[name] = "PERSON"
    return found


def _winner(name: str, counts: Counter[str]) -> str:
    """The type with most votes, the first seen of equals; head nouns and legal forms decide for institutions."""
    if " " in name and name.rsplit(" ", 1)[1].casefold() in _LEGAL_FORMS:
        return "ORG"
    head = head_type(name) if counts.keys() <= {"ORG", "LAW", "EVENT", "WORK_OF_ART", "FAC"} else None
    return head or max(counts, key=lambda t: counts[t])


def _with_type(span: Span, type_: str) -> Span:
    if span.type == type_ or span.type in _KEPT_APART or type_ in _KEPT_APART:
        return span
    return replace(span, type=type_, rule="settled")


def with_halves_joined(texts: Mapping[FieldName, str], spans: Sequence[Span]) -> list[Span]:
    """The spans, with a name in one piece that the model keeps cutting in two ("Northrop" "Grumman").

    Two halves are one name where they stand side by side at least twice and the second never stands without the
    first.
    """
    ordered = sorted(spans, key=lambda s: s.order)
    keys = [key(texts[s.field][s.start : s.end]) for s in ordered]
    pairs: Counter[tuple[str, str]] = Counter()
    beside: list[int] = []
    for i in range(len(ordered) - 1):
        first, second = ordered[i], ordered[i + 1]
        if (
            first.field == second.field
            and texts[first.field][first.end : second.start] == " "
            and {first.type, second.type} <= _HALVES
            and "'" not in texts[first.field][first.start : first.end]
        ):
            pairs[keys[i], keys[i + 1]] += 1
            beside.append(i)
    alone = Counter(keys)
    whole = [
        i for i in beside if pairs[keys[i], keys[i + 1]] >= 2 and alone[keys[i + 1]] == pairs[keys[i], keys[i + 1]]
    ]
    starts = set(whole)
    joined = [replace(ordered[i], end=ordered[i + 1].end, rule="halves") for i in whole if i - 1 not in starts]
    gone = {j for i in whole if i - 1 not in starts for j in (i, i + 1)}
    return sorted((*(s for i, s in enumerate(ordered) if i not in gone), *joined), key=lambda s: s.order)


def with_repeats(texts: Mapping[FieldName, str], spans: Sequence[Span]) -> list[Span]:
    """The spans and the mentions that were overlooked: whole words that repeat a name, or a person's family name.

    What lies inside another mention is none: "Boeing" is not a mention of its own in "Boeing Field".
    """
    wanted = _wanted(texts, spans)
    matcher = NameMatcher(wanted)
    if not matcher:
        return list(spans)
    result: list[Span] = []
    for field, text in texts.items():
        result += _repeats_in(field, text, [s for s in spans if s.field == field], matcher, wanted)
    return sorted(result, key=lambda s: s.order)


def _repeats_in(
    field: FieldName, text: str, spans: list[Span], matcher: NameMatcher, wanted: Mapping[str, str]
) -> list[Span]:
    """The spans of one field and its repeats; a known name replaces pieces of it that were taken for names."""
    owner = {i: span for span in spans for i in range(span.start, span.end)}
    kept = dict.fromkeys(spans)
    for match in matcher.find(text):
        inside = dict.fromkeys(owner[i] for i in range(match.start, match.end) if i in owner)
        if any(s.start < match.start or s.end > match.end for s in inside):
            continue
        if any((s.start, s.end) == (match.start, match.end) or s.rule in SURE_RULES for s in inside):
            continue
        if not _is_part_of_longer(text, match.end, wanted[match.name]):
            for span in inside:
                kept.pop(span, None)
            kept[Span(field, match.start, match.end, wanted[match.name], "repeat")] = None
    return list(kept)


def _wanted(texts: Mapping[FieldName, str], spans: Sequence[Span]) -> dict[str, str]:
    """The names to search for, as they are written, with their types; the first reading of a spelling counts."""
    found: dict[str, str] = {}
    full_names: list[str] = []
    for span in spans:
        name = plain(texts[span.field][span.start : span.end])
        if span.type not in _REPEATED_TYPES or not _is_searchable(name):
            continue
        found.setdefault(name, span.type)
        if span.type == "PERSON" and " " in name:
            full_names.append(name)
        if len(found) >= MOST_NAMES:
            break
    taken = {key(name) for name in found}
    for name in _family_names(full_names):
        if key(name) not in taken:
            found.setdefault(name, "PERSON")
    return found


def _family_names(full_names: Iterable[str]) -> list[str]:
    """The last words of full names, where such a word is hardly anything but a name."""
    last = dict.fromkeys(name.rsplit(" ", 1)[1] for name in full_names)
    common = sections("common_words")[""]
    return [w for w in last if w[:1].isupper() and len(w) > SHORTEST_REPEAT and w.casefold() not in common]


def _is_searchable(name: str) -> bool:
    letters = sum(c.isalpha() for c in name)
    if letters < SHORTEST_REPEAT and not is_acronym(name):
        return False
    if " " not in name and name.casefold() in sections("common_words")[""] and not is_acronym(name):
        return False
    return not is_artefact(name) and not is_title(name) and any(c.isupper() for c in name)


def _is_part_of_longer(text: str, end: int, type_: str) -> bool:
    """True where a capitalised neighbour makes a longer name of it, which then is another one.

    A person's name may follow a title ("President Maduro") and a sentence may start in front of it.
    """
    after = text[end : end + 40]
    if after[:1] == " " and after[1:2].isupper() and type_ != "PERSON":
        following = after[1:].split()[0]
        return not following.isupper() and following.strip(".,;:").casefold() not in sections("common_words")[""]
    return bool(after[:1] == "-" and after[1:2].isupper())
