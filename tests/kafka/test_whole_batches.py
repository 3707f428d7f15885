from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kafka.errors import CorruptRecordError
from kafka.record import MemoryRecords
from kafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder

from dateline.kafka.whole_batches import _Batch, decode, records_of, take_whole_batches

RECORD = st.tuples(
    st.integers(0, 1 << 40),
    st.none() | st.binary(max_size=200),
    st.none() | st.binary(max_size=5_000),
    st.lists(st.tuples(st.text(max_size=10), st.none() | st.binary(max_size=20)), max_size=3),
)


def batch_of(records: list[Any], codec: int = 0) -> DefaultRecordBatch:
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=codec,
        is_transactional=False,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=-1,
        batch_size=1 << 24,
    )
    for offset, (millis, key, value, headers) in enumerate(records):
        assert builder.append(offset, millis, key, value, headers) is not None
    return MemoryRecords(bytes(builder.build())).next_batch()


@settings(deadline=None)
@given(st.lists(RECORD, min_size=1, max_size=20), st.sampled_from([0, 1, 3, 4]))
def test_decodes_what_kafka_python_decodes(records: list[Any], codec: int) -> None:
    [whole] = list(_Batch(batch_of(records, codec)))
    theirs = [
        (each.offset, each.timestamp, each.key, each.value, list(each.headers)) for each in batch_of(records, codec)
    ]
    ours = [(offset, millis, key, value, list(headers)) for offset, millis, key, value, headers in records_of(whole)]
    assert ours == theirs
    assert (whole.offset, len(ours)) == (len(records) - 1, len(records))


@given(st.binary(max_size=60), st.integers(1, 5))
def test_bytes_that_are_no_records_are_an_error_of_kafkas(data: bytes, count: int) -> None:
    with contextlib.suppress(CorruptRecordError):
        assert len(decode(data, 0, count, 0, 0, None)) == count


def test_a_batch_that_goes_on_behind_its_records_is_corrupt() -> None:
    with pytest.raises(CorruptRecordError, match="1 bytes too many"):
        decode(bytes([12, 0, 0, 0, 1, 1, 0, 9]), 0, 1, 0, 0, None)


def test_a_client_without_the_place_to_hook_in_still_reads_record_by_record() -> None:
    class Single:
        offset, timestamp, key, value, headers = 7, 5_000, None, b"x", ()

    assert not take_whole_batches(object())
    assert records_of(Single()) == [(7, 5_000, None, b"x", ())]
