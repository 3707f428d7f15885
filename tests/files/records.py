"""Published records for tests of the archive: one for each offset of one input partition."""

from __future__ import annotations

import random

from dateline.encode import EncodeSettings, OutputRecord, Provenance, output_of
from dateline.files import Entry
from dateline.records import Article, DeadLetter, Document, Position, RawRecord

START = 1_790_000_100
ENCODING = EncodeSettings(Provenance.of((), version="0"))


def output(offset: int, *, seconds: int = 0, decided: str = "event", size: int = 20) -> OutputRecord:
    """The record of an offset; ``decided`` otherwise it is another one, as a replay may be."""
    raw = RawRecord(Position("articles", 0, offset), (START + seconds) * 1_000_000, b"x")
    if decided == "dead_letter":
        return output_of(DeadLetter(raw, "entities", "OversizedError", "too slow", True), ENCODING)
    body = f"{decided} {random.Random(offset).randbytes(size // 2).hex()}"
    return output_of(Document.of(Article(raw, body, article_id=f"a{offset}", event_id=f"e{offset}")), ENCODING)


def entry(offset: int, *, seconds: int = 0, decided: str = "event", size: int = 20) -> Entry:
    """What the archive holds of :func:`output`."""
    return Entry.of(output(offset, seconds=seconds, decided=decided, size=size))
