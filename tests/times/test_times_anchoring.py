"""What each expression is counted from: the publication, the mention before, or what a narrative has told."""

from __future__ import annotations

from datetime import date

import pytest

from dateline.records import TimeMention
from dateline.times import normalise
from dateline.times.direction import cue_at
from dateline.times.languages import language_of

TUESDAY = date(2019, 9, 24)


def values(text: str, published: date | None = TUESDAY) -> list[str]:
    return [mention.value for mention in normalise(text, published)]


def by_text(text: str, published: date | None = TUESDAY) -> dict[str, TimeMention]:
    return {mention.text: mention for mention in normalise(text, published)}


def bases(text: str, published: date | None = TUESDAY) -> dict[str, str | None]:
    return {mention.text: mention.anchor_basis for mention in normalise(text, published)}


HISTORY = (
    "On 10 March 1975 the general launched the campaign. The town fell on 11 March. "
    "On 28 March 1975 a second city was taken, and in April 1975 the president left.\n"
    "By the end of April 1975 the army stood before the capital. "
    "The war had begun in 1955. It was over on 30 April 1975. "
)
"""Six explicit dates, all long past."""


class TestNarrative:
    """A history: partial dates are completed from what it has told."""

    @pytest.mark.parametrize(
        ("text", "last"),
        [
            pytest.param("On 7 May the flag was changed.", "1975-05-07", id="goes on in the year it has reached"),
            pytest.param("In 1976 the country was united. In July it was renamed.", "1976-07", id="a year leads"),
            pytest.param("It was united in 1976. In July it was renamed.", "1976-07", id="a year in a past clause"),
            pytest.param(
                "A vote planned for 1977 was put off. In July it was renamed.", "1975-07", id="a plan is an aside"
            ),
            pytest.param("It lasted until 1978. In July it was renamed.", "1975-07", id="a bound is an aside"),
            pytest.param(
                "It lasted until the fall of the base in May 1978. In July it was renamed.",
                "1975-07",
                id="a bound further off",
            ),
            pytest.param(
                "The leader of the June 1972 rising died. In July it was renamed.", "1975-07", id="an attribute"
            ),
            pytest.param(
                "Those who had fled in 1972 came back. In July it was renamed.", "1975-07", id="what was over before"
            ),
            pytest.param("It was colder than in 1972. In July it was renamed.", "1975-07", id="a comparison"),
            pytest.param("The temple dates from 1200. In July it was renamed.", "1975-07", id="another age"),
            pytest.param(
                "In December 1976 it joined the league. In January it left.", "1977-01", id="the turn of the year"
            ),
        ],
    )
    def test_running_date(self, text: str, last: str) -> None:
        found = normalise(HISTORY + text, date(2009, 12, 19))
        assert found[-1].value == last
        assert found[-1].anchor_basis == "narrative"

    def test_single_date_of_another_year_is_left_again(self) -> None:
        text = (
            HISTORY + "On 20 May 1976 a cabinet took office. It followed the vote of December 1975. On 23 June it met."
        )
        assert values(text, date(2009, 12, 19))[-1] == "1976-06-23"

    def test_first_date_of_a_paragraph_sets_its_time(self) -> None:
        text = HISTORY + "\nThe success of the 1980 harvest was a relief. In October it rained."
        assert values(text, date(2009, 12, 19))[-1] == "1980-10"

    def test_following_year_is_that_of_the_story_not_of_an_aside(self) -> None:
        text = HISTORY + "The town had been free since 1954. The following year it was rebuilt."
        assert values(text, date(2009, 12, 19))[-1] == "1976"

    def test_today_in_a_history_is_the_present_at_large(self) -> None:
        assert values(HISTORY + "The house is a museum today.", date(2009, 12, 19))[-1] == "PRESENT_REF"

    def test_deictic_words_of_a_history_keep_the_publication(self) -> None:
        found = by_text(HISTORY + "The museum closed last year.", date(2009, 12, 19))
        assert (found["last year"].value, found["last year"].anchor_basis) == ("2008", "publication")

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("On 5 May 1975 he wrote: “I arrived yesterday.”", "1975-05-04"),
            ('In 1976 he said: "I am speaking tonight."', "XXXX-XX-XXTNI"),
            ('In 1976 he said: "We took office 15 months ago."', "XXXX-XX"),
            ("Another event of this year was the reform.", "1975"),
            ("This year marks its anniversary.", "2009"),
        ],
    )
    def test_quotations_and_units_pointed_at(self, text: str, value: str) -> None:
        assert values(HISTORY + text, date(2009, 12, 19))[-1] == value


class TestNewsOrNarrative:
    """The choice is made by text and by paragraph, and recorded in each mention."""

    def test_news_with_a_paragraph_of_history(self) -> None:
        text = (
            "The bank said on Monday that it would close in March.\n"
            "It was founded in May 1911. In June 1931 it failed, and in August it was rescued.\n"
            "Its shares fell in August."
        )
        assert values(text) == ["2019-09-23", "2020-03", "1911-05", "1931-06", "1931-08", "2019-08"]
        found = normalise(text, TUESDAY)
        assert [mention.anchor_basis for mention in found] == [
            "publication", "publication", None, None, "narrative", "publication",
        ]  # fmt: skip

    def test_biography_with_a_publication_date(self) -> None:
        text = "She was born on 3 May 1940. In 1962 she married. She rose in October 1980. In December she fell ill."
        assert values(text)[-1] == "1980-12"
        assert bases(text)["December"] == "narrative"

    @pytest.mark.parametrize(
        "text",
        [
            "The company, founded in 1976, reported a loss in March.",
            "The bridge, built in 1932, collapsed in March.",
            "The museum was founded in 1887. In March, it said on Monday, it closed.",
            "The minister took office in 2010 and resigned on Monday. In March he was ill.",
        ],
    )
    def test_an_old_year_does_not_make_news_a_history(self, text: str) -> None:
        found = by_text(text)["March"]
        assert (found.value, found.anchor_basis) == ("2019-03", "publication")

    def test_short_history(self) -> None:
        text = "The war began on 28 July 1914. On 4 August the north was invaded. In November the sea was reached."
        assert values(text) == ["1914-07-28", "1914-08-04", "1914-11"]

    def test_last_year_is_still_news(self) -> None:
        assert values("The treaty was signed on 30 August 2018. It was amended in March.") == ["2018-08-30", "2019-03"]

    def test_without_a_publication_date(self) -> None:
        assert values("It began in July 1914. On 4 August it spread.", None) == ["1914-07", "1914-08-04"]


