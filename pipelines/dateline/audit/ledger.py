"""What is known of each position, at eight bytes a position and fact."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b

from dateline.offsets import OffsetSet

PAGE = 4_096
_NOTHING = 0


class Ledger:
    """A 64-bit digest for each offset of one partition; pages exist where there is something to remember.

    >>> ledger = Ledger()
    >>> ledger.note(7, digest("event", "x")), ledger.note(7, digest("event", "x")), ledger.note(7, digest("event", "y"))
    ('new', 'repeated', 'conflicting')
    """

    __slots__ = ("_pages", "conflicting", "repeated")

    def __init__(self) -> None:
        self._pages: dict[int, array[int]] = {}
        self.repeated = OffsetSet()
        self.conflicting = OffsetSet()

    def note(self, offset: int, value: int) -> str:
        """Remember ``value`` for ``offset``: ``new``, ``repeated`` (the same again) or ``conflicting``."""
        number, index = divmod(offset, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = array("Q", bytes(8 * PAGE))
        before = page[index]
        if before == _NOTHING:
            page[index] = value
            return "new"
        if before == value:
            self.repeated.add(offset)
            return "repeated"
        self.conflicting.add(offset)
        return "conflicting"

    def get(self, offset: int) -> int | None:
        """What is remembered of ``offset``."""
        number, index = divmod(offset, PAGE)
        page = self._pages.get(number)
        return page[index] or None if page is not None else None

    def offsets(self) -> Iterator[int]:
        """The offsets of which something is remembered, in order."""
        for number in sorted(self._pages):
            base = number * PAGE
            yield from (base + index for index, value in enumerate(self._pages[number]) if value)


def digest(*parts: str | None) -> int:
    """A 64-bit digest of texts and nulls, never 0.

    >>> digest("a", "b") != digest("ab", None) != digest("ab", "")
    True
    """
    text = "\x1e".join("\x00" if part is None else f"={part}" for part in parts)
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1
