"""The arithmetic of the times bench: what taggers write is read back, and the table says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bench.times.documents import Document, Timex, from_lines, from_timeml, read, write
from tests.bench.times.table import Row, ratio, render
from tests.bench.times.tagging import run, timex3


def test_timeml_is_aligned_whatever_its_white_space() -> None:
    text = "On  Monday, at\n\n6 p.m., & later."
    written = (
        '<?xml version="1.0"?><TimeML>\nOn <TIMEX3 tid="t1" type="DATE" value="2019-09-23">Monday</TIMEX3>, at '
        '<TIMEX3 tid="t2" type="TIME" value="2019-09-24T18:00">6\np.m.</TIMEX3>, & later.\n</TimeML>'
    )
    found = from_timeml(written, text)
    assert [(text[t.start : t.end], t.type, t.value) for t in found] == [
        ("Monday", "DATE", "2019-09-23"),
        ("6 p.m.", "TIME", "2019-09-24T18:00"),
    ]


def test_lines_are_read_back() -> None:
    assert from_lines("3\t9\tDATE\t2019-09-23\n\n12\t15\tSET\t\n") == [
        Timex(3, 9, "DATE", "2019-09-23"),
        Timex(12, 15, "SET", ""),
    ]


def test_documents_keep_their_text(tmp_path: Path) -> None:
    given = [Document("a", "x", "one\r\ntwo\n", "2019-09-24"), Document("a", "y", "", "2020-01-01")]
    write(given, tmp_path / "in")
    assert list(read(tmp_path / "in")) == [
        ("00000.txt", "2019-09-24", "one\r\ntwo\n"),
        ("00001.txt", "2020-01-01", ""),
    ]


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ({"type": "date", "timex": "XXXX-WXX-1", "value": "2019-09-23"}, ("DATE", "2019-09-23")),
        ({"type": "time", "timex": "T18", "value": "18:00:00"}, ("TIME", "2019-09-24T18:00")),
        ({"type": "datetime", "timex": "2019-09-24T18", "value": "2019-09-24 18:00:00"}, ("TIME", "2019-09-24T18:00")),
        ({"type": "daterange", "timex": "2016-03", "start": "2016-03-01"}, ("DATE", "2016-03")),
        ({"type": "daterange", "timex": "(2019-10-02,2019-10-09,P1W)", "start": "2019-10-02"}, ("DATE", "2019-10-02")),
        ({"type": "duration", "timex": "P3Y", "value": "94608000"}, ("DURATION", "P3Y")),
    ],
)
def test_readings_of_recognizers(reading: dict[str, str], expected: tuple[str, str]) -> None:
    assert timex3(reading, "2019-09-24") == expected


def test_ratios() -> None:
    assert [ratio(1000.0, 2.5), ratio(86.0, 79.4), ratio(1.0, 0.0)] == ["400 x", "1.08 x", "-"]


def test_the_table_has_a_reason_for_every_missing_row() -> None:
    scores = {"news": {"relaxed": 92.0, "value": 86.0}}
    half = {"news": {"relaxed": 90.0, "value": 43.0}}
    rows = [
        Row("ours", scores, 0.2, 1.0, 3_000_000),
        Row("theirs", half, 5.0, 100.0, 3_000_000),
        Row("gone", reason="no Java"),
    ]
    lines = [line.split() for line in render(rows, ["news"]).splitlines()]
    assert lines[1] == ["ours", "92.0", "86.0", "1.00", "x", "1,000.0", "1.00", "x", "0.2"]
    assert lines[2] == ["theirs", "90.0", "43.0", "2.00", "x", "10.0", "100", "x", "5.0"]
    assert lines[3] == ["gone", "no", "Java"]


def test_our_tagger_writes_what_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = [Document("news", "a", "He spoke on Monday.", "2019-09-24")]
    write(given, tmp_path / "in")
    (tmp_path / "out").mkdir()
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "times"))
    run("dateline", tmp_path / "in", tmp_path / "out")
    assert from_lines((tmp_path / "out" / "00000.txt").read_text()) == [Timex(12, 18, "DATE", "2019-09-23")]
