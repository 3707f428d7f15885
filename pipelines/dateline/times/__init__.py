"""Time expressions in news: found, read as TIMEX3, anchored to the publication, turned into UTC intervals.

:func:`normalise` is the whole of it for one text; :mod:`.stage` runs it over documents. It imports neither Beam nor
spaCy. Languages are folders of data (:mod:`.en`); see :mod:`.grammar` for how a rule is written.
"""

from __future__ import annotations

from dateline.times.normalise import normalise
from dateline.times.zones import PlaceSpan

__all__ = ["PlaceSpan", "normalise"]
