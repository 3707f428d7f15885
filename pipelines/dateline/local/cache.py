"""The cache folder: what was built or fetched once, kept by a key of all that it was made from."""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from dateline.errors import LocalPartError
from dateline.local.progress import Progress, quiet

CACHE_VARIABLE = "DATELINE_CACHE"
LOCK_TIMEOUT = 30 * 60.0  # seconds; the longest build (Prism) takes four minutes on two cores


def cache_dir() -> Path:
    """Return the folder for everything built or fetched: ``DATELINE_CACHE``, else the user's cache folder."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named).expanduser().absolute() if named else Path(platformdirs.user_cache_dir("dateline"))


def machine() -> str:
    """Return the kind of this machine, as in ``linux-x86_64``; binaries are kept apart by it."""
    return f"{platform.system()}-{platform.machine()}".lower()


def content_key(files: Iterable[Path], *extra: str) -> str:
    """Return 16 hexadecimal digits that change with the name or content of any of ``files`` or with ``extra``."""
    digest = hashlib.sha256()
    for part in (*extra, machine()):
        digest.update(f"{len(part)}:{part}".encode())
    for file in sorted(files, key=lambda path: path.name):
        content = file.read_bytes()
        digest.update(f"{file.name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


@contextmanager
def locked(lock: Path, *, what: str, progress: Progress = quiet, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
    """Hold the file ``lock`` against other processes and threads; wait up to ``timeout`` seconds for it.

    The lock dies with its process, so none is ever left behind. Raises LocalPartError when time is up.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + timeout
    told = False
    with lock.open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise LocalPartError(
                        f"{what}: another process has held the lock {lock} for {timeout:.0f} s.",
                        "Wait for it or end it, then try again.",
                    ) from None
                if not told:
                    progress(f"{what}: waiting for another process that is at it")
                    told = True
                time.sleep(0.2)
        yield


def made_once(
    target: Path, make: Callable[[Path], None], *, what: str, progress: Progress = quiet, timeout: float = LOCK_TIMEOUT
) -> Path:
    """Return the folder ``target``, calling ``make`` with an empty folder to fill when it does not exist yet.

    ``target`` appears by a rename when ``make`` has returned: it is whole or not there. Two processes never
    make the same thing at once. OSError (a full disk, a folder that cannot be written) becomes LocalPartError.
    """
    if target.is_dir():
        return target
    try:
        with locked(target.parent / f".{target.name}.lock", what=what, progress=progress, timeout=timeout):
            if target.is_dir():
                return target
            with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
                filling = Path(scratch) / "new"
                filling.mkdir()
                make(filling)
                filling.rename(target)
    except OSError as error:
        raise LocalPartError(
            f"{what}: the cache folder {target.parent} cannot be written: {error}.",
            f"Free some space there, or name another folder by the environment variable {CACHE_VARIABLE}.",
        ) from error
    return target


def forget(path: Path) -> None:
    """Remove the file, or the folder and all below it, at ``path``, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
