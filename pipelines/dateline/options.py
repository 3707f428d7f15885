"""The settings of a whole job: one dataclass per stage, put together and checked before launch."""

from __future__ import annotations

from dataclasses import dataclass, field

from dateline.clean.settings import CleanSettings
from dateline.decode.settings import DecodeSettings
from dateline.dedup.stage import DedupSettings
from dateline.encode.output import EncodeSettings
from dateline.encode.provenance import Provenance
from dateline.entities.stage import EntityOptions
from dateline.errors import OptionError
from dateline.files.stage import ArchiveSettings
from dateline.kafka.sink import PublishSettings
from dateline.kafka.source import ReadSettings

STAGES = ("clean", "deduplicate", "entities", "times")
"""The stages between decode and encode, in data order; each can be left out."""


def parse_stages(text: str) -> tuple[str, ...]:
    """The stages that ``text`` names, in data order, whatever order they are named in.

    >>> parse_stages("times, clean")
    ('clean', 'times')

    Raises :class:`~dateline.errors.OptionError` for a name that is none.
    """
    named = {name.strip().lower() for name in text.split(",") if name.strip()}
    unknown = sorted(named - set(STAGES))
    if unknown:
        raise OptionError("--stages", f"no stage is called {unknown[0]!r}.", f"The stages are {', '.join(STAGES)}.")
    return tuple(stage for stage in STAGES if stage in named)


@dataclass(frozen=True, slots=True)
class StageSettings:
    """How the stages from decode to encode work, on a stream and on a file alike."""

    stages: tuple[str, ...] = STAGES
    decode: DecodeSettings = field(default_factory=DecodeSettings)
    clean: CleanSettings = field(default_factory=CleanSettings)
    dedup: DedupSettings = field(default_factory=DedupSettings)
    entities: EntityOptions = field(default_factory=EntityOptions)

    def runs(self, stage: str) -> bool:
        """Whether a stage is part of the job."""
        return stage in self.stages

    def provenance(self) -> Provenance:
        """What every record says about its making; looks at the model's files.

        Raises :class:`~dateline.errors.ModelError` if the model is missing or unfit.
        """
        model = self.entities.checked()[0] if self.runs("entities") else None
        return Provenance.of(
            self.stages,
            model_name=model.name if model else None,
            model_version=model.version if model else None,
            model_sha256=model.sha256 if model else None,
            options={"dedup_ttl_seconds": self.dedup.ttl_seconds if self.runs("deduplicate") else None},
        )


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """A whole job. ``archive`` null writes no files."""

    read: ReadSettings
    stages: StageSettings
    encode: EncodeSettings
    publish: PublishSettings
    archive: ArchiveSettings | None = None
