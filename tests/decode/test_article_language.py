"""Languages: given tags made regular, and identification that would rather not know than be wrong."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.decode import DecodeSettings, decode
from dateline.decode.language import identify, regular
from dateline.errors import FieldError
from dateline.records import Article, Position, RawRecord

STORIES = Path(__file__).resolve().parents[3] / "shared" / "data" / "wire_reuters" / "stories.jsonl.gz"

SENTENCES = [
    ("en", "The minister said on Tuesday that talks would resume next week."),
    ("en", "OIL PRICES RISE AS MINISTERS AGREE TO CUT OUTPUT"),
    ("es", "El presidente viajará a Rusia en las próximas horas."),
    ("pt", "O presidente falou na terça-feira em Lisboa sobre o orçamento."),
    ("fr", "Le président partira pour la Russie dans les prochaines heures."),
    ("de", "Der Präsident reist in den nächsten Stunden nach Russland."),
    ("it", "Il presidente partirà per la Russia nelle prossime ore."),
    ("nl", "De president vertrekt binnen enkele uren naar Rusland."),
    ("sv", "Presidenten reser till Ryssland inom de närmaste timmarna."),
    ("pl", "Prezydent wyjeżdża do Rosji w najbliższych godzinach."),
    ("ru", "Президент отправится в Россию в ближайшие часы."),
    ("uk", "Президент вирушить до Росії найближчими годинами."),
    ("tr", "Cumhurbaşkanı önümüzdeki saatlerde Rusya'ya gidecek."),
    ("ar", "الرئيس يسافر إلى روسيا في الساعات المقبلة"),
    ("zh", "总统将于未来数小时内前往俄罗斯"),
    ("ja", "大統領は数時間以内にロシアへ出発する"),
    ("ko", "대통령은 몇 시간 안에 러시아로 떠날 것이다"),
]


def article(**fields: object) -> Article:
    return decode(RawRecord(Position("raw", 0, 0), 0, json.dumps(fields).encode()))


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_sentence_is_enough(language: str, sentence: str) -> None:
    result = article(body=sentence)
    assert (result.language, result.language_basis) == (language, "identified")
    assert result.language_confidence is not None
    assert 0.3 <= result.language_confidence <= 1


@pytest.mark.parametrize("text", ["12345 67 89", "---", "OPEC IMF EU", "IBM 3.2 pct", "1,234 vs 1,111"])
def test_what_is_too_little_stays_unknown(text: str) -> None:
    result = article(body=text)
    assert (result.language, result.language_basis) == (None, "unknown")
    assert result.language_confidence is not None
    assert result.language_confidence < 0.3


def test_the_title_counts() -> None:
    assert article(title="Ministers agree to cut output again", body="VIENNA").language == "en"


def test_the_threshold_is_a_setting() -> None:
    record = RawRecord(Position("raw", 0, 0), 0, json.dumps({"body": "Fed holds rates"}).encode())
    assert decode(record, DecodeSettings(language_min_confidence=0.05)).language == "en"
    assert decode(record, DecodeSettings(language_min_confidence=1.0)).language_basis == "unknown"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("EN", "en"),
        (" fr ", "fr"),
        ("en-US", "en"),
        ("pt_BR", "pt"),
        ("zh-Hant-TW", "zh"),
        ("deu", "de"),
        ("ger", "de"),
        ("haw", "haw"),
        ("iw", "he"),
        ("und", None),
        ("und-Latn", None),
    ],
)
def test_regular_tags(tag: str, code: str | None) -> None:
    assert regular(tag) == code


@pytest.mark.parametrize(
    "tag",
    ["english", "English", "e", "english!", "en US", "en-", "-en", "en--US", "xx", "xyz", "ｅｎ", "en-toolongsubtag"],
)
def test_no_tag(tag: str) -> None:
    with pytest.raises(FieldError) as caught:
        regular(tag)
    assert caught.value.field == "language"


def test_an_undetermined_tag_is_as_none() -> None:
    result = article(body=SENTENCES[0][1], language="und")
    assert (result.language, result.language_basis) == ("en", "identified")


@given(st.text(max_size=300))
def test_any_text_has_a_confidence_between_0_and_1(text: str) -> None:
    language, confidence = identify(text, 0.3)
    assert 0 <= confidence <= 1
    assert (language is None) or confidence >= 0.3
    assert identify(text, 0.3) == (language, confidence)


def test_threads_agree() -> None:
    texts = [sentence for _, sentence in SENTENCES] * 20
    alone = [identify(text, 0.3) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda text: identify(text, 0.3), texts)) == alone


@pytest.mark.gold
def test_english_wire_stories_are_never_taken_for_another_language() -> None:
    if not STORIES.exists():
        pytest.skip("the development data (../shared/data) is not here")
    with gzip.open(STORIES, "rt", encoding="utf-8") as lines:
        stories = [json.loads(line) for line in lines]
    languages = [
        identify(f"{story['title']}\n{story['body']}", 0.3)[0] for story in stories if "Blah blah" not in story["body"]
    ]
    assert set(languages) <= {"en", None}
    assert languages.count("en") > 0.93 * len(languages)
