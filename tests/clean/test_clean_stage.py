"""The transform: Articles or Documents in, cleaned Documents and dead letters out."""

from __future__ import annotations

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from dateline import deadletter
from dateline.clean import stage
from dateline.clean.cleaning import clean
from dateline.records import Article, Document, Position, RawRecord

TEXT = "Trams in the old town will run until two in the morning from Friday, the city council said."


def article(body: str, offset: int = 0) -> Article:
    return Article(RawRecord(Position("articles", 0, offset), 0, b"{}"), body)


@pytest.mark.parametrize("opened", [False, True])
def test_articles_and_documents_are_cleaned(opened: bool) -> None:
    articles = [article(f"PARIS, May 4 - {TEXT}", 0), article(TEXT, 1)]
    inputs = [Document.of(each) for each in articles] if opened else articles
    with TestPipeline() as pipeline:
        outputs = pipeline | beam.Create(inputs) | stage.CleanText()
        assert_that(outputs["documents"], equal_to([clean(Document.of(each)) for each in articles]))
        assert_that(outputs[deadletter.TAG], equal_to([]), label="no dead letters")


def test_what_fails_is_a_dead_letter() -> None:
    good = Document.of(article(TEXT, 1))
    bad = Document.of(article(None, 7))  # type: ignore[arg-type]  # what no decoder lets through
    with TestPipeline() as pipeline:
        outputs = pipeline | beam.Create([bad, good]) | stage.CleanText()
        assert_that(outputs["documents"], equal_to([clean(good)]))
        positions = outputs[deadletter.TAG] | beam.Map(lambda letter: (letter.record.position.offset, letter.stage))
        assert_that(positions, equal_to([(7, "clean")]), label="the dead letter")
