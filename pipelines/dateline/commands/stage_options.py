"""The options of the stages, shared by ``run`` and ``enrich``."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.clean.settings import CleanSettings
from dateline.commands.shared_options import grouped, option
from dateline.decode.settings import DecodeSettings
from dateline.dedup.stage import DedupSettings
from dateline.entities.model import DEFAULT_MODEL, Backend
from dateline.entities.stage import EntityOptions
from dateline.errors import OptionError
from dateline.options import STAGES, StageSettings, parse_stages


def _settings(
    *,
    stages: str,
    model: str,
    backend: Backend,
    dedup_ttl: int,
    dedup_shards: int,
    max_record_bytes: int,
    max_body_characters: int,
    schema_ids: tuple[str, ...],
) -> StageSettings:
    return StageSettings(
        stages=parse_stages(stages),
        decode=DecodeSettings(
            max_record_bytes=max_record_bytes,
            max_body_characters=max_body_characters,
            schema_ids=dict(map(_schema_id, schema_ids)),
        ),
        clean=CleanSettings(),
        dedup=DedupSettings(ttl_seconds=dedup_ttl, shards=dedup_shards),
        entities=EntityOptions(models=(model,), backend=backend),
    )


def _schema_id(text: str) -> tuple[int, Path]:
    number, separator, file = text.partition("=")
    if not separator or not number.isdigit() or not Path(file).is_file():
        raise OptionError("--schema-id", f"{text!r} is not ID=FILE with a file that is there.", "E.g. 17=article.avsc.")
    return int(number), Path(file)


_DECODE = DecodeSettings()
_DEDUP = DedupSettings()

stage_options = grouped(
    "stages",
    _settings,
    [
        option("--stages", default=",".join(STAGES), help="The stages to run between decode and encode."),
        option("--model", default=DEFAULT_MODEL, help="An installed spaCy pipeline with a named-entity recogniser."),
        option(
            "--backend",
            type=click.Choice(["auto", "blis", "numpy"]),
            default="auto",
            help="Matrix products of the model; auto measures which is faster.",
        ),
        option(
            "--dedup-ttl",
            type=click.IntRange(1),
            default=_DEDUP.ttl_seconds,
            help="Seconds between two copies within which the later is a duplicate.",
        ),
        option("--dedup-shards", type=click.IntRange(1), default=_DEDUP.shards, help="Keys that share the state."),
        option(
            "--schema-id",
            "schema_ids",
            multiple=True,
            metavar="ID=FILE",
            help="The Avro schema of an id that a Confluent frame may carry (repeatable).",
        ),
        option(
            "--max-record-bytes",
            type=click.IntRange(1),
            default=_DECODE.max_record_bytes,
            help="A larger record is a dead letter.",
        ),
        option(
            "--max-body-characters",
            type=click.IntRange(1),
            default=_DECODE.max_body_characters,
            help="An article with a longer body is a dead letter.",
        ),
    ],
)
