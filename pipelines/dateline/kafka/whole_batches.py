"""Record batches taken out of a consumer whole and decoded in one go, for speed.

kafka-python makes of every record three objects and some forty calls: two thirds of a read's time. Here its consumer
keeps doing what is hard (brokers, sessions, checksums, aborted transactions, positions) and hands over each *batch*
as if it were one record, whose value is the batch itself. They are decoded by one loop, written from the
description of the format: record batch v2, https://kafka.apache.org/documentation/#recordbatch and #record.

The consumer has no public place for this, so :func:`take_whole_batches` sets one private attribute. Where a later
kafka-python has it no longer, records come one by one, as the reader takes them too, and only the speed is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from kafka import KafkaConsumer
from kafka.errors import CorruptRecordError

_LOGGER = logging.getLogger(__name__)

Headers = Sequence[tuple[str, bytes | None]]
Decoded = tuple[int, int, bytes | None, bytes | None, Headers]
"""Offset, time in milliseconds, key, value, headers."""

_MORE = 0x80


def take_whole_batches(consumer: KafkaConsumer) -> bool:
    """Have ``consumer.poll()`` return batches for records (see :func:`records_of`); false if it cannot be had."""
    fetcher: Any = getattr(consumer, "_fetcher", None)
    parse = getattr(fetcher, "PartitionRecords", None)
    if parse is None:
        _LOGGER.info("this kafka-python has no PartitionRecords: records are taken one by one")
        return False

    def parse_whole(fetch_offset: int, partition: Any, records: Any, **more: Any) -> Any:
        return parse(fetch_offset, partition, _Batches(records), **more)

    fetcher.PartitionRecords = parse_whole
    return True


def records_of(polled: Any) -> list[Decoded]:
    """The records of one thing that a poll returned: those of a whole batch, decoded now, or the single record."""
    if isinstance(polled.value, Undecoded):
        return polled.value.records()
    return [(polled.offset, polled.timestamp, polled.key, polled.value, polled.headers)]


class Undecoded:
    """The records of a batch as bytes: they are decoded when it is their turn, and take no room before."""

    __slots__ = ("_append_millis", "_base_millis", "_base_offset", "_count", "_data", "_start")

    def __init__(self, batch: Any) -> None:
        iter(batch)  # decompresses it
        self._data = batch._buffer
        self._start = batch._pos
        self._count = batch.records_count
        self._base_offset = batch.base_offset
        self._base_millis = batch.first_timestamp
        self._append_millis = batch.max_timestamp if batch.timestamp_type == batch.LOG_APPEND_TIME else None

    def __len__(self) -> int:
        return int(self._count)

    def records(self) -> list[Decoded]:
        """Decode them."""
        return decode(
            bytes(self._data), self._start, self._count, self._base_offset, self._base_millis, self._append_millis
        )


def decode(
    data: bytes, start: int, count: int, base_offset: int, base_millis: int, append_millis: int | None
) -> list[Decoded]:
    """The ``count`` records that fill ``data`` from ``start`` on.

    ``append_millis`` is the time of all of them where the broker sets it. Raises ``CorruptRecordError``.

    >>> decode(bytes([16, 0, 6, 2, 1, 4]) + b"hi" + bytes([0]), 0, 1, 100, 5_000, None)
    [(101, 5003, None, b'hi', ())]
    """
    found: list[Decoded] = []
    pos = start
    try:
        for _ in range(count):
            length, pos = _varint(data, pos)
            end = pos + length
            # One byte of attributes, of which none is in use.
            raw, pos = data[pos + 1], pos + 2
            if raw & _MORE:
                raw, pos = _rest(data, pos, raw)
            millis = base_millis + ((raw >> 1) ^ -(raw & 1))
            raw, pos = data[pos], pos + 1
            if raw & _MORE:
                raw, pos = _rest(data, pos, raw)
            offset = base_offset + ((raw >> 1) ^ -(raw & 1))
            key, pos = _nullable(data, pos)
            # The value, as _nullable() does it: this saves a call on what is always there.
            raw, pos = data[pos], pos + 1
            if raw & _MORE:
                raw, pos = _rest(data, pos, raw)
            if raw & 1:
                value = None
            else:
                value = data[pos : pos + (raw >> 1)]
                pos += raw >> 1
            headers: Headers = ()
            if data[pos]:
                headers, pos = _headers(data, pos)
            else:
                pos += 1
            if pos != end:
                raise CorruptRecordError(f"the record at {offset} ends at byte {pos}, not at {end}")
            found.append((offset, millis if append_millis is None else append_millis, key, value, headers))
    except (IndexError, ValueError) as error:
        raise CorruptRecordError(f"a record batch of {count} at {base_offset} cannot be read: {error}") from error
    if pos != len(data):
        raise CorruptRecordError(f"the record batch at {base_offset} has {len(data) - pos} bytes too many")
    return found


def _rest(data: bytes, pos: int, raw: int) -> tuple[int, int]:
    """The unsigned number that began with ``raw``, seven bits to a byte, and the position behind it."""
    raw &= 0x7F
    shift = 7
    while True:
        byte = data[pos]
        pos += 1
        raw |= (byte & 0x7F) << shift
        if not byte & _MORE:
            return raw, pos
        shift += 7
        if shift > 63:
            raise ValueError(f"a number of more than ten bytes at {pos}")


def _varint(data: bytes, pos: int) -> tuple[int, int]:
    """A signed number in zigzag form (0, -1, 1, -2, …) and the position behind it."""
    raw, pos = data[pos], pos + 1
    if raw & _MORE:
        raw, pos = _rest(data, pos, raw)
    return (raw >> 1) ^ -(raw & 1), pos


def _nullable(data: bytes, pos: int) -> tuple[bytes | None, int]:
    length, pos = _varint(data, pos)
    if length < 0:
        return None, pos
    return data[pos : pos + length], pos + length


def _headers(data: bytes, pos: int) -> tuple[Headers, int]:
    count, pos = _varint(data, pos)
    if count < 0:
        raise ValueError(f"{count} headers")
    found = []
    for _ in range(count):
        name, pos = _nullable(data, pos)
        value, pos = _nullable(data, pos)
        # Kafka says that names are UTF-8; a producer that does not care is no reason to stop.
        found.append(((name or b"").decode("utf-8", "replace"), value))
    return tuple(found), pos


class _Batches:
    """The batches of a fetch, those that hold records as :class:`_Batch`."""

    __slots__ = ("_records",)

    def __init__(self, records: Any) -> None:
        self._records = records

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def next_batch(self) -> Any:
        batch = self._records.next_batch()
        if batch is None or batch.magic < 2 or batch.is_control_batch:
            return batch
        return _Batch(batch)


class _Batch:
    """A batch that iterates as one record; everything else is the batch's own."""

    __slots__ = ("_batch",)

    def __init__(self, batch: Any) -> None:
        self._batch = batch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[_Record]:
        yield _Record(self._batch)


class _Record:
    """What kafka-python's consumer asks of a record."""

    __slots__ = ("headers", "key", "offset", "size_in_bytes", "timestamp", "timestamp_type", "value")

    checksum = None

    def __init__(self, batch: Any) -> None:
        self.value = Undecoded(batch)
        self.offset = batch.last_offset
        self.timestamp = batch.max_timestamp
        self.timestamp_type = batch.timestamp_type
        self.key = None
        self.headers = ()
        self.size_in_bytes = batch.size_in_bytes

    def validate_crc(self) -> bool:
        """The batch's checksum covers it."""
        return True
