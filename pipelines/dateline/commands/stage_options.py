"""The options of the stages, shared by ``run`` and ``enrich``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dateline.clean.settings import CleanSettings
from dateline.commands.shared_options import Decorator, grouped, option
from dateline.decode.settings import DecodeSettings, option_name
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
    schema_ids: tuple[str, ...],
    **limits: Any,
) -> StageSettings:
    return StageSettings(
        stages=parse_stages(stages),
        decode=DecodeSettings(**limits, schema_ids=dict(map(_schema_id, schema_ids))),
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

_LIMITS = {
    "max_record_bytes": "A larger record is a dead letter.",
    "max_body_characters": "So is an article whose body is longer,",
    "max_body_lines": "or has more lines;",
    "max_html_characters": "one whose page is longer,",
    "max_html_tags": "or has more tags;",
    "max_field_characters": "one with a longer value in any other field,",
    "max_metadata_entries": "or with more metadata.",
}


def _limit(setting: str, told: str) -> Decorator:
    return option(option_name(setting), type=click.IntRange(1), default=getattr(_DECODE, setting), help=told)


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
            "--language-min-confidence",
            type=click.FloatRange(0, 1),
            default=_DECODE.language_min_confidence,
            help="Below it an identified language counts as not known.",
        ),
        *(_limit(setting, told) for setting, told in _LIMITS.items()),
    ],
)
