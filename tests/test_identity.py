"""Ids: known values that must never change, what they depend on, and the one form of a URL."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import identity


def article_id(
    source: str | None = None,
    id: str | None = None,
    url: str | None = None,
    title: str | None = None,
    content: str = "Oil rose.",
) -> str:
    return identity.article_id(source=source, id=id, url=url, title=title, content=content)


def event_id(
    source: str | None = "atlas",
    id: str | None = "7",
    url: str | None = None,
    title: str | None = "Oil",
    content: str = "Oil rose.",
    published_at: str | None = "2019-09-24",
    *,
    withdrawn: bool = False,
) -> str:
    return identity.event_id(
        source=source,
        id=id,
        url=url,
        title=title,
        content=content,
        published_at=published_at,
        withdrawn=withdrawn,
    )


def test_known_ids() -> None:
    """Published ids are for ever: these values come from the first release."""
    assert article_id("atlas", "7") == "b0116a4aafa9eb9049305122db1e16ad"
    assert article_id(url="https://news.example/a?b=1") == "02483724dfa83eb1fe263b49dd1edc1d"
    assert article_id("atlas", title="Öl", content="Öl stieg.") == "69aa3768009c96d3371d2d5c3cfce50d"
    assert event_id() == "48f6d3747d5f8e2cb6372990acb6ea04"
    assert event_id(withdrawn=True) == "78fad88381334af7e2d25afeae07c382"


def test_article_id_prefers_id_then_url_then_content() -> None:
    assert article_id("a", "1", "https://x.example/1") == article_id("a", "1", "https://x.example/2", "t", "other")
    assert article_id("a", None, "https://x.example/1") == article_id("b", None, "https://x.example/1", "t", "other")
    assert article_id("a", title="t") != article_id("a", title="t", content="other")


def test_article_id_keeps_sources_apart() -> None:
    assert len({article_id("a", "1"), article_id("b", "1"), article_id(None, "1"), article_id("a", "2")}) == 4


def test_event_id_changes_with_each_field() -> None:
    ids = [
        event_id(),
        event_id(source="other"),
        event_id(id="8"),
        event_id(title="Gas"),
        event_id(content="Oil fell."),
        event_id(published_at="2019-09-25"),
        event_id(withdrawn=True),
        event_id(id=None, url="https://x.example/7"),
        event_id(id=None),
    ]
    assert len(set(ids)) == len(ids)


def test_absent_and_empty_are_one() -> None:
    assert event_id(source="", title="") == event_id(source=None, title=None)


@given(st.lists(st.sampled_from([None, "a", "b", "ab", "+", "-", "\x00"]), min_size=4, max_size=4))
def test_fields_cannot_flow_into_each_other(fields: list[str | None]) -> None:
    one = event_id(fields[0], "x", None, fields[1], fields[2] or "c", fields[3])
    for other in set(itertools.permutations(fields)):
        two = event_id(other[0], "x", None, other[1], other[2] or "c", other[3])
        same = (fields[0], fields[1], fields[2] or "c", fields[3]) == (other[0], other[1], other[2] or "c", other[3])
        assert (one == two) == same


@given(st.text(), st.text(), st.text())
def test_ids_are_128_bits_in_hexadecimal(source: str, url: str, content: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", article_id(source, None, url, None, content))


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://News.Example/a", "http://news.example/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:443/a", "http://news.example:443/a"),
        ("https://news.example:/a", "https://news.example/a"),
        ("https://news.example:0443/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/%C3%BC"),
        ("https://[2001:DB8::1]:8443/a", "https://[2001:db8::1]:8443/a"),
        ("https://me@news.example/a", "https://me@news.example/a"),
        ("https://news.example/a/./b/../c", "https://news.example/a/c"),
        ("https://news.example/../a/..", "https://news.example/"),
        ("https://news.example/a/", "https://news.example/a/"),
        ("https://news.example//a", "https://news.example//a"),
        ("https://news.example/%7ea/%c3%a9%2f", "https://news.example/~a/%C3%A9%2F"),
        ("https://news.example/a b%", "https://news.example/a%20b%"),
        ("https://news.example/a?b=2&a=1&b=1", "https://news.example/a?a=1&b=2&b=1"),
        ("https://news.example/a?&b=&", "https://news.example/a?b="),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&UTM_medium=y&fbclid=z&id=4", "https://news.example/a?id=4"),
        ("https://news.example/a?ref=home&cid=5&source=rss", "https://news.example/a?cid=5&ref=home&source=rss"),
        ("https://news.example/a#top", "https://news.example/a"),
        ("https://news.example/a#:~:text=Oil", "https://news.example/a"),
        ("https://news.example/#!/story/5", "https://news.example/#!/story/5"),
        ("https://news.example/#/story/5", "https://news.example/#/story/5"),
        (" https://news.example/a\n", "https://news.example/a"),
        ("https://news.example/web/https://other.example/b", "https://news.example/web/https://other.example/b"),
        ("urn:newsml:wire.example:20190924:n1", "urn:newsml:wire.example:20190924:n1"),
        ("news.example/a", "news.example/a"),
        ("https://", "https:///"),
    ],
)
def test_normalised_url(url: str, normal: str) -> None:
    assert identity.normalised_url(url) == normal


URLS = st.builds(
    "https://{}/{}?{}#{}".format,
    st.text(max_size=12),
    st.text(max_size=20),
    st.text(alphabet="ab=&%2eé+ _utm", max_size=20),
    st.text(max_size=5),
)


@given(st.text(max_size=60) | URLS)
def test_normalising_twice_changes_nothing(url: str) -> None:
    once = identity.normalised_url(url)
    assert identity.normalised_url(once) == once


def test_hostile_urls_take_linear_time() -> None:
    identity.normalised_url("https://a/" + "../" * 300_000)
    identity.normalised_url("https://a/?" + "a&" * 300_000)
    identity.normalised_url("https://" + "ü." * 100_000)
    identity.normalised_url("a" * 1_000_000)
    identity.normalised_url("%" * 1_000_000)
