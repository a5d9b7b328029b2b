"""One portal put back to how it stood in a backup, by new acts: history grows, and nothing of others is touched.

What was taken from the public since, or corrected, stays as it is: the one must not come back, and the other would
bring an error back.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.log_actions import log

from editorial.appearance.home_links.models import HomeFigure, HomeLink
from editorial.models import (
    HomeBlockChoice,
    Placement,
    PortalDocument,
    PortalImage,
)
from portals.backups.manifest import MEDIA, Manifest, media_list, read_manifest
from portals.backups.media import inside
from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice
from portals.tiers import INSTALL_TIER

from .backup_look import BESIDE, NotReadable, read_beside
from .putting_pages_back import PagesBack, PuttingBack, page_models

# Which portal it is, and where: that is changed by the verbs of reforms alone.
_IDENTITY = frozenset(
    {"id", "code", "name", "tier", "opened_on", "closed_on", "root", "site", "collection"}
)
_SETTINGS: tuple[type[models.Model], ...] = (HomeBlockChoice, HomeLink, HomeFigure)


def put_portal_back(
    *, portal: Portal, backup: Path, write: bool, actor: User | None, now: datetime
) -> PuttingBack:
    """Put pages, placements, settings and files of `portal` back; only say what would be done unless `write`.

    For a head or deputy of the portal or of the province. All or nothing. To look writes and locks nothing; to write
    locks the pages that are written, so that who recalls meanwhile comes before or after. Raises NoBackup, NotReadable,
    CopyFailed.
    """
    if write and (actor is None or not _may(actor, portal, now)):
        raise NotYourOffice(
            _("Only a head or deputy head of the portal or of the province puts it back.")
        )
    manifest = read_manifest(backup)
    _refuse_anothers(manifest)
    done = PuttingBack()
    with read_beside(backup, manifest, _wanted()), transaction.atomic():
        held = Portal.objects.get(pk=portal.pk)
        old = _same_portal(held)
        pages = PagesBack(held, backup, manifest.begun(), actor if write else None, done)
        for model in page_models():
            pages.put_back(model)
        _settings(held, old, done, write=write)
        files = _files(held, backup, done)
        if write and done.put_back:
            log(
                instance=held,
                action="portals.put_back",
                user=actor,
                data={
                    "portal": held.pk,
                    "backup": backup.name,
                    "of": manifest.began_at,
                    "put_back": len(done.put_back),
                    "stays": len(done.stays),
                },
            )
            change_editions(portal_ids=[held.pk], forbid_stale=True)
            for name, path in files:
                with path.open("rb") as file:
                    default_storage.save(name, File(file))
    return done


def _refuse_anothers(manifest: Manifest) -> None:
    """Of another install: that of practice has pages by the same numbers, with what was practised in them."""
    if manifest.base_domain != settings.PORTALS_BASE_DOMAIN:
        raise NotReadable(
            f"The backup is of the install {manifest.base_domain}, and this is {settings.PORTALS_BASE_DOMAIN}."
        )


def _same_portal(portal: Portal) -> Portal:
    """The portal as it was. Raises NotReadable where it is none that can be put back."""
    old = Portal.objects.using(BESIDE).filter(pk=portal.pk).first()
    if old is None or (old.code, old.opened_on) != (portal.code, portal.opened_on):
        raise NotReadable(f"The backup has no portal {portal.code} that was opened on that day.")
    if portal.closed_on is not None:
        raise NotReadable(f"The portal {portal.code} is closed, and stands as an archive.")
    return old


def _may(actor: User, portal: Portal, now: datetime) -> bool:
    places = [portal, *Portal.objects.filter(tier=INSTALL_TIER, closed_on=None)]
    return any(holds_post(actor, place, now, APPROVERS) for place in places)


def _wanted() -> list[type[models.Model]]:
    pages: set[type[models.Model]] = set(page_models())
    for kind in page_models():
        pages.update(kind._meta.get_parent_list())
    found: list[type[models.Model]] = [
        *pages,
        Portal,
        Placement,
        PortalDocument,
        PortalImage,
        *_SETTINGS,
    ]
    for model in apps.get_models():
        parental = (one for one in model._meta.fields if isinstance(one, ParentalKey))
        if any(one.related_model in pages for one in parental):
            found.append(model)
    return found


def _settings(portal: Portal, old: Portal, done: PuttingBack, *, write: bool) -> None:
    changed = [
        one.name
        for one in portal._meta.concrete_fields
        if one.name not in _IDENTITY and getattr(portal, one.attname) != getattr(old, one.attname)
    ]
    for name in changed:
        setattr(portal, name, getattr(old, name))
        done.put_back.append(f"setting {name}")
    if changed and write:
        portal.save(update_fields=changed)
    for model in _SETTINGS:
        rows = list(
            model._base_manager.using(BESIDE).filter(portal=portal.pk).order_by("pk").values()
        )
        here = model._base_manager.filter(portal=portal.pk).order_by("pk")
        if list(here.values()) != rows:
            if write:
                here.delete()
                model._base_manager.bulk_create(model(**row) for row in rows)
            done.put_back.append(str(model._meta.verbose_name_plural))


def _files(portal: Portal, backup: Path, done: PuttingBack) -> list[tuple[str, Path]]:
    """The files of the portal's collection that rows name and the storage lost. Rows that are gone stay gone."""
    kept = {one.name for one in media_list(backup)}
    lost = []
    for model in (PortalDocument, PortalImage):
        for name in model.objects.filter(collection=portal.collection_id).values_list(
            "file", flat=True
        ):
            if name in kept and not default_storage.exists(name):
                lost.append((name, inside(backup / MEDIA, name)))
                done.put_back.append(f"file {name}")
    return lost
