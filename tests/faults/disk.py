"""A small disk of its own for the archive, which can be filled: a tmpfs where the user may mount one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

SIZE = "192m"
FILLER = ".filler"


class SmallDisk:
    """A tmpfs at ``folder`` (made if need be). ``reason`` says why there is none, and is empty when there is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.reason = self._mount()

    def _mount(self) -> str:
        if os.geteuid() != 0:
            return "a disk can be filled only as root, who may mount a small one"
        command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "dateline-faults", str(self.folder)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            return f"mount: {error}"
        return "" if done.returncode == 0 else done.stderr.strip() or "mount failed"

    def fill(self) -> None:
        """Leave no byte free."""
        try:
            with (self.folder / FILLER).open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(1 << 20))
        except OSError:
            pass
        # A last file system block may still be free.
        try:
            with (self.folder / FILLER).open("ab", buffering=0) as file:
                while file.write(bytes(512)):
                    pass
        except OSError:
            pass

    def free(self) -> None:
        """Give the room back."""
        (self.folder / FILLER).unlink(missing_ok=True)

    def keep(self, target: Path) -> None:
        """Copy what is on the disk to ``target`` and unmount it."""
        if not self.reason:
            self.free()
            shutil.copytree(self.folder, target, dirs_exist_ok=True)
            subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, check=False)
            self.reason = "unmounted"
