"""What made a record: versions, stages and model, the same for every record of a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from dateline import __version__

HASH_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Provenance:
    """The versions of everything that has a say in an event's content.

    ``processing_version`` is a hash of all of it: where two records agree in it and in ``event_id``, their
    bytes agree. Make one with :meth:`of`.
    """

    dateline: str
    processing_version: str
    stages: tuple[str, ...]
    model_name: str | None = None
    model_version: str | None = None
    model_sha256: str | None = None

    @classmethod
    def of(
        cls,
        stages: tuple[str, ...],
        *,
        model_name: str | None = None,
        model_version: str | None = None,
        model_sha256: str | None = None,
        options: Mapping[str, str | int | float | bool | None] | None = None,
        version: str = __version__,
    ) -> Provenance:
        """The provenance of a run: ``stages`` between decode and encode, ``options`` those that change content.

        >>> one = Provenance.of(("clean", "times"), version="0.1.0")
        >>> one.processing_version == Provenance.of(("clean",), version="0.1.0").processing_version
        False
        """
        content = {
            "dateline": version,
            "stages": stages,
            "model": [model_name, model_version, model_sha256],
            "options": dict(options or {}),
        }
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        digest = hashlib.sha256(canonical).hexdigest()[:HASH_CHARACTERS]
        return cls(version, digest, stages, model_name, model_version, model_sha256)
