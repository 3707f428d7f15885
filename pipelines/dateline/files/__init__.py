"""Stage 9, Archive: windowed Avro files with manifests that list each published record exactly once.

:func:`write_pane` turns one pane into files; the Beam stage is in :mod:`dateline.files.stage`, imported apart so
that this package needs no Beam.
"""

from __future__ import annotations

from dateline.files.archive import Entry, write_pane
from dateline.files.container import write_container
from dateline.files.manifest import ArchivedFile, Manifest
from dateline.files.naming import Stretch
from dateline.files.settings import ArchiveSettings

__all__ = ["ArchiveSettings", "ArchivedFile", "Entry", "Manifest", "Stretch", "write_container", "write_pane"]
