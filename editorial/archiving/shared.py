"""Files that pages show or link, fetched once as a visitor of one of the portals that have them."""

from __future__ import annotations

from .catalogue import ArchiveCatalogue, ArchivedAddress
from .names import archived_name
from .statics import files_named_in, static_content
from .store import ArchiveFolder
from .visitor import AnonymousVisitor


class SharedFiles:
    """Gives the name of a file in the archive, "" where a visitor of that portal may not have it."""

    def __init__(
        self, store: ArchiveFolder, catalogue: ArchiveCatalogue, visitor: AnonymousVisitor
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._visitor = visitor

    def name(self, host: str, path: str) -> str:
        name = archived_name(host, path)
        known = self._catalogue.file(name)
        if path.startswith("/static/"):
            return name if known or self._take_static(name, path) else ""
        if known is None and not self._fetch(name, host, path):
            return ""
        self._catalogue.note_use(name, host)
        return name

    def is_still_given(self, name: str, host: str) -> bool:
        """Whether the other portal that uses a file has it for its visitors; if not, it is taken out."""
        known = self._catalogue.file(name)
        if known is None:
            return False
        with self._visitor.asked(host, known.path) as given:
            return given.status == 200

    def _fetch(self, name: str, host: str, path: str) -> bool:
        if self._catalogue.known_missing(host, path):
            return False
        with self._visitor.asked(host, path) as given:
            if given.status != 200:
                self._catalogue.note_missing(ArchivedAddress(host, path, "file"), given.status)
                return False
            self._store.put_stream(name, given.pieces(), host=host, path=path, kind="file")
        return True

    def _take_static(self, name: str, path: str) -> bool:
        content = static_content(path)
        if content is None:
            return False
        self._store.put_static(name, content)
        for other in files_named_in(path, content):
            below = archived_name("", other)
            if other.startswith("/static/") and self._catalogue.file(below) is None:
                self._take_static(below, other)
        return True
