"""Exact copies: what is remembered of an original, and what is decided about the next article with its text.

Two articles are exact copies when their fingerprints are equal (the same text after the normalisation of
:mod:`dateline.clean`) and their record times differ by at most the TTL, in either direction. The first to be
*decided* is the original, whatever the record times say; a copy refers to the original, never to another copy.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from dateline.errors import FieldError, OversizedError
from dateline.records import Dedup, Document, Duplicate, Position

ENTRY_BYTES = 4_096
"""No packed entry is larger: ids come from outside, and what is held of an article must be bounded."""

KEY_BYTES = 16

_HEAD = struct.Struct(f">{KEY_BYTES}sqiq?")
_TEXT = struct.Struct(">BH")
_NULL, _UTF8, _HEX = range(3)
_HEX_PAIRS = re.compile(r"(?:[0-9a-f]{2})+")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of an original. ``key`` is :func:`key_of` its fingerprint, ``record_time`` in microseconds.

    ``id`` is the input's id or null; ``position`` is where the original stood, so that the same record read again
    (a replay after a restart) is known for what it is. ``published``: its own outcome was read from Kafka.
    """

    key: bytes
    record_time: int
    id: str | None
    article_id: str
    event_id: str
    position: Position
    published: bool = False

    def pack(self) -> bytes:
        """The entry as bytes: about 110 of them for hexadecimal ids of 128 bits.

        Raises :class:`FieldError` for numbers beyond 64 (32 for the partition) bits and
        :class:`OversizedError` above ``ENTRY_BYTES``.

        >>> seen = Seen(bytes(16), 5, None, "0f", "1e", Position("articles", 3, 7))
        >>> Seen.unpack(seen.pack()) == seen
        True
        """
        where = self.position
        try:
            head = _HEAD.pack(self.key, self.record_time, where.partition, where.offset, self.published)
        except struct.error as error:
            raise FieldError("record_time", f"it or the position is out of range ({error}).") from error
        texts = [_pack_text(text) for text in (self.id, self.article_id, self.event_id, where.topic)]
        size = len(head) + sum(map(len, texts))
        if size > ENTRY_BYTES:
            raise OversizedError(
                f"The ids need {size} bytes in the deduplication state; {ENTRY_BYTES} is the limit.",
                "Send shorter values of id and source.",
            )
        return b"".join((head, *texts))

    @classmethod
    def unpack(cls, packed: bytes) -> Seen:
        """The entry that :meth:`pack` wrote."""
        key, record_time, partition, offset, published = _HEAD.unpack_from(packed)
        texts: list[str | None] = []
        at = _HEAD.size
        while at < len(packed):
            text, at = _unpack_text(packed, at)
            texts.append(text)
        input_id, article_id, event_id, topic = texts
        position = Position(topic or "", partition, offset)
        return cls(key, record_time, input_id, article_id or "", event_id or "", position, published)


def key_of(fingerprint: str) -> bytes:
    """The 128-bit key under which a fingerprint (any string) is held; BLAKE2b, so evenly spread.

    >>> len(key_of("anything"))
    16
    """
    return blake2b(fingerprint.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def shard_of(key: bytes, shards: int) -> int:
    """The shard, 0 to ``shards`` - 1, that holds a key.

    >>> shard_of(bytes(15) + b"!", 16)
    1
    """
    return int.from_bytes(key[-8:], "big") % shards


def seen_of(document: Document) -> Seen:
    """What will be remembered of ``document`` should it be the original. Its ``fingerprint`` must be set."""
    article = document.article
    return Seen(
        key=key_of(document.fingerprint),
        record_time=article.source_record.record_time,
        id=article.id,
        article_id=article.article_id,
        event_id=article.event_id,
        position=article.position,
    )


def matching(new: Seen, held: Iterable[Seen], ttl_micros: int) -> Seen | None:
    """The original that ``new`` is to be compared with, of those ``held`` with its key in the order decided.

    An entry of the very same input position comes first: then ``new`` is that record, read again. Otherwise the
    earliest decided whose record time is within the TTL of ``new``, the limit included.
    """
    near = [seen for seen in held if abs(seen.record_time - new.record_time) <= ttl_micros]
    same = [seen for seen in near if seen.position == new.position]
    return next(iter(same or near), None)


def decide(document: Document, seen: Seen | None) -> Dedup | Duplicate:
    """Original, or an exact copy of ``seen`` (as :func:`matching` found it).

    A cluster is named after the event of its original, so an original that is read again gives the same record.
    """
    if seen is None or seen.position == document.article.position:
        return Dedup(kind="original", cluster_id=document.article.event_id)
    return Duplicate(
        document=document,
        duplicate_of=seen.id,
        original_article_id=seen.article_id,
        original_event_id=seen.event_id,
        kind="exact",
        similarity=1.0,
        containment=1.0,
        cluster_id=seen.event_id,
        original_position=seen.position,
        original_record_time=seen.record_time,
        original_published=seen.published,
    )


def _pack_text(text: str | None) -> bytes:
    """A tag, a length and the bytes; hexadecimal digests take half the room."""
    if text is None:
        return _TEXT.pack(_NULL, 0)
    kind, data = _UTF8, text.encode("utf-8", "surrogatepass")
    if _HEX_PAIRS.fullmatch(text):
        kind, data = _HEX, bytes.fromhex(text)
    # Longer than the length can say is above ENTRY_BYTES anyway: let the caller count and refuse it.
    return _TEXT.pack(kind, min(len(data), 0xFFFF)) + data


def _unpack_text(packed: bytes, at: int) -> tuple[str | None, int]:
    kind, length = _TEXT.unpack_from(packed, at)
    begin = at + _TEXT.size
    data = packed[begin : begin + length]
    if kind == _NULL:
        return None, begin
    return data.hex() if kind == _HEX else data.decode("utf-8", "surrogatepass"), begin + length
