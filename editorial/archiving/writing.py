"""Writing all that is public into a new folder: whole or not at all, and without what was recalled meanwhile."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.models import Placement
from portals.addresses import main_hostname
from portals.ledger import exporting
from portals.ledger.growing import grow
from portals.ledger.keys import origin
from portals.ledger.queries import newest_checkpoint
from portals.models import Portal
from portals.tiers import INSTALL_TIER

from . import manifest, search_files
from .catalogue import ArchiveCatalogue
from .listing import portals_archived
from .manifest import ArchiveHead, UnableToArchive
from .one_portal import Archiving, PortalPages, no_longer_public
from .sealing import note_in_ledger, seal_archive
from .shared import SharedFiles
from .store import ArchiveFolder
from .verifier import verifier_source
from .visitor import AnonymousVisitor

# What is withdrawn while an archive is written is taken out of it again, so often.
MOST_ROUNDS = 6
LEDGER = "so-cai"

type ArchiveTelling = Callable[[str], object]


@dataclass(slots=True)
class ArchiveWritten:
    """What was written: how many files are public, how many stand in this folder, and what was not given."""

    files: int = 0
    here: int = 0
    gone: int = 0
    missing: list[tuple[str, str, int]] = field(default_factory=list)


def write_archive(
    to: Path,
    *,
    code: str = "",
    since: Path | None = None,
    wait: float,
    now: datetime,
    tell: ArchiveTelling,
) -> ArchiveWritten:
    """Write an archive of all portals, or of one, into the new folder `to`; a delta where `since` is given.

    The name is given at the end. What fails leaves nothing, but that a folder which only lacks the signature stays
    beside it, for `finish_archive`. Raises UnableToArchive.
    """
    portals = portals_archived(now=now, code=code)
    if not portals:
        raise UnableToArchive(_("No open portal has the code %(code)s.") % {"code": code})
    beside = unfinished_name(to)
    if to.exists() or beside.exists():
        raise UnableToArchive(
            _("“%(path)s” is there already.") % {"path": to if to.exists() else beside}
        )
    grow(now=timezone.now())
    if newest_checkpoint() is None:
        raise UnableToArchive(_("The ledger was never signed."))
    beside.mkdir(parents=True)
    work = to.with_name(f".{to.name}.work")
    catalogue = ArchiveCatalogue(work)
    try:
        written = _write(beside, catalogue, portals, code or "all", since, now, tell)
    except BaseException:
        shutil.rmtree(beside)
        raise
    finally:
        catalogue.close()
        work.unlink(missing_ok=True)
    finish_archive(to, wait=wait)
    return written


def finish_archive(to: Path, *, wait: float) -> None:
    """Have the ledger's proof put into what was written, and give it its name. Raises UnableToArchive."""
    seal_archive(unfinished_name(to), wait=wait)
    unfinished_name(to).rename(to)


def unfinished_name(to: Path) -> Path:
    return to.with_name(f".{to.name}.part")


def _write(
    folder: Path,
    catalogue: ArchiveCatalogue,
    portals: Sequence[Portal],
    scope: str,
    since: Path | None,
    now: datetime,
    tell: ArchiveTelling,
) -> ArchiveWritten:
    head = ArchiveHead(
        archive=now.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ"),
        written_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        source=origin(),
        scope=scope,
        portals=tuple(main_hostname(portal) for portal in portals),
        since=_remember(catalogue, since, scope) if since else "",
    )
    store, visitor = ArchiveFolder(folder, catalogue, head.archive), AnonymousVisitor()
    shared = SharedFiles(store, catalogue, visitor)
    hosts = frozenset(head.portals)
    archiving = Archiving(store, catalogue, visitor, shared, hosts, now)
    pages = [PortalPages(archiving, portal) for portal in portals]
    for one in pages:
        one.list_addresses()
    for portal, one in zip(portals, pages, strict=True):
        one.write()
        tell(f"{main_hostname(portal)}: {catalogue.count()}")
    _take_out_withdrawn(archiving, portals, began=now)
    store.keep_statics_of_kept_pages()
    _write_ledger(folder, store)
    _write_around(store, portals, head, now)
    lines = _lines(catalogue)
    manifest.write_list(folder / manifest.MANIFEST, head, lines)
    written = _counted(catalogue, head.archive)
    province = next((one for one in portals if one.tier_id == INSTALL_TIER), portals[0])
    note_in_ledger(folder, portal=province, files=written.files, now=timezone.now())
    return written


def _remember(catalogue: ArchiveCatalogue, since: Path, scope: str) -> str:
    head, digest = manifest.read_archive_list(since)
    if head["source"] != origin() or head["scope"] != scope:
        raise UnableToArchive(_("%(path)s is an archive of something else.") % {"path": since})
    told = manifest.files_listed(since)
    catalogue.remember((one["name"], json.dumps(one, ensure_ascii=False)) for one in told)
    return digest


def _take_out_withdrawn(
    archiving: Archiving, portals: Sequence[Portal], *, began: datetime
) -> None:
    """Write anew the portals on which something was withdrawn since the archive was begun, until nothing was."""
    for _round in range(MOST_ROUNDS):
        looked = timezone.now()
        ended = Placement.objects.filter(removed_at__gte=began).values_list("portal", flat=True)
        concerned = set(ended.distinct())
        dirty = [
            portal
            for portal in portals
            if portal.pk in concerned
            or next(no_longer_public(archiving.catalogue, portal, now=looked), None)
        ]
        if not dirty:
            return
        # The province's pages gather what stands elsewhere: an answer that was retracted stood in its list, too.
        dirty += [one for one in portals if one.tier_id == INSTALL_TIER and one not in dirty]
        began = looked
        for portal in dirty:
            _write_anew(archiving, portal)
    raise UnableToArchive(
        _("Things are withdrawn faster than they can be archived: try at a quieter hour.")
    )


def _write_anew(archiving: Archiving, portal: Portal) -> None:
    host = main_hostname(portal)
    for name, other in archiving.catalogue.forget_portal(host):
        if other is None or not archiving.shared.is_still_given(name, other):
            archiving.store.take_out(name)
    archiving.store.take_out_portal(host)
    anew = PortalPages(archiving, portal)
    anew.list_addresses()
    anew.write()


def _write_ledger(folder: Path, store: ArchiveFolder) -> None:
    """The ledger's own files: the proofs of every text, answer and score that it holds."""
    to = folder / LEDGER
    exporting.export(to)
    for path in sorted(path for path in to.rglob("*") if path.is_file()):
        store.adopt(path, kind="ledger")


def _write_around(
    store: ArchiveFolder, portals: Sequence[Portal], head: ArchiveHead, now: datetime
) -> None:
    about: dict[str, Any] = {"written_at": now, "has_before": bool(head.since)}
    store.put(
        search_files.START, search_files.start_page(portals, **about), kind="around", anew=True
    )
    store.put(search_files.SEARCH, search_files.search_page(portals), kind="around", anew=True)
    store.put(search_files.SCRIPT, search_files.search_script(), kind="around", anew=True)
    store.put(search_files.README, search_files.read_me(portals, **about), kind="around", anew=True)
    store.put(manifest.VERIFIER, verifier_source().encode(), kind="around", anew=True)


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


def _counted(catalogue: ArchiveCatalogue, archive: str) -> ArchiveWritten:
    written = ArchiveWritten(missing=catalogue.missing(), gone=sum(1 for _line in catalogue.gone()))
    for filed in catalogue.files():
        written.files += 1
        written.here += filed.held == archive
    return written
