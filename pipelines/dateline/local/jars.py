"""Puts many jars into one, as a build's shading step does."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

_MANIFEST = "META-INF/MANIFEST.MF"
_SERVICES = "META-INF/services/"
# Signatures are over a jar as a whole; a merged one that carries any is refused by Java.
_SIGNATURES = (".SF", ".RSA", ".DSA", ".EC")


def merge_jars(jars: Iterable[Path], target: Path) -> None:
    """Write the content of ``jars`` to the one jar ``target``.

    Of files with the same name the first counts, as on a class path; lists of services are joined.
    """
    taken = {_MANIFEST}
    services: dict[str, list[bytes]] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as merged:
        # Some of the jars have classes for newer versions of Java beside the plain ones.
        merged.writestr(_MANIFEST, "Manifest-Version: 1.0\r\nMulti-Release: true\r\n\r\n")
        for jar in jars:
            with zipfile.ZipFile(jar) as opened:
                for name in opened.namelist():
                    if name.startswith(_SERVICES) and not name.endswith("/"):
                        services.setdefault(name, []).append(opened.read(name))
                    elif not (name.endswith("/") or name in taken or _is_signature(name)):
                        taken.add(name)
                        merged.writestr(name, opened.read(name))
        for name, lists in services.items():
            merged.writestr(name, b"\n".join(lists) + b"\n")


def _is_signature(name: str) -> bool:
    return name.startswith("META-INF/") and name.upper().endswith(_SIGNATURES)
