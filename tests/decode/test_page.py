"""Articles that come as a page: the body is extracted, and the record says so."""

from __future__ import annotations

import json

import pytest

from dateline.decode import DecodeSettings, decode
from dateline.errors import FieldError, OversizedError
from dateline.records import Article, Position, RawRecord

PARAGRAPHS = [
    "A clock tower in the west of Ireland has struck thirteen every noon since last Thursday, the council said.",
    "The fault began after a storm on Wednesday night, and nobody has complained, said the mayor & her deputy.",
    "Repairs are to start at 6:30 p.m. on Monday and to take an hour at most, according to the council's engineer.",
]
PAGE = f"""<!DOCTYPE html><html><head><title>Tower strikes thirteen</title><script>var x = "no text";</script></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Tower strikes thirteen</h1>
{"".join(f"<p>{text.replace('&', '&amp;')}</p>" for text in PARAGRAPHS)}</article>
<footer><p>Copyright Harbour Herald. All rights reserved.</p></footer></body></html>"""


def page(html: str, **fields: object) -> Article:
    return decode(RawRecord(Position("raw", 0, 0), 0, json.dumps({"html": html, **fields}).encode()))


def test_the_text_without_navigation_and_footer() -> None:
    result = page(PAGE)
    assert result.body_source == "html"
    assert result.language == "en"
    for paragraph in PARAGRAPHS:
        assert paragraph in result.body.split("\n")
    for other in ("Home", "Sport", "Copyright", "no text"):
        assert other not in result.body


def test_the_same_page_gives_the_same_text_however_often() -> None:
    assert len({page(PAGE).body for _ in range(5)}) == 1


def test_ids_are_of_the_page_and_not_of_the_extraction() -> None:
    """Another release of the extractor may find another text; it is still the same event."""
    assert page(PAGE).event_id != page(PAGE + "<!-- -->").event_id
    assert page(PAGE).body == page(PAGE + "<!-- -->").body


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<p></p>",
        "no markup",
        "<" * 40_000,
        "<div>" * 40_000,
        "&#0;&#xD800;",
        '<?xml version="1.0" encoding="nonsense"?><p/>',
    ],
)
def test_no_text_in_the_page(html: str) -> None:
    with pytest.raises(FieldError) as caught:
        page(html)
    assert caught.value.field == "html"


def test_the_extracted_body_has_the_limits_of_a_body() -> None:
    record = RawRecord(Position("raw", 0, 0), 0, json.dumps({"html": PAGE}).encode())
    with pytest.raises(OversizedError, match=r"body: .*--max-body-characters"):
        decode(record, DecodeSettings(max_body_characters=100))
