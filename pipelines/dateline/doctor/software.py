"""What is installed: the versions that matter, the model, the schemas."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys

from dateline import __version__
from dateline.doctor.checks import Check, fail, ok, skipped, warn, worst
from dateline.encode.schemas import SUBJECTS, versions
from dateline.options import StageSettings

ACCELERATORS = {
    "crc32c": "a producer without it reaches an eighth of its rate, a consumer a twentieth",
    "lz4": "outputs are compressed with it",
    "zstandard": "inputs may be compressed with it",
}
"""Modules that kafka-python uses where they are installed, and why they matter."""

_MODULES = {"zstandard": ("zstandard", "zstd")}

GOOD_PYTHON = (3, 12)
"""In Python 3.11 the model spends most of its time on the interpreter's lock."""


def check_versions() -> Check:
    """Python, Beam, kafka-python and what makes it fast."""
    found = {"dateline": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    for package in ("apache-beam", "kafka-python", "spacy", "fastavro"):
        found[package] = importlib.metadata.version(package)
    findings = [
        fail("versions", f"The module {name} is missing: {why}.", "Install kafka-python[crc32c,lz4,zstd].")
        for name, why in ACCELERATORS.items()
        if not any(importlib.util.find_spec(module) for module in _MODULES.get(name, (name,)))
    ]
    if sys.version_info < GOOD_PYTHON:
        findings.append(
            warn(
                "versions",
                f"Python {found['python']} runs the entity stage at less than half of the speed.",
                "Use 3.12 or newer.",
            )
        )
    told = ", ".join(f"{name} {version}" for name, version in found.items())
    return worst("versions", findings, told, **found)


def check_model(stages: StageSettings) -> Check:
    """The spaCy pipeline of the entity stage, by its files."""
    if not stages.runs("entities"):
        return skipped("model", "The entity stage is not part of the job.")
    models = stages.entities.checked()
    return ok(
        "model",
        ", ".join(f"{each.name} {each.version}" for each in models),
        models={each.name: {"version": each.version, "sha256": each.sha256} for each in models},
    )


def check_schemas() -> Check:
    """The schemas of what is written."""
    try:
        found = {subject: [schema.name for schema in versions(subject)] for subject in SUBJECTS}
    except (OSError, ValueError) as error:
        return fail("schemas", f"The schemas cannot be read: {error}.", "Install dateline anew.")
    missing = [subject for subject, names in found.items() if not names]
    if missing:
        return fail("schemas", f"No schema for {', '.join(missing)}.", "Install dateline anew.")
    return ok("schemas", ", ".join(names[-1] for names in found.values()), schemas=found)
