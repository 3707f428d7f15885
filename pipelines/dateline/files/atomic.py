"""Files that appear whole or not at all (the only module that knows the file system's ways)."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``; nobody ever sees a part of it, and it survives a crash of the machine.

    It is written under a hidden name in the same folder, synchronised to disk, renamed (atomic in POSIX), and
    the folder synchronised. A crash leaves at most the hidden file ``.NAME.PID-THREAD.tmp``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with hidden.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise
    _synchronise_folder(path.parent)


def _synchronise_folder(folder: Path) -> None:
    """Make the rename durable. Some systems cannot open a folder; there the rename is as durable as they make it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
