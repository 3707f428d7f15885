from __future__ import annotations

import pytest

from dateline.entities.stage import EntityOptions
from dateline.errors import ModelError, OptionError
from dateline.options import STAGES, StageSettings, parse_stages


def test_stages_come_in_data_order() -> None:
    assert parse_stages("times,entities,deduplicate,clean") == STAGES
    assert parse_stages("") == ()


def test_an_unknown_stage_is_named() -> None:
    with pytest.raises(OptionError, match="'tmies'"):
        parse_stages("clean,tmies")


def test_provenance_depends_on_what_changes_content_and_on_nothing_else() -> None:
    without = StageSettings(stages=("clean",)).provenance()
    assert without.model_name is None
    assert without == StageSettings(stages=("clean",)).provenance()
    assert without.processing_version != StageSettings(stages=("clean", "times")).provenance().processing_version


def test_a_missing_model_is_found_before_launch() -> None:
    with pytest.raises(ModelError, match="xx_missing"):
        StageSettings(entities=EntityOptions(models=("xx_missing",))).provenance()
