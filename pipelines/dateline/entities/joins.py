"""Names to entities: which names of one article mean the same thing, and why.

Each join has a reason in words. What could mean two things is not joined: two people who share a family name
stay two, and the bare family name stays by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dateline.entities.names import Span, is_acronym, key, plain, words
from dateline.entities.wordlists import sections
from dateline.records import FieldName


class Name(NamedTuple):
    """What mentions must share to be one name: the compared form and the type."""

    key: str
    type: str


@dataclass(frozen=True, slots=True)
class Join:
    """Two names of one thing; ``confidence`` is a judgement of how often such a join is right.

    ``reason`` has ``{short}`` and ``{long}`` where the names stand, as the text writes them.
    """

    short: Name
    long: Name
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """An entity in the making: its mentions in reading order and how they came together."""

    name: str
    type: str
    spans: tuple[Span, ...]
    aliases: tuple[str, ...]
    confidence: float
    reason: str


@dataclass(slots=True)
class _Group:
    """Names that were joined; ``members`` maps each name to its mentions."""

    members: dict[Name, list[Span]]
    reasons: list[str] = field(default_factory=list)
    confidence: float = 1.0


MOST_NAMESAKES = 50
"""With more names that share a word, none can be the only one; and looking would take quadratic time."""

_GENERATION = frozenset({"jr", "sr", "ii", "iii", "iv"})
_LEGAL_FORM = sections("organisation_words")[""]
_HEADS = sections("organisation_words")["heads"]
_FOUND_BY = {
    "model": ("found by the model", 0.7),
    "trimmed": ("found by the model, trimmed to the name", 0.7),
    "gazetteer": ("a name of the gazetteer", 0.95),
    "nationality": ("a nationality word", 0.95),
    "acronym": ("defined in the text", 0.85),
    "settled": ("type settled by its other mentions", 0.75),
    "halves": ("found by the model in two halves that only occur together", 0.7),
    "repeat": ("repeats a name found elsewhere", 0.7),
}


def clusters_of(texts: Mapping[FieldName, str], spans: Sequence[Span], bonds: Sequence[Join] = ()) -> list[Cluster]:
    """The entities that ``spans`` mention, in the order of their first mentions.

    ``bonds`` are joins that are already known (acronyms with their long forms); they come first.
    """
    mentions: dict[Name, list[Span]] = {}
    for span in sorted(spans, key=lambda s: s.order):
        mentions.setdefault(name_of(texts, span), []).append(span)
    groups = {name: _Group({name: found}) for name, found in mentions.items()}
    for bond in bonds:
        _apply(groups, bond, {})
    shown = {name: plain(texts[found[0].field][found[0].start : found[0].end]) for name, found in mentions.items()}
    for join in (*_capital_joins(mentions), *_person_joins(mentions), *_organisation_joins(mentions)):
        _apply(groups, join, shown)
    distinct = {id(group): group for group in groups.values()}
    return sorted((_cluster(texts, group) for group in distinct.values()), key=lambda c: c.spans[0].order)


def name_of(texts: Mapping[FieldName, str], span: Span) -> Name:
    """The name that a mention is compared by."""
    return Name(key(texts[span.field][span.start : span.end]), span.type)


def _apply(groups: dict[Name, _Group], join: Join, shown: Mapping[Name, str]) -> None:
    """Merge the groups of both names; a join that closes a circle changes nothing.

    ``shown`` has the names as they are written, for the reason.
    """
    short, long = groups.get(join.short), groups.get(join.long)
    if short is None or long is None or short is long:
        return
    long.members.update(short.members)
    reason = (
        join.reason.format(short=shown.get(join.short, ""), long=shown.get(join.long, "")) if shown else join.reason
    )
    long.reasons.extend([*short.reasons, reason])
    long.confidence = min(long.confidence, short.confidence, join.confidence)
    for name in short.members:
        groups[name] = long


# --- people ---------------------------------------------------------------------------------------------------


def _person_joins(mentions: Mapping[Name, list[Span]]) -> Iterator[Join]:
    """Each name of a person to the only fuller one that it can stand for."""
    names = sorted((n for n in mentions if n.type == "PERSON"), key=lambda n: (-len(_parts(n)), n.key))
    by_word: dict[str, list[Name]] = {}
    root: dict[Name, Name] = {}
    for name in names:
        parts = _parts(name)
        if not parts:
            continue
        fuller = by_word.get(parts[-1], []) + by_word.get(parts[0], [])
        join = _fuller_person(name, list(dict.fromkeys(fuller)), root) if len(fuller) <= MOST_NAMESAKES else None
        root[name] = root[join.long] if join else name
        if join:
            yield join
        for part in dict.fromkeys(parts):
            by_word.setdefault(part, []).append(name)


def _fuller_person(name: Name, fuller: Sequence[Name], root: Mapping[Name, Name]) -> Join | None:
    """The join to the only person that ``name`` can stand for; family names go before given names."""
    short = _parts(name)
    for covers, what, confidence in _PERSON_RULES:
        longs = [long for long in fuller if covers(_parts(long), short)]
        if len({root[long] for long in longs}) == 1:
            return Join(name, longs[0], f'"{{short}}": {what} of the only "{{long}}" in the text', confidence)
        if longs:
            return None
    return None


def _parts(name: Name) -> tuple[str, ...]:
    """The words of a person's name; capitals mean nothing there ("SHULTZ" in a headline)."""
    return tuple(word.casefold() for word in words(name.key))