class TestChains:
    """Expressions that follow the mention before them."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("She came on 5 May 2010. The next morning she left.", ["2010-05-05", "2010-05-06TMO"]),
            ("The king died in 1952. Early the next year floods came.", ["1952", "1953"]),
            ("It began in the 1850s. In the following decade it stopped.", ["185", "186"]),
            ("It opened on 1 May 2010. It had been ready weeks earlier.", ["2010-05-01", "PAST_REF"]),
            ("It opened on 1 May 2010. Weeks later it closed.", ["2010-05-01", "FUTURE_REF"]),
            ("It opened in 1981; later that year it closed.", ["1981", "1981"]),
            ("He fled on 5 May 2010. A day earlier he had been seen.", ["2010-05-05", "2010-05-04"]),
            ("It comes on 11 May 2010, three days later than planned.", ["2010-05-11", "2010-05-11"]),
            ("It was three days later than planned.", ["P3D"]),
            ("Profit rose in the second quarter from a year earlier.", ["2019-Q2", "2018-Q2"]),
        ],
    )
    def test_chain(self, text: str, expected: list[str]) -> None:
        assert values(text) == expected

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("three years ago today", "2016-09-24"),
            ("a year ago this week", "2018-W39"),
            ("five years ago this month", "2014-09"),
            ("a year ago Tuesday", "2018-09-25"),
            ("a week ago Friday", "2019-09-20"),
            ("two years ago", "2017"),
            ("two months ago", "2019-07"),
            ("two weeks ago", "2019-W37"),
            ("two days ago", "2019-09-22"),
            ("the year before last", "2017"),
            ("two nights ago", "2019-09-22TNI"),
        ],
    )
    def test_counted_back(self, text: str, value: str) -> None:
        assert values(f"It happened {text}.") == [value]

    def test_this_week_of_another_year_is_that_of_its_thursday(self) -> None:
        assert values("It sank ten years ago this week.", date(2008, 2, 17)) == ["1998-W07"]


class TestParts:
    """Ranges, lists and appositions complete one another."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("in April and June 1955", ["1955-04", "1955-06"]),
            ("in August, September and October 1914", ["1914-08", "1914-09", "1914-10"]),
            ("the spring and early summer of 1943", ["1943-SP", "1943-SU"]),
            ("from 5 May 2010 to 7 August", ["2010-05-05", "2010-08-07"]),
            ("from 5 November 2010 to 7 February", ["2010-11-05", "2011-02-07"]),
            ("The strike went on from Monday to Friday.", ["2019-09-16", "2019-09-20"]),
            ("The school is shut from Thursday until Monday.", ["2019-09-26", "2019-09-30"]),
            ("It ends on July 19, 2021, a Monday.", ["2021-07-19", "2021-07-19"]),
        ],
    )
    def test_completed(self, text: str, expected: list[str]) -> None:
        assert values(text) == expected


class TestDirection:
    """The side of the publication that the verbs put a weekday on."""

    @pytest.mark.parametrize(
        "text",
        [
            "Parliament votes on Thursday.",
            "Voters go to the polls on Thursday.",
            "They arrive on Thursday.",
            "Ministers are meeting on Thursday.",
            "The two leaders may talk on Thursday.",
            "The storm could hit the coast by Thursday.",
            "If no deal is reached by Thursday, the offices close.",
            "The union called a strike for Thursday.",
            "He is expected back at work on Thursday.",
            "The shop is shut from Thursday.",
            "On Thursday, the country elects a parliament.",
        ],
    )
    def test_ahead(self, text: str) -> None:
        assert by_text(text)["Thursday"].value == "2019-09-26"

    @pytest.mark.parametrize(
        "text",
        [
            "Parliament voted on Thursday.",
            "The shop has been shut since Thursday.",
            "The firm agreed on Thursday to buy it.",
            "The talks could not begin on Thursday.",
            "The storm may have hit on Thursday.",
            "He is accused of killing her on Thursday.",
            "On Thursday, the army took the airport.",
            "Thursday's attack killed ten.",
        ],
    )
    def test_behind(self, text: str) -> None:
        assert by_text(text)["Thursday"].value == "2019-09-19"

    def test_the_month_may_is_no_modal(self) -> None:
        assert values("from March to May") == ["2019-03", "2019-05"]

    def test_the_word_that_decided_is_named(self) -> None:
        tongue = language_of("en")
        assert tongue is not None
        encoded = tongue.grammar.lexicon.encode("The union called a strike for Thursday")
        cue = cue_at(encoded, 6, 7, tongue.cues)
        assert cue is not None
        assert (cue.direction, cue.basis) == ("future", "preposition:for")
