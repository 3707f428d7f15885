"""`dateline explain`: one article, each time expression with its reasons in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline.commands.explain import explain
from dateline.errors import ArticleError, OptionError

NEWS = {
    "id": "own-1",
    "title": "President to speak on Friday",
    "published_at": "2019-09-24T23:05:00Z",
    "language": "en",
    "body": "LISBON (Own) - The president spoke at 6:30 p.m. (Caracas time) at the palace (11:30 p.m. in Lisbon).\n\n"
    "On 5 May 2010 he had come to the city. Two days later he left. The plan 2020-2025 is ready, he said on Monday.\n\n"
    "It rained for three months and he comes every Monday, until Tuesday, 23 September 2019.",
}
HISTORY = {
    "id": "own-2",
    "language": "en",
    "body": "In 1914 war came. In 1915 the front stood still. In 1916 hunger followed. In 1917 the tsar fell. "
    "In 1918 it ended. In 1919 peace was made. On 5 May 1920 the king came home. In June he died.",
}
SPANISH = {
    "id": "own-3",
    "published_at": "2019-09-24",
    "language": "es",
    "body": "El presidente hablará el lunes a las 18:30 (hora de Caracas). Hace dos años dimitió.",
}


@pytest.fixture
def article_file(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (NEWS, HISTORY, SPANISH)), encoding="utf-8")
    return path


def run(path: Path, *more: str, stdin: bytes | None = None) -> Result:
    arguments = ["--input", str(path) if stdin is None else "-", "--stages", "clean,times"]
    arguments += ["--record-time", "2026-11-23T08:00:00Z", *more]
    return CliRunner().invoke(explain, arguments, catch_exceptions=False, input=stdin)


def facts(path: Path, line: int = 1) -> dict[str, dict[str, str]]:
    """The facts of each expression, by its text."""
    row: dict[str, Any] = json.loads(run(path, "--json", "--line", str(line)).stdout)
    (section,) = row["sections"]
    assert section["stage"] == "times"
    return {
        finding["text"]: {fact["label"]: fact["words"] for fact in finding["facts"]} for finding in section["findings"]
    }


class TestTheReasons:
    def test_every_expression_is_there_with_value_rule_and_anchor(self, article_file: Path) -> None:
        told = facts(article_file)
        assert {"Friday", "5 May 2010", "Two days later", "2020", "2025", "Monday", "three months"} <= told.keys()
        for found in told.values():
            assert {"value", "rule", "anchor", "confidence"} <= found.keys()

    def test_anchors_in_words(self, article_file: Path) -> None:
        told = facts(article_file)
        assert told["Monday"]["anchor"].startswith("2019-09-24, the day of publication")
        assert told["Two days later"]["anchor"].startswith('2010-05-05, the date mentioned before it "5 May 2010"')
        assert told["5 May 2010"]["anchor"] == "none needed: the text gives the whole date"
        assert told["three months"]["anchor"] == "none: it points at no date"

    def test_direction_names_its_cue(self, article_file: Path) -> None:
        assert facts(article_file)["Monday"]["direction"] == 'past: told by the verb "said"'

    def test_zone_and_where_it_comes_from(self, article_file: Path) -> None:
        told = facts(article_file)
        assert told["6:30 p.m. (Caracas time)"]["zone"].endswith("stated with the expression")
        assert "(LISBON)" in told["Monday"]["zone"]

    def test_links(self, article_file: Path) -> None:
        told = facts(article_file)
        assert '"11:30 p.m. in Lisbon"' in told["6:30 p.m. (Caracas time)"]["same instant"]
        assert told["2020"]["range"] == told["2025"]["range"] == 'an end of "2020-2025" = 2020/2025'

    def test_conflict(self, article_file: Path) -> None:
        assert "Monday" in facts(article_file)["Tuesday, 23 September 2019"]["conflict"]

    def test_the_rule_is_named_with_an_example(self, article_file: Path) -> None:
        assert facts(article_file)["Monday"]["rule"] == 'date.weekday, as in "on Monday"'

    def test_a_history_counts_from_itself(self, article_file: Path) -> None:
        assert "the date that the history has reached" in facts(article_file, 2)["June"]["anchor"]

    def test_spanish_is_explained_too(self, article_file: Path) -> None:
        told = facts(article_file, 3)
        assert told["Hace dos años"]["rule"] == 'relative.ago, as in "hace dos días"'
        assert told["el lunes"]["direction"] == 'future: told by the verb "hablará"'


class TestTheCommand:
    def test_text_shows_each_expression_in_its_place(self, article_file: Path) -> None:
        shown = run(article_file).stdout
        assert "When  President to speak on Friday" in shown
        assert "0  title 22-28  President to speak on Friday" in shown
        assert "read as        news" in shown

    def test_standard_input(self, article_file: Path) -> None:
        assert run(article_file, stdin=json.dumps(NEWS).encode()).stdout == run(article_file).stdout

    def test_json_has_the_record_and_offsets_of_the_original(self, article_file: Path) -> None:
        row = json.loads(run(article_file, "--json").stdout)
        for finding in row["sections"][0]["findings"]:
            text = NEWS[finding["field"]]
            assert text[finding["start"] : finding["end"]] == finding["text"] == finding["record"]["text"]

    def test_only_stages_that_run_are_explained(self, article_file: Path) -> None:
        arguments = ["--input", str(article_file), "--stages", "clean", "--json"]
        result = CliRunner().invoke(explain, arguments, catch_exceptions=False)
        assert json.loads(result.stdout)["sections"] == []

    def test_a_line_that_is_not_there(self, article_file: Path) -> None:
        with pytest.raises(OptionError, match="no line 9"):
            run(article_file, "--line", "9")

    def test_an_article_that_cannot_be_read(self, article_file: Path) -> None:
        with pytest.raises(ArticleError, match="decode"):
            run(article_file, stdin=b"{")
