"""Files that are not Python are found in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline import resources


def test_a_checkout() -> None:
    assert (resources.schemas() / "article" / "v1.avsc").is_file()


def test_an_installed_wheel_carries_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "schemas" / "article").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    assert resources.schemas() == tmp_path / "schemas"


def test_a_damaged_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path)
    monkeypatch.setattr(resources, "_CHECKOUT", tmp_path)
    with pytest.raises(FileNotFoundError, match="install it anew"):
        resources.schemas()
