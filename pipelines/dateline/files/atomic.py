"""Files that appear whole or not at all (the only module that knows the file system's ways).

What is written stands first under a hidden name in ``.writing`` below the archive's folder, synchronised to disk, and
is then *renamed* to its name (what was there is replaced) or *linked* to it (fails if something is there: the only
step of POSIX by which two writers that know nothing of each other agree on one content, on NFS too).

A hidden file is locked by its writer (``flock``) while that lives, however long it is paused; the kernel drops the
lock of a dead one. So what can be locked is a leftover, whatever process ids, machines or clocks say.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from dateline.errors import ArchiveError

WRITING = ".writing"
HIDDEN_SUFFIX = ".tmp"

_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)

_REMEDIES = {
    errno.ENOSPC: "Its disk is full. Make room: nothing is lost, what is missing is written as soon as there is some.",
    errno.EDQUOT: "The quota is used up. Raise it: nothing is lost, what is missing is written after that.",
    errno.EFBIG: "A file is larger than the process may write (`ulimit -f`). Raise the limit, or --archive-shards.",
    errno.EIO: "The disk reports an error. Look at it before you start the job again; nothing is lost on Kafka.",
    errno.EROFS: "It is mounted read-only, as after a disk error. Look at the disk, then mount it for writing.",
    errno.EACCES: "Give the job's user the right to write there.",
    errno.EPERM: "Give the job's user the right to write there; the file system must know hard links.",
}


@contextlib.contextmanager
def refusals_explained(folder: Path) -> Iterator[None]:
    """Turn an ``OSError`` into an :class:`~dateline.errors.ArchiveError` that names the archive's folder."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(
            error.errno or 0, "Nothing is lost: what is missing is written when it takes files again."
        )
        told = (error.strerror or repr(error)) + (f", {error.filename}" if error.filename else "")
        raise ArchiveError(f"The archive {folder} cannot be written ({told}).", remedy) from error


def write_whole(root: Path, path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, in place of what is there; it survives a crash of the machine.

    ``root`` is the archive's folder. Nobody ever sees a part. Raises ``OSError``, and then nothing has changed.
    """
    make_folder(path.parent)
    with _hidden(root, content) as hidden:
        hidden.replace(path)
    synchronise(path.parent)


def create_whole(root: Path, path: Path, content: bytes) -> bool:
    """Put ``content`` at ``path`` if nothing is there, else return false; otherwise as :func:`write_whole`."""
    make_folder(path.parent)
    try:
        with _hidden(root, content) as hidden:
            path.hardlink_to(hidden)
    except FileExistsError:
        return False
    synchronise(path.parent)
    return True


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, so that it survives a crash of the machine."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    synchronise(folder.parent)


def synchronise(folder: Path) -> None:
    """Make durable what was renamed and linked in ``folder``, by whomever."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        # A folder that may be written and not read: its entries are as durable as the system makes them.
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(root: Path) -> int:
    """Remove the hidden files of dead writers, not those of live ones; returns how many."""
    removed = 0
    for path in sorted((root / WRITING).glob(f"*{HIDDEN_SUFFIX}")):
        try:
            descriptor = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
            removed += 1
        except BlockingIOError:
            continue  # its writer lives
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        finally:
            os.close(descriptor)
    return removed


@contextlib.contextmanager
def _hidden(root: Path, content: bytes) -> Iterator[Path]:
    """A file with ``content``, durable, under a name that no reader looks at; gone at the end."""
    make_folder(root / WRITING)
    hidden, descriptor = _open_locked(root / WRITING)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
        yield hidden
    finally:
        # Removed while it is locked: a sweep never meets a file that is between the two.
        hidden.unlink(missing_ok=True)
        os.close(descriptor)


def _open_locked(folder: Path) -> tuple[Path, int]:
    while True:
        path = folder / f"{secrets.token_hex(8)}{HIDDEN_SUFFIX}"
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists():
                return path, descriptor
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return path, descriptor
            os.close(descriptor)
            path.unlink(missing_ok=True)
            raise
        # A sweep met the new file before it was locked, and takes it away.
        os.close(descriptor)
