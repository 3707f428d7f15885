"""Every form of a publication time, and what is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.decode.published import parse
from dateline.errors import FieldError
from dateline.records import PublishedAt

INSTANT = 1_569_366_300_000_000
"""2019-09-24T23:05:00Z in microseconds."""


def known(value: object) -> PublishedAt:
    result = parse("published_at", value)
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("value", "text", "granularity"),
    [
        ("2019-09-24T23:05:00Z", "2019-09-24T23:05:00Z", "second"),
        ("2019-09-24t23:05:00z", "2019-09-24T23:05:00Z", "second"),
        ("2019-09-24 23:05:00Z", "2019-09-24T23:05:00Z", "second"),
        (" 2019-09-24T23:05:00Z\n", "2019-09-24T23:05:00Z", "second"),
        ("2019-09-24T23:05:00+00:00", "2019-09-24T23:05:00Z", "second"),
        ("2019-09-24T23:05:00-00:00", "2019-09-24T23:05:00Z", "second"),
        ("2019-09-24T23:05:00.000Z", "2019-09-24T23:05:00Z", "second"),
        ("2019-09-24T23:05Z", "2019-09-24T23:05:00Z", "minute"),
        ("2019-09-24T19:05:00-04:00", "2019-09-24T19:05:00-04:00", "second"),
        ("2019-09-24T19:05:00-0400", "2019-09-24T19:05:00-04:00", "second"),
        ("2019-09-24T19:05:00-04", "2019-09-24T19:05:00-04:00", "second"),
        ("2019-09-24 19:05:00 -0400", "2019-09-24T19:05:00-04:00", "second"),
        ("2019-09-24 23:05:00 UTC", "2019-09-24T23:05:00Z", "second"),
        ("2019-09-25T04:50:00+05:45", "2019-09-25T04:50:00+05:45", "second"),
        ("20190924T230500Z", "2019-09-24T23:05:00Z", "second"),
        ("20190924T190500-0400", "2019-09-24T19:05:00-04:00", "second"),
        ("Tue, 24 Sep 2019 23:05:00 +0000", "2019-09-24T23:05:00Z", "second"),
        ("Tue, 24 Sep 2019 23:05:00 -0000", "2019-09-24T23:05:00Z", "second"),
        ("Tue, 24 Sep 2019 23:05:00 GMT", "2019-09-24T23:05:00Z", "second"),
        ("tue, 24 sep 2019 19:05:00 edt", "2019-09-24T19:05:00-04:00", "second"),
        ("24 Sep 2019 19:05 EDT", "2019-09-24T19:05:00-04:00", "minute"),
        ("24 Sep 19 16:05:00 PDT (Pacific Daylight Time)", "2019-09-24T16:05:00-07:00", "second"),
        ("1569366300", "2019-09-24T23:05:00Z", "second"),
        ("1569366300000", "2019-09-24T23:05:00Z", "second"),
        (1569366300, "2019-09-24T23:05:00Z", "second"),
        (1569366300.0, "2019-09-24T23:05:00Z", "second"),
        (1569366300000, "2019-09-24T23:05:00Z", "second"),
        (datetime(2019, 9, 24, 23, 5, tzinfo=UTC), "2019-09-24T23:05:00Z", "second"),
    ],
)
def test_one_instant_in_many_forms(value: object, text: str, granularity: str) -> None:
    result = known(value)
    assert (result.text, result.granularity, result.instant_micros) == (text, granularity, INSTANT)


@pytest.mark.parametrize(
    ("value", "text", "granularity"),
    [
        ("2019-09-24", "2019-09-24", "day"),
        (date(2019, 9, 24), "2019-09-24", "day"),
        ("2019-09-24T19:05:00", "2019-09-24T19:05:00", "second"),
        ("2019-09-24 19:05", "2019-09-24T19:05:00", "minute"),
        ("2019-09-24T19:05:00.5", "2019-09-24T19:05:00.500000", "microsecond"),
        ("2019-09-24T00:00:00", "2019-09-24T00:00:00", "second"),
        ("Tue, 24 Sep 2019 19:05:00", "2019-09-24T19:05:00", "second"),
        (datetime(2019, 9, 24, 19, 5), "2019-09-24T19:05:00", "second"),  # noqa: DTZ001 - zone unknown on purpose
    ],
)
def test_without_a_zone_there_is_no_instant(value: object, text: str, granularity: str) -> None:
    result = known(value)
    assert (result.text, result.granularity, result.instant_micros) == (text, granularity, None)


@pytest.mark.parametrize("value", [None, "", " \t\n"])
def test_absent(value: object) -> None:
    assert parse("published_at", value) is None


@pytest.mark.parametrize(
    ("value", "micros"),
    [
        ("2019-09-24T23:05:00.1234567Z", 123_456),
        ("2019-09-24T23:05:00.9999999Z", 999_999),
        ("2019-09-24T23:05:00,25Z", 250_000),
        (1569366300.25, 250_000),
        ("1569366300.123456789", 123_456),
        (1569366300250, 250_000),
        (1569366300250.5, 250_500),
    ],
)
def test_fractions_are_cut_at_microseconds(value: object, micros: int) -> None:
    result = known(value)
    assert result.instant_micros == INSTANT + micros
    assert result.granularity == "microsecond"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (-0.5, "1969-12-31T23:59:59.500000Z"),
        (99_999_999_999, "5138-11-16T09:46:39Z"),
        (100_000_000_000, "1973-03-03T09:46:40Z"),
        (-62_135_596_800, "0001-01-01T00:00:00Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999000Z"),
    ],
)
def test_epoch_ranges(value: float, text: str) -> None:
    assert known(value).text == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("2016-12-31T18:59:60-05:00", "2016-12-31T18:59:59-05:00"),
        ("2016-12-31T23:59:60.75Z", "2016-12-31T23:59:59Z"),
        ("2016-12-31T23:59:60", "2016-12-31T23:59:59"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59Z"),
    ],
)
def test_leap_second_stays_on_its_day(value: str, text: str) -> None:
    assert known(value).text == text


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "2019",
        "2019-09",
        "2019-9-24",
        "24/09/2019",
        "September 24, 2019",
        "24 Sep 2019",
        "2019-13-01",
        "2019-00-10",
        "2019-02-29",
        "2019-04-31T10:00:00Z",
        "0000-01-01",
        "2019-09-24T24:00:00Z",
        "2019-09-24T25:61:00Z",
        "2019-09-24T10:60:00Z",
        "2019-09-24T10:00:61Z",
        "2019-09-24T10:00:60Z",
        "2016-12-31T23:59:60+01:00",
        "2019-09-24T10:00:00+24:00",
        "2019-09-24T10:00:00+10:60",
        "2019-09-24T10:00:00 Europe/Paris",
        "2019-09-24T10:00:00+02:00[Europe/Paris]",
        "2019-09-24Z",
        "２０１９-０９-２４",
        "Wed, 24 Sep 2019 23:05:00 +0000",
        "Tue, 24 Set 2019 23:05:00 +0000",
        "Tue, 24 Sep 2019 23:05:00 CET",
        "Tue, 24 Sep 2019 23:05:00 A",
        "Tue, 24 Sep 2019 23:05:00 +2500",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:00:00-05:00",
        "9999-12-31T23:59:60-05:00",
        "1e9",
        "NaN",
        "0x5d8a9f1c",
        "9" * 99,
        "9" * 5_000,
        float("nan"),
        float("inf"),
        1e300,
        10**400,
        True,
        [],
        {"year": 2024},
        b"2019-09-24",
    ],
)
def test_no_time(value: object) -> None:
    with pytest.raises(FieldError) as caught:
        parse("published_at", value)
    assert caught.value.field == "published_at"
    assert caught.value.remedy
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("value", [2019, "2019", 201909, 20190924, "20190924", 201909242305, "20190924230500"])
def test_a_number_that_spells_a_date_is_refused(value: object) -> None:
    with pytest.raises(FieldError, match="either"):
        parse("published_at", value)


@pytest.mark.parametrize("value", [1_569_366_300_000_000, 1_569_366_300_000_000_000])
def test_micro_and_nanoseconds_are_named(value: int) -> None:
    with pytest.raises(FieldError, match="not micro- or nanoseconds"):
        parse("published_at", value)


def test_the_field_is_named() -> None:
    with pytest.raises(FieldError, match=r"^retrieved_at: "):
        parse("retrieved_at", "never")


ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(2, 1, 1), datetime(9999, 12, 30), timezones=ZONES))  # noqa: DTZ001 - bounds are naive
def test_every_datetime_round_trips_in_rfc_3339(moment: datetime) -> None:
    result = known(moment.isoformat())
    assert result.moment() == moment
    assert result.instant_micros == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    again = known(result.text)
    assert (again.text, again.instant_micros) == (result.text, result.instant_micros)


@given(st.datetimes())
def test_every_local_time_round_trips(moment: datetime) -> None:
    result = known(moment.isoformat())
    assert (result.moment(), result.instant_micros) == (moment, None)


@given(st.dates())
def test_every_day_stays_a_day(day: date) -> None:
    assert known(day.isoformat()) == PublishedAt(day.isoformat(), "day", None)


@given(st.text(max_size=200) | st.from_regex(r"[0-9TtZz:+. ,-]{1,40}", fullmatch=True))
def test_any_text_is_a_time_or_a_field_error(text: str) -> None:
    try:
        result = parse("published_at", text)
    except FieldError:
        return
    if result is not None:
        result.moment()
        assert known(result.text).instant_micros == result.instant_micros