def _without_generation(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts[:-1] if len(parts) > 2 and parts[-1] in _GENERATION else parts


def _is_family_name(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    long = _without_generation(long)
    return len(short) < len(long) and long[-len(short) :] == short


def _is_shorter_form(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """First and last words agree, or the first two: "George Bush", "George W. Bush"; "Juan Paz", "Juan Paz Gil"."""
    if not 2 <= len(short) < len(long) or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(word in rest for word in short) and (short[-1] == _without_generation(long)[-1] or short[1] == long[1])


def _is_initialled(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """As "J. Smith" for "John Smith": the same family name, an initial for the given name."""
    same = len(short) >= 2 and len(long) >= 2 and short[-1] == long[-1] and short != long
    return same and len(short[0]) == 1 and long[0].startswith(short[0]) and len(long[0]) > 1


def _is_middle_name(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """As "García" of "Gabriel García Márquez": Spanish and Portuguese usage."""
    return len(short) == 1 and len(long) == 3 and len(short[0]) > 2 and long[1] == short[0]


def _is_given_name(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    return len(short) == 1 and len(long) >= 2 and long[0] == short[0] and len(short[0]) > 1


_PERSON_RULES: tuple[tuple[Callable[[tuple[str, ...], tuple[str, ...]], bool], str, float], ...] = (
    (_is_family_name, "family name", 0.95),
    (_is_shorter_form, "shorter form", 0.95),
    (_is_initialled, "initial and family name", 0.85),
    (_is_middle_name, "first family name", 0.8),
    (_is_given_name, "first name", 0.8),
)


# --- organisations --------------------------------------------------------------------------------------------


def _organisation_joins(mentions: Mapping[Name, list[Span]]) -> Iterator[Join]:
    """As "Northrop" to "Northrop Grumman", "Acme" to "Acme Inc.", "the Commission" to "European Commission"."""
    names = [n for n in mentions if n.type == "ORG" and words(n.key)]
    by_word: dict[str, list[Name]] = {}
    for name in names:
        for word in {words(name.key)[0], words(name.key)[-1]}:
            by_word.setdefault(word, []).append(name)
    for name in names:
        short = words(name.key)
        longer = [n for n in by_word.get(short[0], []) if len(words(n.key)) > len(short)]
        if len(longer) > MOST_NAMESAKES:
            continue
        join = _legal_form_join(name, longer) or _first_words_join(name, longer, mentions)
        if join:
            yield join


def _legal_form_join(name: Name, longer: Sequence[Name]) -> Join | None:
    short = words(name.key)
    longs = [
        n for n in longer if words(n.key)[: len(short)] == short and set(words(n.key)[len(short) :]) <= _LEGAL_FORM
    ]
    if len(longs) != 1:
        return None
    return Join(name, longs[0], '"{short}": "{long}" without its legal form', 0.95)


def _first_words_join(name: Name, longer: Sequence[Name], mentions: Mapping[Name, list[Span]]) -> Join | None:
    """A first part or a head noun used after the full name was given in the body: the second reference of a wire.

    A name that the text uses before the longer one stands for itself ("Boeing", later "Boeing Commercial
    Airplanes").
    """
    short = words(name.key)
    is_head = len(short) == 1 and short[0] in _HEADS
    longs = [n for n in longer if words(n.key)[: len(short)] == short or (is_head and words(n.key)[-1] == short[0])]
    if len(longs) != 1 or is_acronym(name.key):
        return None
    first_use = _first_in_body(mentions[name])
    if first_use is not None and first_use < (_first_in_body(mentions[longs[0]]) or 0):
        return None
    what = "head noun" if is_head else "first part"
    return Join(name, longs[0], f'"{{short}}": {what} of the only "{{long}}" named before it', 0.75)


def _first_in_body(spans: Sequence[Span]) -> int | None:
    return next((span.start for span in spans if span.field == "body"), None)


def _capital_joins(mentions: Mapping[Name, list[Span]]) -> Iterator[Join]:
    """A short name in capitals to the same name in ordinary letters: "PUTIN" to "Putin"."""
    for name in mentions:
        if is_acronym(name.key):
            same = Name(name.key.casefold(), name.type)
            if same in mentions:
                yield Join(name, same, '"{short}": the same name in capitals', 0.9)


# --- an entity ------------------------------------------------------------------------------------------------


def _cluster(texts: Mapping[FieldName, str], group: _Group) -> Cluster:
    spans = tuple(sorted((s for found in group.members.values() for s in found), key=lambda s: s.order))
    written = [plain(texts[s.field][s.start : s.end]) for s in spans]
    kinds = [s.type for s in spans]
    kind = max(dict.fromkeys(kinds), key=kinds.count)
    name = _canonical(written, kind)
    found_by = min((_FOUND_BY.get(s.rule, _FOUND_BY["model"]) for s in spans), key=lambda f: -f[1])
    confidence = min(found_by[1] + (0.1 if len(spans) > 1 else 0.0), 0.97) * group.confidence
    return Cluster(
        name=name,
        type=kind,
        spans=spans,
        aliases=tuple(dict.fromkeys(w for w in written if w != name)),
        confidence=round(confidence, 2),
        reason="; ".join([found_by[0], *dict.fromkeys(group.reasons)]),
    )


def _canonical(written: Sequence[str], kind: str) -> str:
    """The name to show: in full, not in capitals, the most frequent such, the first of those."""
    full = [w for w in written if not is_acronym(w) and not w.isupper()] or list(written)
    if kind == "PERSON":
        full = [w for w in full if " " in w] or full
    elif kind in ("ORG", "LAW", "EVENT"):
        longest = max(len(words(w)) for w in full)
        full = [w for w in full if len(words(w)) == longest]
    return max(dict.fromkeys(full), key=lambda w: (full.count(w), not w.isascii()))
