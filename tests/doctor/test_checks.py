"""Checks that need no broker, and how checks are put together."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.errors import TopicAuthorizationFailedError

from dateline.doctor.checks import Check, Status, carried_out, fail, ok, warn, worst
from dateline.doctor.clock import judged
from dateline.doctor.disk import check_disk
from dateline.doctor.examination import CHECKS, LOCAL, Examination, as_json, sound
from dateline.doctor.software import check_model, check_schemas, check_versions
from dateline.doctor.transactions import described
from dateline.entities.stage import EntityOptions
from dateline.kafka.connection import Connection
from dateline.kafka.hung import Held, OpenTransaction
from dateline.kafka.topic_plan import JobTopics
from dateline.options import StageSettings


class Usage(NamedTuple):
    """What `shutil.disk_usage` returns."""

    total: int
    used: int
    free: int


def test_what_is_installed_here_is_enough() -> None:
    found = check_versions()
    assert found.status in {"ok", "warn"}
    assert found.details["apache-beam"]
    assert check_schemas().status == "ok"


def test_a_missing_accelerator_fails_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find: Callable[[str], Any] = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "crc32c" else find(name))
    found = check_versions()
    assert found.status == "fail"
    assert "kafka-python[crc32c,lz4,zstd]" in found.remedy


def test_a_missing_model_is_told_and_one_that_is_not_used_is_not_looked_for() -> None:
    missing = StageSettings(entities=EntityOptions(models=("no_such_model",)))
    found = carried_out("model", lambda: check_model(missing))
    assert found.status == "fail"
    assert "no_such_model" in found.message
    assert found.remedy
    assert check_model(StageSettings(stages=("clean",))).status == "skipped"


def test_a_folder_that_will_do_is_left_as_it_was(tmp_path: Path) -> None:
    assert check_disk(None).status == "skipped"
    assert check_disk(tmp_path / "not" / "there" / "yet").status in {"ok", "warn"}
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_a_folder_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert check_disk(tmp_path / "file").status == "fail"


@pytest.mark.parametrize(("free", "status"), [(1 << 20, "fail"), (200 << 20, "warn"), (1 << 40, "ok")])
def test_free_space_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: Status) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 41, 0, free))
    assert check_disk(tmp_path).status == status


def test_a_disk_that_cannot_synchronise_fails_and_is_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    found = check_disk(tmp_path)
    assert (found.status, "Input/output error" in found.message) == ("fail", True)
    assert list(tmp_path.iterdir()) == []


@given(st.floats(-10_000, 10_000), st.floats(0.0001, 5))
def test_a_skew_counts_only_beyond_its_error(skew: float, error: float) -> None:
    status = judged(skew, error).status
    certain = abs(skew) - error
    assert status == ("fail" if certain > 3_600 else "warn" if certain > 2 else "ok")


FINDINGS = st.builds(
    Check, name=st.just("x"), status=st.sampled_from(["ok", "warn", "fail"]), message=st.text(max_size=5)
)


@given(st.lists(FINDINGS, max_size=5))
def test_the_worst_finding_counts_and_none_is_left_out(findings: list[Check]) -> None:
    found = worst("x", findings, "fine")
    order = ["ok", "warn", "fail"]
    assert order.index(found.status) == max((order.index(each.status) for each in findings), default=0)
    assert all(each.message in found.message for each in findings)


def test_a_check_that_breaks_is_a_failure_of_its_own() -> None:
    def breaks() -> Check:
        raise ZeroDivisionError("oops")

    def refused() -> Check:
        raise TopicAuthorizationFailedError("events")

    assert "oops" in carried_out("x", breaks).message
    assert carried_out("x", refused).status == "fail"
    assert "may not use" in carried_out("x", refused).message


def test_without_a_broker_only_local_checks_are_made(tmp_path: Path) -> None:
    connection = Connection("127.0.0.1:1", connect_timeout_ms=200)
    topics = JobTopics(("in",), "events", "duplicates", "dead", "outcomes")
    stages = StageSettings(stages=("clean",))
    found = list(Examination(connection, "g", topics, stages=stages, archive=tmp_path).run())
    assert [check.name for check in found] == list(CHECKS)
    status = {check.name: check.status for check in found}
    assert status.pop("broker") == "fail"
    assert {name for name, word in status.items() if word == "skipped"} == {"model", *CHECKS} - LOCAL - {"broker"} | {
        "model"
    }
    assert not sound(found)
    assert json.loads(as_json(found))["ok"] is False


def test_only_what_is_asked_for_is_looked_at(tmp_path: Path) -> None:
    connection = Connection("127.0.0.1:1", connect_timeout_ms=200)
    topics = JobTopics(("in",), "events", "duplicates", "dead", "outcomes")
    local = Examination(connection, "g", topics, only=frozenset({"schemas", "disk"}), archive=tmp_path)
    assert [check.name for check in local.run()] == ["schemas", "disk"]
    remote = Examination(connection, "g", topics, only=frozenset({"hung"}))
    assert [(check.name, check.status) for check in remote.run()] == [("broker", "fail"), ("hung", "skipped")]


def test_an_open_transaction_is_told_with_what_it_holds_back() -> None:
    held = (Held("events", 1, 40, 52),)
    each = OpenTransaction("job", "news.sink", 7, 0, "Ongoing", 75.0, 600.0, 1, 2, held)
    assert described(each) == (
        "The transaction of news.sink is open for 75 s (Ongoing, nobody seems to work on it, the broker ends it 525 s "
        "from now); it holds back events/1 from offset 40 (12 records)."
    )


def test_remedies_are_told_once() -> None:
    found = worst("x", [warn("x", "a", "do it"), fail("x", "b", "do it"), ok("x", "c")], "")
    assert found.remedy == "do it"
