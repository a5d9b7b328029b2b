"""What lies in the store of uploads beside what was uploaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.core.files.storage import Storage, default_storage
from django.utils.translation import gettext as _

from editorial.models import PortalDocument, PortalImage, PortalRendition
from editorial.models.media import RENDITION_FOLDER
from portals.clock import local_date
from portals.models import Oversight, Portal

from .actions import LookedAt, record_looks
from .kinds import Alteration, AlterationKind
from .models import FoundAlteration

# An upload's row is committed after its file is stored.
YOUNG = timedelta(hours=1)
PREFIX = "stored:"
# What a browser runs or shows as a page, and what no upload ever is. A picture or a document that nobody names may be
# what a form left that was not finished; nothing serves it.
RUNS = {
    *(".html", ".htm", ".xhtml", ".shtml", ".svg", ".xml", ".js", ".mjs", ".css", ".wasm", ".swf"),
    *(".php", ".phtml", ".asp", ".aspx", ".jsp", ".cgi", ".py", ".sh", ".exe", ".htaccess"),
}


def compare_store(*, now: datetime, storage: Storage = default_storage) -> int:
    """List the store, and return how many files lie in it that nobody uploaded.

    A file beside one of ours is told to the portal whose that is, any other to the top portal. Four queries.
    """
    known, folders = _known_files()
    top = _top_portal(now)
    found: dict[LookedAt, list[Alteration]] = defaultdict(list)
    for name in _names_in(storage, ""):
        folder = str(PurePosixPath(name).parent)
        # Of renditions one may outlast its row.
        beside = folder in folders and not name.startswith(f"{RENDITION_FOLDER}/")
        is_strange = beside or _ending(name) in RUNS
        if name in known or not is_strange or _is_young(storage, name, now):
            continue
        portal_id = folders.get(folder, top)
        if portal_id is not None:
            found[LookedAt(portal_id, f"{PREFIX}{name}"[:500])].append(
                Alteration(AlterationKind.STRAY, _("only what was uploaded"), name)
            )
    count = len(found)
    for portal_id, place in (
        FoundAlteration.objects.open()
        .filter(kind=AlterationKind.STRAY)
        .values_list("portal", "place")
    ):
        found.setdefault(LookedAt(portal_id, place), [])
    record_looks(found=found, now=now)
    return count


def _known_files() -> tuple[set[str], dict[str, int]]:
    """The names of all files that rows know, and the portal of each folder that has one."""
    portals = dict(Portal.objects.exclude(collection=None).values_list("collection", "pk"))
    known: set[str] = set()
    folders: dict[str, int] = {}
    for name, collection in [
        *PortalDocument.objects.values_list("file", "collection"),
        *PortalImage.objects.values_list("file", "collection"),
        *PortalRendition.objects.values_list("file", "image__collection"),
    ]:
        known.add(name)
        if collection in portals:
            folders[str(PurePosixPath(name).parent)] = portals[collection]
    return known, folders


def _top_portal(now: datetime) -> int | None:
    today = local_date(now)
    overseen = Oversight.objects.in_force(today).values("portal")
    top = Portal.objects.open_on(today).exclude(pk__in=overseen).order_by("pk")
    return top.values_list("pk", flat=True).first()


def _names_in(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}".removeprefix("/")
    for name in folders:
        yield from _names_in(storage, f"{folder}/{name}".removeprefix("/"))


def _ending(name: str) -> str:
    path = PurePosixPath(name)
    return path.suffix.lower() or path.name.lower()


def _is_young(storage: Storage, name: str, now: datetime) -> bool:
    try:
        return storage.get_modified_time(name) > now - YOUNG
    except FileNotFoundError:
        return True
