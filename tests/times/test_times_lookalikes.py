"""Words and figures that only look like times give nothing; beside each a near twin that is one."""

from __future__ import annotations

from datetime import date

import pytest

from dateline.times import normalise

PUBLISHED = date(2019, 9, 24)  # a Tuesday

LOOKALIKES = {
    "months that are people": [
        "Theresa May said the deal was dead.",
        "Mrs May refused to answer.",
        "April Jones was found near the river.",
        "They followed June Carter to the stage.",
        "August Wilson wrote ten plays.",
        "Prime Minister May's party lost.",
    ],
    "months that are verbs": [
        "Protesters march to the parliament.",
        "They may leave early if it rains.",
        "The March on Washington drew a crowd.",
        "Thousands joined the March for Our Lives.",
        "The army will march against the rebels.",
        "An august body of judges met.",
    ],
    "weekdays in names": [
        "He plays on Monday Night Football.",
        "The Sunday Times broke the story.",
        "The Mail on Sunday printed a correction.",
        "She hosted Saturday Night Live.",
        "The Sun said he was drunk.",
        "Wednesday Addams is his favourite character.",
        "The Happy Mondays reunited.",
        "He sat in the front row with Sat Nav.",
    ],
    "other words in names": [
        "The Daily Mail reported the affair.",
        "USA Today published a list.",
        "The Evening Standard backed him.",
        "Crowds filled Times Square.",
        "The New York Times endorsed her.",
        "The Times reported the affair.",
        "The Winter Olympics drew a large crowd.",
        "Lunar New Year fireworks lit the sky.",
        "Easter Island lies far from Chile.",
        "The Arab Spring changed the region.",
        "Black September claimed the attack.",
        "Doris Day sang it.",
        "The First Minister and the First Lady met.",
        "The Tonight Show invited him.",
    ],
    "seasons that are not": [
        "The fall of Saigon ended the war.",
        "Prices fall again.",
        "The fall compares with a rise.",
        "Winter wheat is cheap.",
        "Leaders spring a surprise.",
        "After the fall of the government he fled.",
        "Water from the spring in the hills is clean.",
        "They spring from the same source.",
    ],
    "seconds and minutes": [
        "The second man fled.",
        "He finished second in the race.",
        "I second the motion.",
        "The minutes of the meeting were leaked.",
        "She took the minutes.",
        "A minute trace of poison was found.",
        "Second-grade pupils sang.",
    ],
    "numbers that are counts": [
        "The 300 Spartans held the pass.",
        "2000 people fled the town.",
        "Some 1900 soldiers were killed.",
        "It employs 2010 workers.",
        "More than 1800 houses burned.",
        "They sold 1984 copies.",
        "He ran 1500 metres.",
        "It weighs 2000 kg.",
        "The road is 1950 km long.",
        "About 2010 of them came back.",
    ],
    "money": [
        "It costs $2000.",
        "They raised £1999 for charity.",
        "The fine was €2019.",
        "He owes USD 2012 in tax.",
        "It sold for $19.99.",
    ],
    "versions, flights and models": [
        "Version 10.4.20 crashed again.",
        "Windows 2000 still runs there.",
        "Flight 1549 landed in the river.",
        "A Boeing 747 and an Airbus A320 collided.",
        "Two Boeing 747s were grounded.",
        "Office 2010 is no longer supported.",
        "The ISO 9001 standard was revised.",
        "Route 1966 is closed.",
        "He drives a Peugeot 2008 to work.",
        "He lives at 1600 Pennsylvania Avenue.",
        "Twentieth Century Fox made it.",
        "Section 1983 of the code applies.",
    ],
    "telephone numbers": [
        "Call 555-2009 for tickets.",
        "Call 1-800-555-1999 for tickets.",
        "Ring 020-7946-0958 for help.",
        "Ring 2020-03-555 for help.",
    ],
    "scores, ratios and fractions": [
        "They won 2-1 at home.",
        "He beat her 6-4 6-3.",
        "The vote was 9-0 against.",
        "Two of 9/10 of the land is dry.",
        "Pupils outnumber teachers 20:1 there.",
        "Shares fell by 1/2 point.",
        "The index lost 75 points to 1909.",
        "The final score was 3:2 after extra play.",
        "The shop is open 24/7 for them.",
        "It passed 52-48 in the senate.",
    ],
    "pages, chapters and verses": [
        "See page 12 for details.",
        "John 3:16 is often quoted.",
        "Chapter 11 protects the firm.",
        "Article 50 was invoked.",
        "See pp. 1914-18 of the report.",
        "Resolution 1973 was adopted.",
    ],
    "parts of a match": [
        "He scored in the first half.",
        "Three quarters of the voters agreed.",
        "In some quarters he is hated.",
        "French Quarter bars reopened.",
    ],
    "holidays that name things": [
        "A Christmas tree caught fire.",
        "India's Independence Day parade was held.",
        "The Easter Rising failed.",
        "She sang White Christmas.",
        "Corpus Christi, Texas was flooded.",
    ],
    "ages and sizes": [
        "A man in his 40s was held.",
        "He, 45, was held.",
        "The number 10 shirt is his.",
        "Her top 40 hit was banned.",
    ],
    "other": [
        "He works for a day care centre.",
        "He was at Ground Zero.",
        "The past tense is irregular.",
        "It is a sign of the times.",
        "He is a man of letters.",
    ],
}

