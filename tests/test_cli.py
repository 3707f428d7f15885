"""The command line as a user meets it: one clear message and an exit code, never a stack trace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def dateline(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "dateline", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **env},
    )


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run", "--bootstrap-servers", "nonsense"], "--bootstrap-servers"),
        (["run", "--start", "yesterday"], "--start"),
        (["run", "--stages", "clean,magic"], "magic"),
        (["run", "--runner", "direct"], "--once"),
        (["run", "--runner", "portable"], "--job-endpoint"),
        (["run", "--dedup-ttl", "0"], "--dedup-ttl"),
        (["run", "--bootstrap-servers", "127.0.0.1:1"], "127.0.0.1:1"),
        (["enrich", "--input", "/nowhere.jsonl", "--output", "-"], "/nowhere.jsonl"),
        (["enrich", "--input", "-", "--output", "-", "--model", "xx_none"], "xx_none"),
        (["produce", "nowhere.jsonl", "--bootstrap-servers", "127.0.0.1:1"], "127.0.0.1:1"),
        (["run", "--no-such-option-at-all", "--bootstrap-servers", "x"], "--bootstrap-servers"),
    ],
)
def test_a_bad_option_is_one_message_and_exit_code_2(arguments: list[str], named: str) -> None:
    result = dateline(*arguments)
    assert result.returncode == 2, result.stderr
    assert named in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.integration
def test_a_missing_topic_is_named_before_launch(kfake_broker: str) -> None:
    result = dateline("run", "--bootstrap-servers", kfake_broker, "--input-topic", "not-there")
    assert result.returncode == 2
    assert "not-there" in result.stderr
    assert "Traceback" not in result.stderr


def test_options_come_from_the_environment_too() -> None:
    result = dateline("run", DATELINE_BOOTSTRAP_SERVERS="nonsense")
    assert result.returncode == 2
    assert "'nonsense'" in result.stderr


def test_the_password_is_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2")
    result = dateline(
        "--log-level", "debug", "run", "--bootstrap-servers", "127.0.0.1:1", "--security-protocol", "SASL_PLAINTEXT",
        "--sasl-mechanism", "PLAIN", "--sasl-username", "me", "--sasl-password-file", str(secret),
    )  # fmt: skip
    assert result.returncode == 2
    assert "hunter2" not in result.stderr + result.stdout
