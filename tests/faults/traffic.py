"""What is sent: short articles with real-looking text, exact copies of earlier ones, and records that nobody can read.

What each record must come to is known from its making alone: from the number of its text, or because it is bad.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from kafka.errors import KafkaError

from dateline.errors import DatelineError
from dateline.kafka.connection import Connection

RecordKind = Literal["article", "copy", "undecodable", "tombstone", "oversized"]

OVERSIZED_BYTES = 40_000
"""More than the --max-record-bytes that the harness gives the job."""

MAX_RECORD_BYTES = 32_768

COPIES, UNDECODABLE, TOMBSTONES, OVERSIZED = 0.10, 0.004, 0.003, 0.003
"""Shares of the records."""

RECENT = 200
"""Every second copy is of one of so many latest texts: the likely ones to be in flight with their original."""

DELIVERY_MILLIS = 600_000
"""The producer tries for so long: longer than any outage of the plan."""

_PLACES = ("Hamburg", "Valparaíso", "Busan", "Antwerp", "Gdańsk", "Mombasa", "Halifax", "Trieste", "Izmir", "Cork")
_WHO = (
    "the harbour office",
    "the port authority",
    "the fishermen's union",
    "the coast guard",
    "the customs service",
    "the city council",
    "a spokeswoman",
    "the pilots' guild",
)
_DID = ("said", "announced", "denied", "confirmed", "estimated", "warned", "reported", "told reporters")
_WHAT = ("tonnes of grain", "containers", "ferries", "tankers", "trawlers", "barrels", "dockers", "permits", "cranes")
_WERE = (
    "were delayed by fog",
    "had left the port",
    "arrived ahead of time",
    "lay at anchor",
    "were turned away",
    "were sold at auction",
    "went missing",
)
_WHEN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Item:
    """One record to send: its ``number`` is its key on the input topic, ``text`` numbers its text (null: bad)."""

    number: int
    kind: RecordKind
    text: int | None
    partition: int
    payload: bytes | None

    @property
    def key(self) -> bytes:
        """The key on the input topic."""
        return b"%d" % self.number


def body_of(seed: int, text: int) -> str:
    """The text with that number: five to eight sentences that no other text shares."""
    rng = random.Random(f"{seed}/{text}")
    place = rng.choice(_PLACES)
    sentences = [f"{place.upper()} (Fault Wire) - Report {text} of {rng.choice(_WHO)} names {rng.randrange(10**9)}."]
    for _ in range(rng.randint(4, 7)):
        count, when = rng.randrange(2, 9_999), rng.choice(_WHEN)
        sentences.append(
            f"On {when} {rng.choice(_WHO)} in {rng.choice(_PLACES)} {rng.choice(_DID)} that "
            f"{count:,} {rng.choice(_WHAT)} {rng.choice(_WERE)}."
        )
    return " ".join(sentences)


class Author:
    """Writes item after item; the same seed gives the same items as long as nothing is recalled."""

    def __init__(self, seed: int, partitions: int) -> None:
        self._seed = seed
        self._partitions = partitions
        self._rng = random.Random(f"{seed}/traffic")
        self._number = 0
        self._texts = 0
        self._recalled: deque[int] = deque()
        # A poison record for each partition, after its first few records.
        self._poison = {3 * partitions + number for number in range(partitions)}

    @property
    def texts(self) -> int:
        """How many different texts were written."""
        return self._texts

    def recall(self, before: int, count: int) -> None:
        """Make the next items copies of ``count`` texts whose numbers are below ``before``."""
        if before > 0:
            self._recalled.extend(self._rng.randrange(before) for _ in range(count))

    def next(self) -> Item:
        """The next item to send."""
        number = self._number
        self._number += 1
        partition = number % self._partitions
        if number in self._poison:
            return Item(number, "undecodable", None, partition, b"\xff\xfe\x00 no article " + b"%d" % number)
        if self._recalled:
            return self._copy(number, partition, self._recalled.popleft())
        draw = self._rng.random()
        for kind, share in (("undecodable", UNDECODABLE), ("tombstone", TOMBSTONES), ("oversized", OVERSIZED)):
            if draw < share:
                return self._bad(number, partition, kind)
            draw -= share
        if draw < COPIES and self._texts > 0:
            least = max(0, self._texts - RECENT) if self._rng.random() < 0.5 else 0
            return self._copy(number, partition, self._rng.randrange(least, self._texts))
        text = self._texts
        self._texts += 1
        return Item(number, "article", text, partition, self._article(number, text))

    def _copy(self, number: int, partition: int, text: int) -> Item:
        return Item(number, "copy", text, partition, self._article(number, text))

    def _article(self, number: int, text: int) -> bytes:
        article = {"id": f"n{number}", "source": "faults", "language": "en", "title": f"Report {text}"}
        return json.dumps({**article, "body": body_of(self._seed, text)}, ensure_ascii=False).encode()

    def _bad(self, number: int, partition: int, kind: str) -> Item:
        if kind == "tombstone":
            return Item(number, "tombstone", None, partition, None)
        if kind == "oversized":
            body = json.dumps({"id": f"n{number}", "body": "x" * OVERSIZED_BYTES}).encode()
            return Item(number, "oversized", None, partition, body)
        return Item(number, "undecodable", None, partition, b'{"body": "broken' + b"%d" % number)


class Producer(threading.Thread):
    """Sends an author's items at a steady rate until told to stop, and notes which the broker acknowledged.

    After an outage it sends what it could not send meanwhile, so the mean rate stays.
    """

    def __init__(self, connection: Connection, topic: str, author: Author, rate: float) -> None:
        super().__init__(name="faults-traffic", daemon=True)
        self._connection = connection
        self._topic = topic
        self._author = author
        self._rate = rate
        self._ended = threading.Event()
        self._recalls: deque[tuple[int, int]] = deque()
        self.items: list[tuple[int, RecordKind, int | None]] = []
        self.acknowledged: dict[int, tuple[int, int]] = {}
        self.failed: dict[int, str] = {}

    @property
    def texts(self) -> int:
        """How many different texts were written so far."""
        return self._author.texts

    def recall(self, before: int, count: int) -> None:
        """Send copies of ``count`` texts numbered below ``before`` next."""
        self._recalls.append((before, count))

    def finish(self, timeout: float = 120.0) -> None:
        """Stop sending and wait for what is under way."""
        self._ended.set()
        self.join(timeout)

    def run(self) -> None:
        """Send until told to stop."""
        producer = self._open()
        begun, sent = time.monotonic(), 0
        while not self._ended.is_set():
            ahead = begun + sent / self._rate - time.monotonic()
            if ahead > 0 and self._ended.wait(ahead):
                break
            while self._recalls:
                self._author.recall(*self._recalls.popleft())
            item = self._author.next()
            self.items.append((item.number, item.kind, item.text))
            producer = self._send(producer, item)
            sent += 1
        producer.flush(timeout=100)
        producer.close(timeout=5)

    def _open(self) -> Any:
        return self._connection.producer(
            "dateline-faults", delivery_timeout_ms=DELIVERY_MILLIS, max_block_ms=DELIVERY_MILLIS
        )

    def _send(self, producer: Any, item: Item) -> Any:
        """Send; a producer that has failed for good is replaced, and the item counts as of unknown fate."""
        try:
            future = producer.send(self._topic, value=item.payload, key=item.key, partition=item.partition)
        except KafkaError as error:
            self.failed[item.number] = repr(error)
            producer.close(timeout=1)
            return self._reopen()
        future.add_callback(self._note(item.number)).add_errback(self._note_failure(item.number))
        return producer

    def _reopen(self) -> Any:
        while not self._ended.is_set():
            try:
                return self._open()
            except DatelineError:
                self._ended.wait(1.0)
        raise SystemExit

    def _note(self, number: int) -> Callable[[Any], None]:
        def note(metadata: Any) -> None:
            self.acknowledged[number] = (metadata.partition, metadata.offset)

        return note

    def _note_failure(self, number: int) -> Callable[[BaseException], None]:
        def note(error: BaseException) -> None:
            self.failed[number] = repr(error)

        return note
