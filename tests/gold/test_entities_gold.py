"""Names and places against the development data: floors a little under what was measured, digests of the data.

Measured with en_core_web_md (strict F1 on names: plain spaCy 0.437, this stage 0.495) and on GeoVirus with the gold
mentions: 0.444 within 161 km of a centroid (GeoNames' and ours of countries and states lie far apart, and regions
outside the US have none), 0.851 where an area counts as right by its name.
The name data annotates the participants of chosen events only, so precision and F1 are comparable with each other
and say little by themselves.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import urllib.parse
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dateline.entities import model
from dateline.entities.gazetteer import place_key
from dateline.entities.places import Place, link
from dateline.entities.stage import with_entities
from dateline.errors import ModelError
from dateline.records import Article, Document, Position, RawRecord

pytestmark = pytest.mark.gold

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NAMED = {"PER", "ORG", "LOC", "PRO"}
PRONOUNS = frozenset(
    ["our", "we", "us", "their", "they", "them", "its", "it", "i", "he", "his", "she", "her", "you", "who", "which"]
)
NAME = re.compile(r"[A-Z0-9][^ ]*(?: (?:of|and|for|the|de|&|[A-Z0-9][^ ]*))*")


def _data(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the development data {name} is not beside this checkout")
    return path


def _scorer(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, _data(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _names(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The annotated mentions that are names, without a leading article."""
    found = []
    for entity in row["ents"]:
        text, start = entity["text"], entity["start"]
        if text[:4].lower() == "the ":
            text, start = text[4:], start + 4
        if entity["label"] in NAMED and text.lower() not in PRONOUNS and NAME.fullmatch(text):
            found.append({"start": start, "end": start + len(text), "label": entity["label"]})
    return found


@pytest.fixture(scope="module")
def extractor() -> model.SpacyExtractor:
    try:
        return model.SpacyExtractor(["en_core_web_md"])
    except ModelError:
        pytest.skip("en_core_web_md is not installed")


def test_names_of_wikinews(extractor: model.SpacyExtractor, record_property: Any) -> None:
    path = _data("entities_wikinews/gold.jsonl")
    assert hashlib.sha256(path.read_bytes()).hexdigest()[:12] == "f5bfd91ec4aa"
    rows = _rows(path)
    limit = {row["id"]: max(entity["end"] for entity in row["ents"]) for row in rows}
    gold = [{"id": row["id"], "ents": _names(row)} for row in rows]
    documents = [
        Document.of(Article(RawRecord(Position("gold", 0, n), 0, b""), row["text"], language="en"))
        for n, row in enumerate(rows)
    ]
    plain = [
        {"id": row["id"], "ents": [{"start": f.start, "end": f.end, "label": f.type} for f in found]}
        for row, found in zip(rows, extractor.find("en", [row["text"] for row in rows]), strict=True)
    ]
    ours = [
        {
            "id": row["id"],
            "ents": [{"start": m.start, "end": m.end, "label": m.type} for e in document.entities for m in e.mentions],
        }
        for row, document in zip(rows, with_entities(documents, extractor), strict=True)
    ]
    for prediction in (*plain, *ours):
        prediction["ents"] = [e for e in prediction["ents"] if e["start"] < limit[prediction["id"]]]
    score = _scorer("ner_f1").score
    before, after = score(gold, plain, pmap="spacy-nwr"), score(gold, ours, pmap="spacy-nwr")
    record_property("plain_strict_f1", before["strict"]["f1"])
    record_property("strict_f1", after["strict"]["f1"])
    assert after["strict"]["f1"] >= 0.48
    assert after["strict"]["r"] >= 0.72
    assert after["strict"]["f1"] >= before["strict"]["f1"] + 0.05
    assert after["type:PER"]["r"] >= 0.60


def _is_right(gold: dict[str, Any], place: Place | None, distance: Any) -> bool:
    """Within 161 km, or an area whose name is the title of the gold page (areas have no agreed centre)."""
    if place is None:
        return False
    page = urllib.parse.unquote(gold["page"].rsplit("/", 1)[-1]).replace("_", " ").split(" (")[0]
    if place.kind != "city" and place_key(page) in {place_key(place.name), place_key(f"{place.name} Province")}:
        return True
    if place.latitude is None or place.longitude is None:
        return False
    return bool(distance(gold["lat"], gold["lon"], place.latitude, place.longitude) <= 161)


def test_places_of_geovirus(record_property: Any) -> None:
    path = _data("places_geovirus/gold.jsonl")
    assert hashlib.sha256(path.read_bytes()).hexdigest()[:12] == "3996d11f2394"
    scorer = _scorer("geo_link")
    pairs: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    right = 0
    for document, toponyms in scorer.load(str(path)):
        places = link(document["text"], [(t["start"], t["end"]) for t in toponyms])
        for toponym, place in zip(toponyms, places, strict=True):
            right += _is_right(toponym, place, scorer.hav)
            pairs.append((toponym, {"lat": place.latitude, "lon": place.longitude} if place else None))
    by_centroid = scorer.score(pairs)["acc161"]
    by_containment = right / len(pairs)
    record_property("by_centroid", by_centroid)
    record_property("by_containment", by_containment)
    assert by_centroid >= 0.43
    assert by_containment >= 0.83
