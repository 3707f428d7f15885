"""The settings of the Clean stage."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.errors import OptionError


@dataclass(frozen=True, slots=True)
class CleanSettings:
    """How Clean works. Raises :class:`OptionError` for values that cannot.

    ``head_lines``: how many lines (not counting blank ones) may be furniture above the first paragraph: title,
    subtitles, credits, slugs. ``tail_lines``: how many may be furniture below the last one. ``datelines``: whether
    a dateline is taken out of the text (it is kept as data either way).
    """

    head_lines: int = 8
    tail_lines: int = 6
    datelines: bool = True

    def __post_init__(self) -> None:
        for name, value in (("--clean-head-lines", self.head_lines), ("--clean-tail-lines", self.tail_lines)):
            if not 0 <= value <= 100:
                raise OptionError(name, f"{value} is not between 0 and 100.", "Give a small number of lines.")
