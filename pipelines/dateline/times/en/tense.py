"""English cues of tense: what a verb nearby says about whether a time lies before or after the writing."""

from __future__ import annotations

FUTURE = frozenset(["would", "will", "shall", "'ll", "won't", "upcoming", "forthcoming", "tomorrow"])
CONDITIONAL = frozenset(["could", "should", "may", "might", "must"])
"""Modals of what has not happened yet, unless a perfect or ``not`` follows ("could not agree on Monday")."""

PERFECT = frozenset(["have", "not"])

PAST = frozenset(
    [
        "was",
        "were",
        "had",
        "did",
        "said",
        "told",
        "met",
        "took",
        "made",
        "came",
        "went",
        "got",
        "gave",
        "found",
        "left",
        "began",
        "became",
        "saw",
        "won",
        "lost",
        "held",
        "sent",
        "ran",
        "kept",
        "led",
        "put",
        "set",
        "brought",
        "fell",
        "rose",
        "grew",
        "spoke",
        "wrote",
        "broke",
        "chose",
        "drove",
        "flew",
        "forgot",
        "hit",
        "knew",
        "paid",
        "read",
        "sold",
        "shot",
        "stood",
        "struck",
        "taught",
        "thought",
        "threw",
        "wore",
        "beat",
        "bore",
        "bound",
        "bought",
        "built",
        "burst",
        "caught",
        "cost",
        "cut",
        "dealt",
        "died",
        "drew",
        "ate",
        "fought",
        "hung",
        "heard",
        "hid",
        "hurt",
        "laid",
        "lent",
        "let",
        "lit",
        "meant",
        "quit",
        "rang",
        "rode",
        "sang",
        "sank",
        "sat",
        "sought",
        "shook",
        "shut",
        "slid",
        "slept",
        "spent",
        "spread",
        "stole",
        "stuck",
        "swam",
        "swore",
        "swept",
        "tore",
        "understood",
        "woke",
        "wound",
        "withdrew",
        "wasn't",
        "weren't",
        "hadn't",
        "didn't",
        "couldn't",
    ]
)
PRESENT = frozenset(["is", "are", "has", "have", "'s", "'re", "'ve", "says", "isn't", "aren't", "hasn't", "haven't"])
FUTURATE = frozenset(
    [
        "begins",
        "starts",
        "opens",
        "kicks",
        "expires",
        "closes",
        "ends",
        "departs",
        "resumes",
        "convenes",
        "airs",
        "begin",
        "start",
    ]
)
"""Verbs whose present tense announces what is on a schedule ("the match kicks off on Saturday")."""

COPULAS = frozenset(["is", "are", "isn't", "aren't"])
"""A clause of its own between a verb of saying and the time: it ends the search without a direction."""

NOT_PAST = frozenset(
    [
        "need",
        "needed",
        "speed",
        "feed",
        "indeed",
        "hundred",
        "united",
        "red",
        "bed",
        "led",
        "seed",
        "exceed",
        "proceed",
        "succeed",
        "unprecedented",
        "based",
        "related",
        "so-called",
        "wed",
        "shed",
        "embed",
        "breed",
        "greed",
        "weed",
        "creed",
        "alleged",
        "limited",
        "combined",
        "estimated",
        "continued",
        "scared",
        "used",
        "aged",
        "armed",
        "detailed",
        "advanced",
        "renewed",
        "limited-edition",
        "associated",
    ]
)

EXPECTING = frozenset(
    [
        "expected",
        "scheduled",
        "due",
        "set",
        "slated",
        "planned",
        "planning",
        "plans",
        "plan",
        "aims",
        "aim",
        "hopes",
        "hope",
        "going",
        "intends",
        "intended",
        "intend",
        "agreed",
        "agree",
        "wants",
        "want",
        "prepares",
        "preparing",
        "ready",
        "about",
        "vows",
        "vowed",
        "promised",
        "promises",
        "promise",
        "likely",
        "supposed",
        "decided",
        "seeks",
        "seek",
        "asked",
        "ordered",
        "begin",
        "begins",
        "starts",
        "scheduled",
        "poised",
        "bound",
        "forecast",
        "projected",
        "tentatively",
    ]
)
"""Words that put what follows (``to`` and a verb, ``for``, ``on``) after them in time."""

PREPOSITION_AFTER_EXPECTING = frozenset(["to", "for", "on", "by", "in", "at", "next", "before", "later", "from"])

CLAUSE_END = frozenset(".;?!:")

PLUPERFECT = frozenset(["had", "having", "hadn't"])
"""Auxiliaries of what was over before the time that a narrative has reached."""

DURING = frozenset(["in", "during", "throughout"])
"""Prepositions that say when something happened."""

BOUNDS = frozenset(["since", "until", "till"])
"""Prepositions that bound a state: they do not say when something happened."""

DETERMINERS = frozenset(["the", "its", "his", "her", "their", "'s"])
"""Words after which a date is an attribute ("the August 1792 uprising")."""

COMPARING = frozenset(["as", "than", "like", "unlike"])
"""Words before a preposition and the date of something else that is compared ("as in 1614")."""

NEGATIONS = frozenset(["not", "never"])
"""Words after which a plain form is no announcement ("could not begin on Monday")."""

SINCE = frozenset(["since"])
"""Prepositions of what began in the past, whatever the tense ("has been shut since February")."""

DATED = frozenset(["scheduled", "set", "due", "planned", "plans", "slated", "expected", "forecast", "ready", "likely"])
"""Words of expecting that are followed by the time itself ("due on Monday"; but "agreed on Monday" happened then)."""

DESTINED = frozenset(["for"])
"""Prepositions of the time that something is planned for ("a strike called for Tuesday")."""

CONDITIONS = frozenset(["if", "unless", "until", "once", "when", "whether"])
"""Conjunctions whose present tense speaks of what is to come ("if no deal is reached by Monday")."""

PROGRESSIVE = "ing"
"""Ending of a verb that with a present copula announces a plan ("ministers are meeting on Wednesday")."""

TIMETABLE = (
    "vote", "meet", "arrive", "land", "leave", "return", "visit", "play", "face", "host", "reopen", "resume", "go",
    "travel", "fly", "hold", "come", "take", "head", "appear", "speak", "begin", "open",
    "close", "end", "depart", "convene", "air", "expire", "decide", "elect", "gather", "publish", "release",
    "celebrate", "sit", "retire", "run", "kick", "sail", "premiere", "debut", "compete",
)  # fmt: skip
"""Verbs of what is on a timetable: their present tense with a day is a plan ("Parliament votes on Thursday")."""


def _third(verb: str) -> str:
    return verb + ("es" if verb.endswith(("o", "ch", "s", "sh")) else "s")


SCHEDULED = frozenset([*TIMETABLE, *(_third(verb) for verb in TIMETABLE)])

PLURAL_ENDINGS = ("s", "they", "we", "you", "people", "men", "women", "who", "and")
"""Ends of a plural subject."""
