"""Which of a runner's tasks reads which partition: evenly, where the runner hashes the element of the read.

Flink keys a splittable read by its encoded element, and hashes that into one of 128 key groups, of which each parallel
task has a run of neighbours. Two partitions meet in one task half of the time, and then they share one Python
process while the other has nothing to do. So an element has a ``salt`` that puts it where it belongs: the partitions in
turn, at 0, 1/2, 1/4, 3/4 ... of the key groups (van der Corput's sequence), which is even for every parallelism,
also when a savepoint is started again with another one. Other runners do not look.

Sources: Beam's ``SdfByteBufferKeySelector`` (the key is the element as it travels, with its length before it); Flink's
``KeyGroupRangeAssignment`` and ``MathUtils.murmurHash``; ``java.nio.ByteBuffer.hashCode``. Were one of them to change,
partitions would be spread by chance again, nothing worse.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, replace

from apache_beam.coders import Coder, registry

from dateline.kafka.positions import PartitionRange

KEY_GROUPS = 128
"""Flink's default up to a parallelism of 85."""

TOLERANCE = KEY_GROUPS // 16
"""How far above its place an element may be: a salt is then found after 16 tries on average."""

MOST_SALTS = 1_000

_WORD = 0xFFFF_FFFF


class RangeCoder(Coder):
    """Encodes a :class:`~dateline.kafka.positions.PartitionRange` as a JSON array of its fields.

    >>> part = PartitionRange("news", 3, 17, since_micros=5, salt=2)
    >>> RangeCoder().decode(RangeCoder().encode(part)) == part
    True
    """

    def encode(self, value: PartitionRange) -> bytes:
        """Encode all fields in order."""
        return json.dumps(astuple(value), separators=(",", ":")).encode()

    def decode(self, encoded: bytes) -> PartitionRange:
        """Decode what :meth:`encode` made; fields that a later release added have their defaults."""
        return PartitionRange(*json.loads(encoded))

    def is_deterministic(self) -> bool:
        """Equal ranges have equal bytes."""
        return True


registry.register_coder(PartitionRange, RangeCoder)


def spread(parts: Iterable[PartitionRange], first: int = 0) -> tuple[PartitionRange, ...]:
    """The same ranges, salted to be read side by side; ``first`` have been spread before."""
    return tuple(_salted(part, round(place(number) * KEY_GROUPS)) for number, part in enumerate(parts, first))


def place(number: int) -> float:
    """Van der Corput's sequence in base 2: the binary digits of ``number`` behind the point, in reverse.

    >>> [place(number) for number in range(5)]
    [0.0, 0.5, 0.25, 0.75, 0.125]
    """
    found, step = 0.0, 0.5
    while number:
        number, digit = divmod(number, 2)
        found += digit * step
        step /= 2
    return found


def key_group(part: PartitionRange) -> int:
    """The key group, of :data:`KEY_GROUPS`, that Flink puts the read of a range into."""
    encoded = RangeCoder().encode(part)
    return murmur_hash(byte_buffer_hash(_varint(len(encoded)) + encoded)) % KEY_GROUPS


def _salted(part: PartitionRange, group: int) -> PartitionRange:
    for salt in range(MOST_SALTS):
        tried = replace(part, salt=salt)
        if 0 <= key_group(tried) - group < TOLERANCE:
            return tried
    return part


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])


def byte_buffer_hash(data: bytes) -> int:
    """``ByteBuffer.wrap(data).hashCode()``, as an unsigned 32-bit word.

    >>> byte_buffer_hash(b"ab")  # 31 * (31 * 1 + 98) + 97
    4096
    """
    found = 1
    for byte in reversed(data):
        found = (31 * found + (byte - 256 if byte > 127 else byte)) & _WORD
    return found


def murmur_hash(code: int) -> int:
    """Flink's ``MathUtils.murmurHash`` of a 32-bit word: MurmurHash3 of four bytes, made positive."""
    code = _rotated(code * 0xCC9E2D51 & _WORD, 15) * 0x1B873593 & _WORD
    code = (_rotated(code, 13) * 5 + 0xE6546B64) & _WORD ^ 4
    code = (code ^ code >> 16) * 0x85EBCA6B & _WORD
    code = (code ^ code >> 13) * 0xC2B2AE35 & _WORD
    code ^= code >> 16
    if code < 0x8000_0000:
        return code
    return (-code & _WORD) % 0x8000_0000


def _rotated(code: int, bits: int) -> int:
    return (code << bits | code >> (32 - bits)) & _WORD