TIMES = [
    ("He resigned in May.", "2019-05"),
    ("They met on May 5.", "2019-05-05"),
    ("In June Carter took the stage.", "2019-06"),
    ("The march began in March.", "2019-03"),
    ("The March election was fair.", "2019-03"),
    ("The festival fell in August 2018.", "2018-08"),
    ("He played on Monday night.", "2019-09-23TNI"),
    ("The paper came out on Sunday.", "2019-09-22"),
    ("It closed on Sat.", "2019-09-21"),
    ("The daily was sold.", "P1D"),
    ("The winter of 2010 was mild.", "2010-WI"),
    ("It opened in the spring of 2011.", "2011-SP"),
    ("It opened last fall.", "2018-FA"),
    ("It opened in the fall.", "2019-FA"),
    ("The winter of 1941-42 was cold.", "1941-WI"),
    ("In 1987 Wall Street crashed.", "1987"),
    ("It spread in the 20th century.", "19"),
    ("He spoke last November 13.", "2018-11-13"),
    ("It fell in the mid-1930s.", "193"),
    ("He won by a margin of ten seconds.", "PT10S"),
    ("The meeting lasted thirty minutes.", "PT30M"),
    ("It took more than a minute.", "PT1M"),
    ("They fled in 2000.", "2000"),
    ("By 1900 soldiers were leaving.", "1900"),
    ("In 2010 workers struck.", "2010"),
    ("The 2008 crisis hit hard.", "2008"),
    ("It opened in 1984.", "1984"),
    ("It cost $5 a month.", "P1M"),
    ("He bought it in 2012.", "2012"),
    ("It was released on 10.4.2019 there.", "2019-04-10"),
    ("They landed on 1/15/2009 there.", "2009-01-15"),
    ("Prices rose in the 1990s.", "199"),
    ("It was founded in 1983.", "1983"),
    ("In 2020-03 cases rose.", "2020-03"),
    ("They won in 2009-10.", "2009 2010"),
    ("He ruled from 1990-95.", "1990 1995"),
    ("The vote is on 9/30.", "2019-09-30"),
    ("Security grew after 9/11.", "2001-09-11"),
    ("He spoke at 18:30 on 5 May 2010.", "2010-05-05T18:30 2010-05-05"),
    ("The war of 1914-18 killed millions.", "1914 1918"),
    ("Profit rose in the first half of 2010.", "2010-H1"),
    ("First-half profit rose.", "2019-H1"),
    ("Sales fell in the third quarter of 2008.", "2008-Q3"),
    ("Shops close on Christmas Day.", "2019-12-25"),
    ("He spoke on Independence Day.", "2019-07-04"),
    ("A 45-year-old man was held.", "P45Y"),
    ("It lasted a day and a half.", "P1.5D"),
    ("That was in the past.", "PAST_REF"),
    ("Music of the 1960s and '70s.", "196 197"),
    ("Works from the 16th and 17th centuries.", "15 16"),
    ("They wed on the first Monday of May 2010.", "2010-05-03"),
    ("On the eve of the election he fled.", "XXXX-XX-XX"),
    ("Two days after the vote he fled.", "P2D"),
    ("It is held every other year.", "P2Y"),
    ("They run five days a week.", "P1W"),
    ("In fiscal 2009 it lost money.", "FY2009"),
]


@pytest.mark.parametrize("text", [text for texts in LOOKALIKES.values() for text in texts])
def test_only_looks_like_a_time(text: str) -> None:
    assert [mention.text for mention in normalise(text, PUBLISHED)] == []


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_is_a_time(text: str, expected: str) -> None:
    assert " ".join(mention.value for mention in normalise(text, PUBLISHED)) == expected


def test_there_are_enough_of_them() -> None:
    assert sum(map(len, LOOKALIKES.values())) >= 80
