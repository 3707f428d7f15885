"""Where the files that are not Python stand: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def schemas() -> Path:
    """The folder of the record schemas: ``<subject>/v<N>.avsc`` and ``json/``.

    The wheel carries it as ``dateline/schemas``; a checkout (and an editable install of one) has it at its root.

    >>> (schemas() / "article" / "v1.avsc").is_file()
    True
    """
    return _folder("schemas", marker="article")


def _folder(name: str, *, marker: str) -> Path:
    candidates = (_PACKAGE / name, _CHECKOUT / name)
    for folder in candidates:
        if (folder / marker).exists():
            return folder
    places = " and ".join(str(folder) for folder in candidates)
    raise FileNotFoundError(f"the folder {name!r} is in none of {places}: the installation is damaged, install it anew")
