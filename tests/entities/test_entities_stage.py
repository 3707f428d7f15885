"""The stage: languages, offsets in the original, limits, batches in bundles, dead letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms import window

from dateline.entities import stage
from dateline.entities.model import Found
from dateline.entities.stage import EntityOptions, LinkEntities, with_entities
from dateline.errors import OptionError
from dateline.records import DeadLetter, Document, MappedText, Segment

Make = Callable[..., Any]


class FirstWord:
    """Takes the first word for a person; cannot stand the word "boom"."""

    languages = frozenset({"en"})

    def find(self, language: str, texts: Sequence[str]) -> list[list[Found]]:
        """The first word of each text."""
        del language
        if any("boom" in text for text in texts):
            raise ValueError("boom")
        return [[Found(0, len(text.split()[0]), "PERSON")] if text else [] for text in texts]


def test_language_without_a_model_passes_with_a_note(make_document: Make) -> None:
    [document] = with_entities([make_document("Ana llegó.", language="es")], FirstWord())
    assert document.entities == ()
    assert document.notes == ("entities: no model for language es",)


def test_unknown_language_is_read_as_english_with_a_note(make_document: Make) -> None:
    [document] = with_entities([make_document("Anabel came.", language=None)], FirstWord())
    assert [entity.name for entity in document.entities] == ["Anabel"]
    assert document.notes == ("entities: the language is not known, read as en",)


def test_regional_tags_find_their_language(make_document: Make) -> None:
    [document] = with_entities([make_document("Anabel came.", language="en-GB")], FirstWord())
    assert document.entities[0].name == "Anabel"


def test_offsets_are_those_of_the_original_field(make_document: Make, make_extractor: Make) -> None:
    document = make_document("CREDIT\n\nAna Lopes met\nAna  Lopes.")
    cleaned = MappedText("body", document.article.body[8:], (Segment(0, 8, len(document.article.body) - 8),))
    [result] = with_entities([replace(document, body=cleaned)], make_extractor([("Ana Lopes", "PERSON")]))
    [entity] = result.entities
    assert [(m.start, m.end, m.text) for m in entity.mentions] == [(8, 17, "Ana Lopes"), (22, 32, "Ana  Lopes")]


def test_a_name_across_something_removed_is_none(make_document: Make, make_extractor: Make) -> None:
    document = make_document("Ana CREDIT Lopes came.")
    cleaned = MappedText("body", "Ana Lopes came.", (Segment(0, 0, 4), Segment(4, 11, 11)))
    [result] = with_entities([replace(document, body=cleaned)], make_extractor([("Ana Lopes", "PERSON")]))
    assert result.entities == ()


def test_limits_are_noted(make_document: Make, monkeypatch: pytest.MonkeyPatch, make_extractor: Make) -> None:
    monkeypatch.setattr(stage, "LONGEST_TEXT", 30)
    [document] = with_entities([make_document("Ana Lopes came. " * 5)], make_extractor([("Ana Lopes", "PERSON")]))
    assert document.notes == ("entities: only the first 30 of 80 characters of the body were read",)


def test_batches_keep_window_and_timestamp(make_document: Make) -> None:
    documents = [make_document(f"Peter{n} went", offset=n) for n in range(5)]

    def described(
        document: Document, at: Any = beam.DoFn.TimestampParam, within: Any = beam.DoFn.WindowParam
    ) -> tuple[str, float, float]:
        return document.entities[0].name, float(at), float(within.start)

    with TestPipeline() as pipeline:
        result = (
            pipeline
            | beam.Create(documents)
            | beam.Map(lambda d: window.TimestampedValue(d, 10 * d.article.position.offset + 1))
            | beam.WindowInto(window.FixedWindows(10))
            | LinkEntities(EntityOptions(batch=2), extractor=FirstWord())
        )
        seen = result.documents | beam.Map(described) | "Unwindowed" >> beam.WindowInto(window.GlobalWindows())
        assert_that(seen, equal_to([(f"Peter{n}", 10.0 * n + 1, 10.0 * n) for n in range(5)]))


def test_one_article_that_fails_does_not_fail_its_batch(make_document: Make) -> None:
    documents = [make_document(text, offset=n) for n, text in enumerate(["Peter went", "boom", "Alice came"])]
    with TestPipeline() as pipeline:
        result = pipeline | beam.Create(documents) | LinkEntities(extractor=FirstWord())
        names = result.documents | "Names" >> beam.Map(lambda d: d.entities[0].name)
        assert_that(names, equal_to(["Peter", "Alice"]), label="AssertNames")
        dead = result.dead | "Dead" >> beam.Map(_described)
        assert_that(dead, equal_to([("entities", "ValueError", False, 1)]), label="AssertDead")


def _described(letter: DeadLetter) -> tuple[str, str, bool, int]:
    return letter.stage, letter.error, letter.expected, letter.record.position.offset


@pytest.mark.parametrize("wrong", [{"batch": 0}, {"models": ()}, {"backend": "cuda"}])
def test_options_are_checked(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        EntityOptions(**wrong)
