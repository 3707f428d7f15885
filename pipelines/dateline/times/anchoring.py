"""From readings to TIMEX3 values: each expression is counted from its anchor.

The anchor is the publication date, or the mention before ("two days later"), or, in a narrative of past events,
the date that the narrative has reached. :class:`Anchors` carries that state through a text; :mod:`.calendar_dates`
resolves dates with missing parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from dateline.times import values
from dateline.times.direction import Cue
from dateline.times.narrative import Story, first_day, year_of
from dateline.times.readings import Base, Fixed, Shift

Basis = Literal["publication", "record_time", "dateline", "narrative", "mention"]
Direction = Literal["past", "present", "future"]


CLOCK_SECONDS = {"TH": 3600, "TM": 60, "TS": 1}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A value with what it was counted from and how sure that is."""

    value: str
    anchor: str | None = None
    basis: Basis | None = None
    direction: Direction | None = None
    direction_basis: str | None = None
    confidence: float = 0.95
    conflict: str | None = None


@dataclass(slots=True)
class Anchors:
    """What expressions are counted from, updated mention by mention.

    ``published`` is the local publication date, ``moment`` its naive local time if that is known, ``basis`` what
    they are known from; ``reference`` the value of the
    last mention with a calendar date, ``era`` that of a decade or century if it was mentioned after it; ``narrative``
    whether the text tells a history, ``story`` what it has told.
    """

    published: date | None
    moment: datetime | None = None
    basis: Basis = "publication"
    narrative: bool = False
    reference: str | None = None
    bc: bool = False
    story: Story = field(default_factory=Story)
    era: str | None = None

    def note(self, value: str, *, moves: bool = True) -> None:
        """Take a resolved DATE or TIME value as the running reference, if it is one; ``moves``: see :class:`Story`."""
        grain = values.granularity(value)
        self.era = value if grain in ("decade", "century") else None
        if grain in (None, "decade", "century"):
            return
        if value.startswith("BC"):
            self.bc = True
        elif values.local_interval(value) is None:
            return
        else:
            self.bc = False
        self.reference = value
        self.story.tell(value, moves=moves)

    def resume(self) -> None:
        """Return from an aside to what a narrative has told: ``The following year`` begins its sentence."""
        told, reference = self.story.told, self.reference
        if reference == self.story.aside:
            return
        if self.narrative and told and reference and year_of(told) != year_of(reference):
            self.reference = told

    def reference_day(self) -> date | None:
        """The first day of the running reference."""
        return first_day(self.reference)

    def base(self, base: Base) -> tuple[date | None, str | None, Basis | None]:
        """The day to count from, its value, and what it is."""
        if base == "mention" and (day := self.reference_day()) is not None:
            return day, self.reference, "mention"
        if self.published is None:
            return None, None, None
        return self.published, self.published.isoformat(), self.basis

    def running(self, month: int | None = None, day: int | None = None) -> tuple[date | None, str | None, Basis | None]:
        """The day that partial dates, of this month and day, are completed from."""
        if self.narrative and (told := first_day(value := self.story.reached(month, day))) is not None:
            return told, value, "narrative"
        return self.base("publication")


def resolve_shift(core: Shift, anchors: Anchors) -> Resolved | None:
    """A unit counted from its anchor.

    >>> resolve_shift(Shift("W", -1), Anchors(date(2019, 9, 24))).value
    '2019-W38'
    """
    if core.base == "mention" and anchors.reference and anchors.reference.startswith("BC"):
        return _shift_bc(core, anchors)
    day, anchor, basis = anchors.base(core.base)
    if core.base == "mention" and core.unit in ("DE", "CE") and anchors.era is not None:
        day, anchor, basis = first_day(anchors.era), anchors.era, "mention"
    if core.count is None or day is None:
        return _vague_shift(core, anchor, basis)
    direction: Direction = "past" if core.count < 0 else "future" if core.count > 0 else "present"
    stated = direction if basis != "mention" else None
    confidence = 0.95 if basis != "mention" else 0.75
    if core.unit.startswith("T"):
        value = _shift_clock(core, anchors, day, basis)
    else:
        if core.grain == "W":  # its Thursday says which week of the other year it is
            day += timedelta(days=4 - day.isoweekday())
        try:
            moved = values.shifted(day, core.unit, core.count)
        except (OverflowError, ValueError):
            return None
        unit = "Y" if core.unit in ("DE", "CE") and core.counted else core.unit
        if unit == "Y" and core.counted and basis == "mention" and values.granularity(anchor or "") == "quarter":
            unit = "Q"
        if core.weekday is not None:
            moved += timedelta(days=core.weekday - moved.isoweekday())
        value = values.of_unit(moved, core.grain or unit)
    return Resolved(value, anchor, basis, stated, "expression" if stated else None, confidence)


