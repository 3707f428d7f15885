"""How a language writes numbers: the marks of ordinals and decades, and what groups digits and begins a fraction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Orthography:
    """The marks that digits are written with. What a language does not have is empty.

    ``ordinal`` (``th``), ``decade`` (``s``) and ``possessive`` (``'s``) are regular expressions of what follows the
    digits or the word; none may match the empty text or hold a repetition without a bound. ``grouping`` and
    ``decimal`` are single marks: the first two are the international ones (``1,000.5``).
    """

    ordinal: str = ""
    decade: str = ""
    possessive: str = ""
    grouping: str = ","
    decimal: str = "."

    def plain(self, number: str) -> str:
        """A written number with ``,`` between its groups and ``.`` before its fraction.

        >>> Orthography(grouping=".", decimal=",").plain("1.250,5")
        '1,250.5'
        """
        if self.grouping == "," and self.decimal == ".":
            return number
        return number.translate({ord(self.grouping): ",", ord(self.decimal): "."})
