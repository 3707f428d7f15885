from __future__ import annotations

import pickle

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline as Pipeline
from apache_beam.testing.util import assert_that, equal_to

from dateline import deadletter
from dateline.errors import DatelineError, FieldError, OptionError
from dateline.records import Article, Document, MappedText, Position, RawRecord
from dateline.times.stage import NormaliseTimes

RECORD = RawRecord(Position("articles", 3, 14), 0, b"raw")


def test_an_expected_error_needs_no_trace() -> None:
    letter = deadletter.of(RECORD, "decode", FieldError("title", "must be text."))
    assert (letter.error, letter.message, letter.expected, letter.trace) == (
        "FieldError",
        "title: must be text.",
        True,
        "",
    )


def test_an_unexpected_error_keeps_the_end_of_its_trace() -> None:
    def deep(level: int) -> None:
        if level:
            deep(level - 1)
        raise ZeroDivisionError("at the bottom \ud800")

    with pytest.raises(ZeroDivisionError) as caught:
        deep(200)
    letter = deadletter.of(RECORD, "times", caught.value)
    assert not letter.expected
    assert len(letter.trace) <= deadletter.TRACE_CHARACTERS
    assert "ZeroDivisionError: at the bottom" in letter.trace
    letter.trace.encode()
    letter.message.encode()


@pytest.mark.parametrize("error", [FieldError("title", "is wrong.", "Mend it."), OptionError("--start", "is wrong.")])
def test_errors_survive_the_way_between_workers(error: DatelineError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_a_stage_that_breaks_on_one_article_loses_only_that_one() -> None:
    good = Document.of(Article(RECORD, body="The vote is on Monday.", language="en"))
    # A document that no earlier stage could have made: its map points outside of the article.
    article = Article(RawRecord(Position("articles", 3, 15), 0, b"broken"), body="x", language="en")
    broken = Document(article, MappedText("body", "The vote is on Monday.", ()), MappedText("title", "", ()))
    with Pipeline() as pipeline:
        outputs = pipeline | beam.Create([good, broken]) | NormaliseTimes()
        dated = outputs["documents"] | beam.Map(lambda document: [time.text for time in document.times])
        dead = outputs[deadletter.TAG] | beam.Map(
            lambda letter: (letter.record.value, letter.stage, letter.expected, "IndexError" in letter.trace)
        )
        assert_that(dated, equal_to([["Monday"]]), label="good")
        assert_that(dead, equal_to([(b"broken", "times", False, True)]), label="dead")
