"""`dateline enrich`: the stages on a file, line by line what OUTPUT.md says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fastavro
import jsonschema
import pytest
from click.testing import CliRunner

from dateline.commands.enrich import enrich
from dateline.resources import schemas

SAMPLE = Path(__file__).parent / "sample"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))

Row = dict[str, Any]


def run(folder: Path, *more: str, source: Path = SAMPLE / "articles.jsonl") -> dict[str, Path]:
    files = {kind: folder / f"{kind}.out" for kind in ("event", "duplicate", "dead_letter")}
    arguments = ["--input", str(source), "--output", str(files["event"]), "--duplicates", str(files["duplicate"])]
    arguments += ["--dead-letters", str(files["dead_letter"]), "--record-time", "2026-11-23T08:00:00Z", *more]
    result = CliRunner().invoke(enrich, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return files


def lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def enriched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return run(tmp_path_factory.mktemp("enriched"))


def test_every_line_is_accounted_for_as_expected(enriched: dict[str, Path]) -> None:
    assert len(lines(enriched["event"])) == sum(line["outcome"] == "event" for line in EXPECTED)
    assert len(lines(enriched["duplicate"])) == sum(line["outcome"] == "duplicate" for line in EXPECTED)
    dead = [(row["line"], row["stage"], row["error"]) for row in lines(enriched["dead_letter"])]
    assert dead == [
        (line["line"] + 1, line["stage"], line["error"]) for line in EXPECTED if line["outcome"] == "dead_letter"
    ]


@pytest.mark.parametrize("kind", ["event", "duplicate", "dead_letter"])
def test_lines_are_valid_by_their_json_schema(enriched: dict[str, Path], kind: str) -> None:
    schema = json.loads((schemas() / "json" / f"{kind}.v1.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    rows = lines(enriched[kind])
    assert rows
    for row in rows:
        validator.validate(row)


def test_offsets_are_those_of_the_original_fields(enriched: dict[str, Path]) -> None:
    for row in lines(enriched["event"]):
        mentions = [mention for entity in row["entities"] for mention in entity["mentions"]]
        for span in [*mentions, *row["times"], *row["removed"]]:
            assert row[span["field"]][span["start"] : span["end"]] == span["text"]


def test_the_same_input_gives_the_same_bytes(enriched: dict[str, Path], tmp_path: Path) -> None:
    again = run(tmp_path)
    assert {kind: path.read_bytes() for kind, path in again.items()} == {
        kind: path.read_bytes() for kind, path in enriched.items()
    }


def test_avro_has_the_same_records(enriched: dict[str, Path], tmp_path: Path) -> None:
    files = run(tmp_path, "--as", "avro")
    with files["event"].open("rb") as file:
        ids = [row["event_id"] for row in fastavro.reader(file)]
    assert ids == [row["event_id"] for row in lines(enriched["event"])]


def test_skipped_stages_leave_their_fields_empty(tmp_path: Path) -> None:
    files = run(tmp_path, "--stages", "")
    rows = lines(files["event"])
    assert files["duplicate"].read_bytes() == b""
    assert all(row["text"] == row["body"] and not row["entities"] and not row["times"] for row in rows)
    assert all(not row["removed"] for row in rows)


def test_an_empty_input_gives_empty_files(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"")
    files = run(tmp_path, "--stages", "clean", source=empty)
    assert [path.read_bytes() for path in files.values()] == [b"", b"", b""]


def test_the_seed_article(shared_data: Path, tmp_path: Path) -> None:
    seed = json.loads((shared_data / "seed_article.json").read_text(encoding="utf-8"))["text"]
    source = tmp_path / "seed.jsonl"
    article = {"id": "seed", "body": seed, "published_at": "2019-09-24T23:05:00Z", "language": "en"}
    source.write_text(json.dumps(article), encoding="utf-8")
    [row] = lines(run(tmp_path, source=source)["event"])

    assert [span["reason"] for span in row["removed"]] == ["repeated_line", "photo_credit"]
    times = {time["text"]: time for time in row["times"]}
    caracas = next(time for time in row["times"] if time["text"].startswith("6:30 p.m."))
    lisbon = next(time for time in row["times"] if time["text"].startswith("11:30 p.m."))
    assert caracas["begin"] == lisbon["begin"] == "2019-09-24T22:30:00Z"
    assert row["times"][caracas["same_instant_as"]] == lisbon
    assert row["times"][lisbon["same_instant_as"]] == caracas
    assert (times["Monday"]["value"], times["last week"]["value"]) == ("2019-09-23", "2019-W38")
    assert times["2020"]["range"] == times["2025"]["range"]
    assert times["2020"]["range"]["value"] == "2020/2025"
    assert next(time for time in row["times"] if "next few hours" in time["text"])["direction"] == "future"
    entities = {entity["name"]: entity for entity in row["entities"]}
    assert {"Venezuela", "Russia", "Nicolás Maduro", "Vladimir Putin", "Juan Guaidó"} <= entities.keys()
    maduro = [mention["start"] for mention in entities["Nicolás Maduro"]["mentions"]]
    kept = row["text"].count("Maduro")
    assert len(maduro) == kept
    assert "TIAR" in entities["Inter-American Treaty of Reciprocal Assistance"]["aliases"]
