"""Take in what the platform of before (Liferay) exported: articles, documents, pages, files, views, past scores."""

from __future__ import annotations

from editorial.moving.archive import ArchiveReader
from editorial.moving.old_platform import OldPlatformExport

from .import_portal import Command as ImportPortal


class Command(ImportPortal):
    help = (
        "Check an export of the platform of before and say what taking it in would do; with --write do it, all or "
        "nothing. A second time changes nothing. See docs/leaving-and-coming.md."
    )

    def archive_in(self, opened: ArchiveReader) -> ArchiveReader:
        return OldPlatformExport(opened).read_all()
