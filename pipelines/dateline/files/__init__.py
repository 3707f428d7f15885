"""Stage 9, Archive: windowed Avro files with manifests, whole or not there at all.

:func:`write_pane` turns one pane into files; the Beam stage is in :mod:`dateline.files.stage`, imported apart so
that this package needs no Beam.
"""

from __future__ import annotations

from dateline.files.archive import Entry, Pane, write_pane
from dateline.files.container import write_container
from dateline.files.manifest import ArchivedFile
from dateline.files.settings import ArchiveSettings

__all__ = ["ArchiveSettings", "ArchivedFile", "Entry", "Pane", "write_container", "write_pane"]
