"""All rules of English, in the order in which they win a tie."""

from __future__ import annotations

from dateline.times.en import (
    ages,
    attributes,
    clock,
    days,
    durations,
    eras,
    events,
    named_days,
    numeric_dates,
    references,
    relative,
    sets,
    weekdays,
    year_parts,
    years,
)
from dateline.times.grammar import Rule

RULES: tuple[Rule, ...] = (
    *numeric_dates.RULES,
    *days.RULES,
    *weekdays.RULES,
    *named_days.RULES,
    *years.RULES,
    *year_parts.RULES,
    *eras.RULES,
    *clock.RULES,
    *events.RULES,
    *durations.RULES,
    *ages.RULES,
    *sets.RULES,
    *relative.RULES,
    *references.RULES,
    *attributes.RULES,
)
