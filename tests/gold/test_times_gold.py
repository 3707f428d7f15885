"""Scores on annotated texts, with floors a little under what was measured (see the names of the sets).

Measured on 2026-11: MEANTIME development relaxed 92.0, value 82.9; WikiWars development relaxed 95.7, value 89.6.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dateline.times import normalise

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

pytestmark = [
    pytest.mark.gold,
    pytest.mark.skipif(not DATA.is_dir(), reason="the development data beside the repository is not there"),
]


@dataclass(frozen=True)
class Floors:
    """F1 in percent that must be reached."""

    relaxed: float
    value: float


def scores(name: str, folder: Path) -> dict[str, dict[str, float]]:
    gold = DATA / name / "gold.jsonl"
    predicted = folder / "predicted.jsonl"
    with predicted.open("w", encoding="utf-8") as out:
        for line in gold.read_text(encoding="utf-8").splitlines():
            document = json.loads(line)
            for mention in normalise(document["text"], date.fromisoformat(document["dct"])):
                row = {"doc": document["doc"], "start": mention.start, "end": mention.end, "text": mention.text}
                out.write(json.dumps({**row, "type": mention.type, "value": mention.value}) + "\n")
    command = [sys.executable, str(DATA / "score_times.py"), str(gold), str(predicted), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, dict[str, float]] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize(
    ("name", "floors"),
    [("times_meantime", Floors(relaxed=91.0, value=82.0)), ("times_wikiwars", Floors(relaxed=95.0, value=88.8))],
)
def test_f1(name: str, floors: Floors, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = scores(name, tmp_path)
    with capsys.disabled():
        figures = ", ".join(f"{key} {found[key]['F1']:.1f}" for key in ("strict", "relaxed", "type", "value"))
        print(f"\n{name}: F1 {figures}")
    assert found["relaxed"]["F1"] >= floors.relaxed
    assert found["value"]["F1"] >= floors.value


def test_the_article_the_project_was_asked_for_with() -> None:
    text = json.loads((DATA / "seed_article.json").read_text(encoding="utf-8"))["text"]
    found = {mention.text: mention for mention in normalise(text, datetime(2019, 9, 24, 23, 5, tzinfo=UTC))}
    caracas, lisbon = found["6:30 p.m. (Caracas time)"], found["11:30 p.m. in Lisbon"]
    mentions = list(found.values())
    assert caracas.value == "2019-09-24T18:30-04:00"
    assert caracas.begin == lisbon.begin == datetime(2019, 9, 24, 22, 30, tzinfo=UTC)
    assert (caracas.same_instant_as, lisbon.same_instant_as) == (mentions.index(lisbon), mentions.index(caracas))
    assert found["Monday"].value == "2019-09-23"
    assert found["last week"].value == "2019-W38"
    assert found["2020"].range is not None
    assert found["2020"].range is found["2025"].range
    assert found["2020"].range.value == "2020/2025"
    assert found["the next few hours"].direction == "future"