def _vague_shift(core: Shift, anchor: str | None, basis: Basis | None) -> Resolved:
    if core.count is None:
        return Resolved("PAST_REF" if core.back else "FUTURE_REF", anchor, basis, confidence=0.5)
    value = "PAST_REF" if core.count < 0 else "FUTURE_REF" if core.count > 0 else "PRESENT_REF"
    return Resolved(value, confidence=0.5)


def _shift_clock(core: Shift, anchors: Anchors, day: date, basis: Basis | None) -> str:
    """Hours or minutes from an anchor that is known to the clock; else a reference, or only the day."""
    moment = anchors.moment
    if basis == "mention":
        grain = values.granularity(anchors.reference or "")
        interval = values.local_interval(anchors.reference or "") if grain in ("minute", "hour", "second") else None
        moment = interval[0] if interval else None
        if moment is None:
            return f"{day.isoformat()}TXX"
    if moment is None:
        return "PAST_REF" if (core.count or 0) < 0 else "FUTURE_REF"
    try:
        moved = moment + timedelta(seconds=CLOCK_SECONDS[core.unit] * (core.count or 0))
    except OverflowError:
        return "PAST_REF" if (core.count or 0) < 0 else "FUTURE_REF"
    return moved.isoformat(timespec="minutes")


def _shift_bc(core: Shift, anchors: Anchors) -> Resolved | None:
    reference = anchors.reference or ""
    year = int(reference[2:6]) if reference[2:6].isdigit() else None
    steps = {"Y": 1, "DE": 10, "CE": 100}.get(core.unit)
    if year is None or core.count is None:
        return Resolved("FUTURE_REF", reference, "mention", confidence=0.4)
    if steps is None:
        same = core.count == 0 and core.unit in ("D", "M")
        return Resolved(reference if same else "BCXXXX-XX-XX", reference, "mention", confidence=0.4)
    moved = year - core.count * steps
    if moved < 1:
        return None
    value = f"BC{moved:04d}"
    if core.unit == "DE" and not core.counted:
        value = f"BC{moved // 10:03d}"
    return Resolved(value, reference, "mention", confidence=0.6)


def resolve_fixed(core: Fixed, anchors: Anchors) -> Resolved:
    """A value that needs no anchor."""
    stated: Direction | None = core.direction
    if stated is None and core.value.endswith("_REF"):
        stated = {"PA": "past", "PR": "present", "FU": "future"}[core.value[:2]]  # type: ignore[assignment]
    anchor = anchors.published.isoformat() if stated and anchors.published else None
    basis = anchors.basis if anchor else None
    return Resolved(core.value, anchor, basis, stated, "expression" if stated else None, 0.9)


def relative_direction(value: str, anchors: Anchors, cue: Cue | None) -> tuple[Direction | None, str | None]:
    """Where an interval lies from the publication date: past, present (it holds that day) or future."""
    interval = values.local_interval(values.ZONE_SUFFIX.sub("", value) if "T" in value else value)
    if interval is None or anchors.published is None:
        return (None, None) if cue is None else (cue.direction, cue.basis)
    if interval[1].date() <= anchors.published:
        return "past", "calendar"
    if interval[0].date() > anchors.published:
        return "future", "calendar"
    return ("present", "calendar") if cue is None else (cue.direction, cue.basis)
