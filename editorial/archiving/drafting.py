"""The draft of an archive: what is written before the ledger knows it, and again where something is taken out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import Any

from django.utils import timezone

from editorial.models import Placement
from portals.addresses import main_hostname
from portals.ledger import exporting
from portals.models import Portal
from portals.tiers import INSTALL_TIER

from . import manifest, search_files
from .catalogue import ArchiveCatalogue
from .manifest import ArchiveHead
from .one_portal import Archiving, PortalPages
from .sealing import note_in_ledger
from .shared import SharedFiles
from .store import ArchiveFolder
from .verifier import verifier_source
from .visitor import AnonymousVisitor
from .withdrawn import take_out_withdrawn

LEDGER = "so-cai"

type ArchiveTelling = Callable[[str], object]


@dataclass(slots=True)
class ArchiveWritten:
    """What was written: how many files are public, how many stand in this folder, and what was not given."""

    files: int = 0
    here: int = 0
    gone: int = 0
    missing: list[tuple[str, str, int]] = field(default_factory=list)


class ArchiveDraft:
    """A folder that holds an archive, or will, and has not its name yet."""

    def __init__(
        self,
        folder: Path,
        catalogue: ArchiveCatalogue,
        portals: Sequence[Portal],
        head: ArchiveHead,
    ) -> None:
        self.folder = folder
        self.portals = portals
        self._head = head
        self._began = datetime.fromisoformat(head.written_at)
        store, visitor = ArchiveFolder(folder, catalogue, head.archive), AnonymousVisitor()
        shared = SharedFiles(store, catalogue, visitor)
        hosts = frozenset(head.portals)
        self.archiving = Archiving(store, catalogue, visitor, shared, hosts, self._began)

    def write_all(self, tell: ArchiveTelling) -> None:
        """Write each portal and the ledger, and the list of it."""
        self.archiving.catalogue.note_look(self._began)
        pages = [PortalPages(self.archiving, portal) for portal in self.portals]
        for one in pages:
            one.list_addresses(now=self._began)
        for portal, one in zip(self.portals, pages, strict=True):
            one.write()
            tell(f"{main_hostname(portal)}: {self.archiving.catalogue.count()}")
        take_out_withdrawn(self.archiving, self.portals)
        self.archiving.store.keep_statics_of_kept_pages()
        _write_ledger(self.folder, self.archiving.store)
        self._write_around()
        self.write_list()

    def write_list(self) -> None:
        """Write the list of what the folder holds now, and have the ledger know it."""
        lines = _lines(self.archiving.catalogue)
        manifest.write_list(self.folder / manifest.MANIFEST, self._head, lines)
        province = [one for one in self.portals if one.tier_id == INSTALL_TIER]
        note_in_ledger(
            self.folder,
            portal=(province or self.portals)[0],
            files=self.archiving.catalogue.count(),
            now=timezone.now(),
        )

    def counted(self) -> ArchiveWritten:
        catalogue = self.archiving.catalogue
        written = ArchiveWritten(
            missing=catalogue.missing(), gone=sum(1 for _line in catalogue.gone())
        )
        for filed in catalogue.files():
            written.files += 1
            written.here += filed.held == self._head.archive
        return written

    def _write_around(self) -> None:
        about: dict[str, Any] = {"written_at": self._began, "has_before": bool(self._head.since)}
        portals = self.portals
        around = {
            search_files.START: search_files.start_page(portals, **about),
            search_files.SEARCH: search_files.search_page(portals),
            search_files.SCRIPT: search_files.search_script(),
            search_files.README: search_files.read_me(portals, **about),
            manifest.VERIFIER: verifier_source().encode(),
        }
        for name, content in around.items():
            self.archiving.store.put(name, content, kind="around", anew=True)


def _write_ledger(folder: Path, store: ArchiveFolder) -> None:
    """The ledger's own files: the proofs of every text, answer and score that it holds."""
    to = folder / LEDGER
    exporting.export(to)
    for path in sorted(path for path in to.rglob("*") if path.is_file()):
        store.adopt(path, kind="ledger")


def _lines(catalogue: ArchiveCatalogue) -> Iterator[str]:
    for filed in catalogue.files():
        yield manifest.line_about(filed)
    for some in batched(catalogue.gone(), 500):
        told = [json.loads(line) for line in some]
        why = _why_gone({one["subject"] for one in told if one.get("subject")})
        for one in told:
            key = (one.get("host"), one.get("subject"))
            yield manifest.gone_line(one, why=why.get(key, "ended"))


def _why_gone(stories: set[int]) -> dict[tuple[Any, Any], str]:
    """Return by host and story how it came to be taken off last. One query."""
    ended = Placement.objects.filter(story__in=stories, removed_at__isnull=False)
    rows = ended.order_by("removed_at").values_list(
        "portal__site__hostname", "story", "removal_kind"
    )
    return {(host, story): kind for host, story, kind in rows}
