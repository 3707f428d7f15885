"""The set-up script: what it chooses, what it skips, how it fails. (That it works is shown by these tests running.)"""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from dateline.local.cache import cache_dir

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPT = REPOSITORY / "deploy" / "local" / "bootstrap.py"


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def interpreters(monkeypatch: pytest.MonkeyPatch, bootstrap: ModuleType, **versions: tuple[int, int, int]) -> None:
    """Let only these programs exist: name with _ for . and its version."""
    known = {name.replace("_", "."): version for name, version in versions.items()}
    monkeypatch.setattr(bootstrap, "candidates", lambda minor: ["python{}.{}".format(*minor)])
    monkeypatch.setattr(bootstrap, "python_version", known.get)


@pytest.mark.parametrize(
    ("installed", "wanted", "expected"),
    [
        ({"python3_11": (3, 11, 7), "python3_12": (3, 12, 1), "python3_13": (3, 13, 0)}, None, "python3.13"),
        ({"python3_11": (3, 11, 7), "python3_12": (3, 12, 1)}, None, "python3.12"),
        ({"python3_11": (3, 11, 7), "python3_14": (3, 14, 0)}, None, "python3.14"),
        ({"python3_11": (3, 11, 7), "python3_13": (3, 13, 0)}, (3, 11), "python3.11"),
    ],
)
def test_choice_of_python(
    monkeypatch: pytest.MonkeyPatch,
    bootstrap: ModuleType,
    installed: dict[str, tuple[int, int, int]],
    wanted: tuple[int, int] | None,
    expected: str,
) -> None:
    interpreters(monkeypatch, bootstrap, **installed)
    assert bootstrap.find_python(wanted)[0] == expected


def test_no_python_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch, bootstrap: ModuleType) -> None:
    interpreters(monkeypatch, bootstrap, python3_9=(3, 9, 2))
    with pytest.raises(bootstrap.SetupError, match="apt-get install python3"):
        bootstrap.find_python(None)


def test_shim_without_a_version_is_no_python(bootstrap: ModuleType, tmp_path: Path) -> None:
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.13: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    assert bootstrap.python_version(str(shim)) is None
    assert bootstrap.python_version(sys.executable) == sys.version_info[:3]


def test_stamp_changes_with_an_input(monkeypatch: pytest.MonkeyPatch, bootstrap: ModuleType, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text("one")
    before = bootstrap.key_of(["pyproject.toml", "absent"], "3.13")
    assert bootstrap.key_of(["pyproject.toml", "absent"], "3.13") == before
    assert bootstrap.key_of(["pyproject.toml", "absent"], "3.12") != before
    (tmp_path / "pyproject.toml").write_text("two")
    assert bootstrap.key_of(["pyproject.toml", "absent"], "3.13") != before


def test_damaged_stamps_count_as_none(bootstrap: ModuleType, tmp_path: Path) -> None:
    bootstrap.write_stamp(tmp_path, "packages", "key")
    assert bootstrap.read_stamps(tmp_path) == {"packages": "key"}
    (tmp_path / bootstrap.STAMP).write_text("[")
    assert bootstrap.read_stamps(tmp_path) == {}


def test_its_cache_folder_is_that_of_the_package(bootstrap: ModuleType) -> None:
    assert bootstrap.cache_dir() == cache_dir()


def test_failed_step_shows_the_end_of_its_output(bootstrap: ModuleType) -> None:
    command = [sys.executable, "-c", "print('no space'); raise SystemExit(3)"]
    with pytest.raises(bootstrap.SetupError, match=r"(?s)Packing: failed with status 3:.*no space.*Free some"):
        bootstrap.run(command, text="Packing", remedy="Free some space.")


@pytest.mark.parametrize("words", [["--python", "3.10"], ["--python", "new"], ["--model", "xl"]])
def test_wrong_argument_is_refused_without_a_trace(words: list[str]) -> None:
    done = subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_missing_python_is_exit_code_2(tmp_path: Path) -> None:
    words = ["--python", "3.99", "--venv", str(tmp_path / "venv")]
    done = subprocess.run([sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Python 3.99 is not installed" in done.stderr
    assert "Traceback" not in done.stderr


def test_constraints_cover_every_dependency_and_hold_no_address(bootstrap: ModuleType) -> None:
    text = (REPOSITORY / "constraints.txt").read_text()
    assert "://" not in text
    names = {line.partition("==")[0] for line in text.splitlines() if "==" in line}
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    stems = {"".join(name.split("[")[0].split(">")[0].split("<")[0].split("=")[0].split(";")[0]) for name in asked}
    assert {stem.strip() for stem in stems} <= names
    assert all(bootstrap.pinned(package) for package in bootstrap.MODELS.values())


def test_script_is_understood_by_python_38() -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 8))
