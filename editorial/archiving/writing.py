"""Writing all that is public into a new folder: whole or not at all, and without what was recalled meanwhile."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from portals.addresses import main_hostname
from portals.ledger.growing import grow
from portals.ledger.keys import origin
from portals.ledger.queries import newest_checkpoint
from portals.models import Portal

from . import manifest
from .catalogue import ArchiveCatalogue
from .drafting import ArchiveDraft, ArchiveTelling, ArchiveWritten
from .listing import portals_archived, portals_at
from .manifest import ArchiveHead, UnableToArchive
from .sealing import NotSealed, seal_archive
from .withdrawn import MOST_ROUNDS, is_anything_withdrawn, take_out_withdrawn, withdrawn_too_fast


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
    catalogue = ArchiveCatalogue(_catalogue_name(to))
    try:
        head = _head(catalogue, portals, code or "all", since, now)
        draft = ArchiveDraft(beside, catalogue, portals, head)
        draft.write_all(tell)
    except BaseException:
        _throw_away(to, catalogue)
        raise
    return _finish(to, draft, wait=wait)


def finish_archive(to: Path, *, wait: float) -> None:
    """Have the ledger's proof put into what was written, and give it its name. Raises UnableToArchive.

    What was withdrawn since it was written is taken out first.
    """
    beside = unfinished_name(to)
    head = ArchiveHead.told(manifest.read_archive_list(beside)[0])
    portals = portals_at(head.portals)
    if len(portals) < len(head.portals) or not _catalogue_name(to).exists():
        raise UnableToArchive(
            _("“%(path)s” cannot be finished: remove it, and write the archive anew.")
            % {"path": beside}
        )
    catalogue = ArchiveCatalogue(_catalogue_name(to), is_continued=True)
    _finish(to, ArchiveDraft(beside, catalogue, portals, head), wait=wait)


def unfinished_name(to: Path) -> Path:
    return to.with_name(f".{to.name}.part")


def _catalogue_name(to: Path) -> Path:
    return to.with_name(f".{to.name}.work")


def _finish(to: Path, draft: ArchiveDraft, *, wait: float) -> ArchiveWritten:
    catalogue = draft.archiving.catalogue
    try:
        _seal_what_stands(draft, wait=wait)
        written = draft.counted()
    except NotSealed:
        catalogue.close()
        raise
    except BaseException:
        _throw_away(to, catalogue)
        raise
    catalogue.close()
    draft.folder.rename(to)
    _catalogue_name(to).unlink()
    return written


def _seal_what_stands(draft: ArchiveDraft, *, wait: float) -> None:
    """Seal the archive when nothing in it was withdrawn while that was waited for; else without that, and anew."""
    for _round in range(MOST_ROUNDS):
        if take_out_withdrawn(draft.archiving, draft.portals):
            draft.write_list()
        seal_archive(draft.folder, wait=wait)
        if not is_anything_withdrawn(draft.archiving, draft.portals):
            return
    raise withdrawn_too_fast()


def _throw_away(to: Path, catalogue: ArchiveCatalogue) -> None:
    catalogue.close()
    _catalogue_name(to).unlink()
    shutil.rmtree(unfinished_name(to))


def _head(
    catalogue: ArchiveCatalogue,
    portals: Sequence[Portal],
    scope: str,
    since: Path | None,
    now: datetime,
) -> ArchiveHead:
    return ArchiveHead(
        archive=now.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ"),
        written_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        source=origin(),
        scope=scope,
        portals=tuple(main_hostname(portal) for portal in portals),
        since=_remember(catalogue, since, scope) if since else "",
    )


def _remember(catalogue: ArchiveCatalogue, since: Path, scope: str) -> str:
    head, digest = manifest.read_archive_list(since)
    if head["source"] != origin() or head["scope"] != scope:
        raise UnableToArchive(_("%(path)s is an archive of something else.") % {"path": since})
    told = manifest.files_listed(since)
    catalogue.remember((one["name"], json.dumps(one, ensure_ascii=False)) for one in told)
    return digest
