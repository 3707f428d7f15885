"""The normal form and the fingerprint: what makes two texts one, and what does not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.clean.cleaning import clean
from dateline.clean.normal import fingerprint, normal_form
from dateline.records import Article, Document, MappedText, Position, RawRecord

LONG = "Trams in the old town will run until two in the morning from Friday, the city council said after a long debate."


def document(body: str, title: str = "") -> Document:
    return Document.of(Article(RawRecord(Position("articles", 0, 0), 0, b"{}"), body, title=title))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The MAYOR said", "the mayor said"),
        ("a  b\n\nc", "a b c"),
        ("a\u00a0b\u2003c", "a b c"),
        ("“yes”", '"yes"'),
        ("``yes''", "“yes”"),
        ("it’s", "it's"),
        ("«yes»", '"yes"'),
        ("go — now", "go -- now"),
        ("2019–2020", "2019-2020"),
        ("ﬁnal", "final"),
        ("Ｔｏｋｙｏ", "Tokyo"),
        ("cafe\u0301", "café"),
        ("Straße", "STRASSE"),
        ("so…", "so..."),
        ("co\u00adoperate", "cooperate"),
        ("\ufeffa\u200bb", "ab"),
        ("a\x00b\x03c", "a b c"),
    ],
)
def test_forms_that_are_one(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("3.5", "35"), ("a b", "ab"), ("killed 23", "killed 61"), ("café", "cafe"), ("yes?", "yes."), ("-5", "5")],
)
def test_forms_that_differ(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@given(st.text())
def test_the_normal_form_is_stable_and_flat(text: str) -> None:
    form = normal_form(text)
    assert normal_form(form.replace(" ", "\n")) == normal_form(form)
    assert form == form.strip()
    assert not re.search(r"\s\s|[\n\t\r\x00]", form)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_white_space_around_lines_does_not_count(text: str) -> None:
    assert normal_form("\n ".join(text.split())) == normal_form(" ".join(text.split()))


def test_the_fingerprint_is_of_the_body_not_the_title() -> None:
    assert fingerprint(document(LONG, "One")) == fingerprint(document(f"{LONG}\n", "Two"))
    assert re.fullmatch("[0-9a-f]{32}", fingerprint(document(LONG)))


def test_a_body_of_a_few_words_needs_its_title() -> None:
    assert fingerprint(document("Blah blah blah.", "One")) != fingerprint(document("Blah blah blah.", "Two"))
    assert fingerprint(document("Blah blah blah.", "ONE")) == fingerprint(document("Blah blah blah.", "One"))
    assert fingerprint(document("", "")) == fingerprint(document(" \n", ""))


def test_the_fingerprint_is_of_the_cleaned_text() -> None:
    one = clean(document(f"PARIS, May 4 (Reuters) - {LONG}\n\nENDS"))
    other = clean(document(f"Photo: Jane Roe/AFP\n\n{LONG}"))
    assert one.fingerprint == other.fingerprint == fingerprint(document(LONG))
    assert fingerprint(document(f"PARIS, May 4 (Reuters) - {LONG}")) != one.fingerprint


def test_the_fingerprint_of_text_that_no_encoding_takes() -> None:
    broken = replace(document(LONG), body=MappedText.identity("body", "\ud800" * 100))
    assert len(fingerprint(broken)) == 32
