"""``dateline local``: up, status, down with the real embedded parts; options and what is refused."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.errors import LocalPartError, OptionError
from dateline.local import stack
from dateline.local.commands import app
from dateline.local.stack import Wanted

ANY_PORT = ["--kafka-port", "0", "--prism-port", "0"]


def call(state_dir: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--state-dir", str(state_dir)])


@pytest.mark.integration
def test_up_status_down(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    try:
        assert call(folder, "up", *ANY_PORT).exit_code == 0
        first = json.loads(call(folder, "status", "--json").stdout)
        assert [(part["name"], part["state"]) for part in first] == [("kfake", "running"), ("prism", "running")]
        # A second `up` leaves them alone.
        assert call(folder, "up", *ANY_PORT).exit_code == 0
        assert [part["pids"] for part in stack_status(folder)] == [part["pids"] for part in first]
    finally:
        stopped = call(folder, "down")
    assert "stopped: prism, kfake" in stopped.stdout
    assert "nothing runs" in call(folder, "status").stdout
    assert "nothing was running" in call(folder, "down").stdout
    assert (folder / "kfake-data").is_dir()
    call(folder, "down", "--purge")
    assert not folder.exists()


def stack_status(folder: Path) -> list[dict[str, object]]:
    shown: list[dict[str, object]] = json.loads(call(folder, "status", "--json").stdout)
    return shown


@pytest.mark.integration
def test_part_that_died_is_shown_and_started_again(tmp_path: Path) -> None:
    wanted = Wanted(kafka_port=0, prism=False)
    try:
        (part,) = stack.up(wanted, tmp_path)
        os.kill(part.pid, signal.SIGKILL)
        while part.is_alive():
            pass
        shown = call(tmp_path, "status")
        assert shown.exit_code == 1
        assert "died" in shown.stdout
        (again,) = stack.up(wanted, tmp_path)
        assert again.pid != part.pid
        assert [state.state for state in stack.status(tmp_path)] == ["running"]
    finally:
        stack.down(tmp_path)


def test_purge_leaves_what_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "kfake-data").mkdir()
    (tmp_path / "prism.log").touch()
    mine = tmp_path / "thesis.txt"
    mine.touch()
    stack.down(tmp_path, purge=True)
    assert list(tmp_path.iterdir()) == [mine]


def test_registry_without_the_embedded_broker_is_refused() -> None:
    with pytest.raises(OptionError, match="--registry-port"):
        Wanted(kafka="real", registry_port=8081)


def test_missing_prism_is_said(tmp_path: Path) -> None:
    with pytest.raises(LocalPartError, match="is not a program"):
        stack.up(Wanted(kafka="none", prism_location=tmp_path / "absent"), tmp_path)


def test_unreadable_record_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "kfake.json").write_text("{")
    assert stack.status(tmp_path) == []


@pytest.mark.parametrize("command", ["up", "down", "status", "prepare"])
def test_help_has_examples(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"]).stdout
    assert f"dateline local {command}" in shown


def test_every_option_of_up_is_an_environment_variable() -> None:
    variables = [parameter.envvar for parameter in app.commands["up"].params]
    assert all(isinstance(name, str) and name.startswith("DATELINE_LOCAL_") for name in variables)
