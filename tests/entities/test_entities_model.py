"""spaCy pipelines by name, and the stage with a real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.entities import model
from dateline.entities.stage import with_entities
from dateline.errors import ModelError
from dateline.records import Document

Make = Callable[..., Any]


@pytest.fixture(scope="module")
def extractor() -> model.SpacyExtractor:
    """The default pipeline, or the small one where only that is installed."""
    for name in ("en_core_web_md", "en_core_web_sm"):
        try:
            return model.SpacyExtractor([name], backend="numpy")
        except ModelError:
            continue
    pytest.skip("no English spaCy pipeline is installed")


def test_described_without_loading(extractor: model.SpacyExtractor) -> None:
    assert extractor.languages == {"en"}
    info = next(iter(extractor.infos))
    assert info.lang == "en"
    assert len(info.sha256) == 64
    assert info == next(iter(extractor.infos))


def test_a_missing_pipeline_has_a_remedy() -> None:
    with pytest.raises(ModelError, match="No spaCy pipeline 'xx_nowhere' is installed") as caught:
        model.describe("xx_nowhere")
    assert "pip install" in caught.value.remedy


@pytest.mark.parametrize(
    ("meta", "message"),
    [
        ({"lang": "en", "name": "x", "pipeline": ["tagger"]}, "no `ner` component"),
        ({"lang": "en", "name": "x", "pipeline": ["ner"], "spacy_version": ">=99"}, "made for spaCy >=99"),
        (None, "damaged"),
    ],
)
def test_an_unfit_pipeline_is_refused(tmp_path: Path, meta: dict[str, Any] | None, message: str) -> None:
    (tmp_path / "config.cfg").write_text("")
    (tmp_path / "meta.json").write_text("{" if meta is None else json.dumps(meta))
    with pytest.raises(ModelError, match=message):
        model.describe(str(tmp_path))


def test_sha256_is_of_names_and_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    first = model.files_sha256(tmp_path)
    assert first == model.files_sha256(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert model.files_sha256(tmp_path) != first


def test_loaded_once_and_counted(extractor: model.SpacyExtractor) -> None:
    extractor.find("en", ["Ana came."])
    model.take_load_count()
    extractor.find("en", ["Ana went."])
    assert model.take_load_count() == 0


@pytest.mark.parametrize(
    ("config", "left_out"),
    [
        ({"ner": {"model": {"tok2vec": {"@architectures": "spacy.Tok2Vec.v2"}}}, "tok2vec": {}}, ["tok2vec"]),
        (
            {
                "ner": {"model": {"tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "upstream": "*"}}},
                "tok2vec": {},
                "tagger": {},
            },
            ["tagger"],
        ),
        (
            {
                "ner": {"model": {"x": {"@architectures": "spacy-transformers.TransformerListener.v1"}}},
                "transformer": {},
            },
            [],
        ),
    ],
)
def test_only_what_ner_listens_to_is_loaded(config: dict[str, Any], left_out: list[str]) -> None:
    assert model._not_needed({"components": config}) == left_out


def test_backends_find_the_same(extractor: model.SpacyExtractor) -> None:
    text = "Ana Lopes of Acme Corp met the Danish foreign minister in Lisbon, the Guardian wrote. " * 5
    name = extractor.names["en"]
    assert model.load(name, "blis").find([text]) == model.load(name, "numpy").find([text])


@pytest.mark.parametrize("text", ["", "\ud800 Paris \x00", "(" * 60_000, " " * 60_000, "a.b-" * 20_000, "\n" * 999])
def test_hostile_text(extractor: model.SpacyExtractor, make_document: Make, text: str) -> None:
    [document] = with_entities([make_document(text)], extractor)
    assert isinstance(document, Document)


def test_a_written_article(extractor: model.SpacyExtractor, make_document: Make) -> None:
    body = (
        "President João Ferreira of Brazil met the Japanese prime minister, Kenji Watanabe, in Tokyo on Tuesday.\n\n"
        "Ferreira's visit follows the signing of the Pacific Pact on Open Rivers (PPOR). Watanabe said that Brazil"
        " had been the first to join PPOR, and Mr Ferreira thanked him.\n\nTokyo accuses Beijing of delay."
    )
    [document] = with_entities([make_document(body, title="Ferreira in Japan")], extractor)
    by_name = {entity.name: entity for entity in document.entities}
    assert [m.text for m in by_name["João Ferreira"].mentions] == ["Ferreira", "João Ferreira", "Ferreira", "Ferreira"]
    assert len(by_name["Kenji Watanabe"].mentions) == 2
    assert by_name["Brazil"].ids.iso3166 == "BR"
    assert len(by_name["Pacific Pact on Open Rivers"].mentions) == 3
    assert by_name["Beijing"].role == "government"
    for entity in document.entities:
        for mention in entity.mentions:
            original = document.article.body if mention.field == "body" else document.article.title or ""
            assert original[mention.start : mention.end] == mention.text
