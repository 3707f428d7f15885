"""The folder of the archive: can be written, has room, and does what atomic files need."""

from __future__ import annotations

import os
import shutil
import time
import uuid
from pathlib import Path

from dateline.doctor.checks import Check, fail, ok, skipped, warn

LITTLE_BYTES = 1 << 30
NO_BYTES = 64 << 20
SLOW_SECONDS = 1.0
"""How long a small synchronised file may take on a disk that is sound."""


def check_disk(folder: Path | None) -> Check:
    """Whether files can be written there, synchronised, and renamed over another at once."""
    if folder is None:
        return skipped("disk", "No --archive is written.")
    existing = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not existing.is_dir():
        return fail("disk", f"{existing} is no folder.", "Name a folder by --archive.")
    try:
        seconds = _write_and_rename(existing)
    except OSError as error:
        return fail(
            "disk",
            f"{existing} does not do what the archive needs: {error.strerror or error}.",
            "Give its owner the right to write, or choose another folder by --archive.",
        )
    free = shutil.disk_usage(existing).free
    told = f"{free / (1 << 30):.1f} GiB free in {folder}, a synchronised file takes {seconds * 1_000:.0f} ms"
    details = {"free_bytes": free, "write_seconds": round(seconds, 4)}
    if free < NO_BYTES:
        return fail("disk", f"{told}.", "Free some space: the job stops when a file cannot be written.", **details)
    if free < LITTLE_BYTES:
        return warn("disk", f"{told}.", "Free some space before it is full.", **details)
    if seconds > SLOW_SECONDS:
        return warn("disk", f"{told}: that is slow.", "Put the archive on a faster disk.", **details)
    return ok("disk", told, **details)


def _write_and_rename(folder: Path) -> float:
    """Seconds that the archive's way to write a file takes; leaves nothing behind."""
    before, after = (folder / f".dateline-doctor-{uuid.uuid4().hex}" for _ in range(2))
    began = time.monotonic()
    try:
        after.write_bytes(b"old")
        with before.open("wb") as file:
            file.write(b"new")
            file.flush()
            os.fsync(file.fileno())
        before.replace(after)
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if before.exists() or after.read_bytes() != b"new":
            raise OSError("a rename is not atomic")
        return time.monotonic() - began
    finally:
        before.unlink(missing_ok=True)
        after.unlink(missing_ok=True)
