"""One portal put back to how it stood in a backup, by new acts: history grows, and nothing of others is touched.

What was taken from the public since, or corrected, stays as it is: the one must not come back, and the other would
bring an error back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from editorial.appearance.home_links.models import HomeFigure, HomeLink
from editorial.models import (
    Correction,
    HomeBlockChoice,
    InformationPage,
    InformationRemoval,
    Placement,
    PortalDocument,
    PortalImage,
    SectionPage,
    StoryPage,
    StoryWithdrawal,
)
from editorial.placements.writing import put_pin_back
from portals.backups.manifest import MEDIA, Manifest, media_list, read_manifest
from portals.backups.media import inside
from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice
from portals.tiers import INSTALL_TIER

from .backup_look import BESIDE, read_beside

# What a page is, and no text of it: its place, its versions, its hours.
_NOT_TEXT = frozenset(
    {
        *(
            "pk",
            "path",
            "depth",
            "numchild",
            "url_path",
            "slug",
            "latest_revision",
            "live_revision",
            "draft_title",
        ),
        *(
            "latest_revision_created_at",
            "last_published_at",
            "first_published_at",
            "has_unpublished_changes",
        ),
        *(
            "translation_key",
            "locale",
            "locked",
            "locked_at",
            "locked_by",
            "owner",
            "live",
            "go_live_at",
        ),
        *(
            "expire_at",
            "expired",
            "content_type",
            "index_entries",
            "alias_of",
            "portal",
            "moved_to",
            "section_type",
        ),
        *("sensitive_subject", "subject_by_hand", "adapted_from", "wagtail_admin_comments"),
    }
)
# Which portal it is, and where: that is changed by the verbs of reforms alone.
_IDENTITY = frozenset(
    {"id", "code", "name", "tier", "opened_on", "closed_on", "root", "site", "collection"}
)
_SETTINGS: tuple[type[models.Model], ...] = (HomeBlockChoice, HomeLink, HomeFigure)


@dataclass
class PuttingBack:
    """What is put back, and what stays as it is and why; in words, a line for each thing."""

    put_back: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)
    since: list[str] = field(default_factory=list)


def put_portal_back(
    *, portal: Portal, backup: Path, write: bool, actor: User | None, now: datetime
) -> PuttingBack:
    """Put pages, placements, settings and files of `portal` back; only say what would be done unless `write`.

    For a head or deputy of the portal or of the province. All or nothing. Raises NoBackup, NotReadable, CopyFailed.
    """
    if write and (actor is None or not _may(actor, portal, now)):
        raise NotYourOffice(
            _("Only a head or deputy head of the portal or of the province puts it back.")
        )
    manifest = read_manifest(backup)
    done = PuttingBack()
    with read_beside(backup, manifest, _wanted()), transaction.atomic():
        held = Portal.objects.select_for_update().get(pk=portal.pk)
        for model in _page_models():
            _pages(held, model, manifest, done, actor)
        _settings(held, done)
        files = _files(held, backup, done)
        if not write:
            transaction.set_rollback(True)
        elif done.put_back:
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


def _may(actor: User, portal: Portal, now: datetime) -> bool:
    places = [portal, *Portal.objects.filter(tier=INSTALL_TIER, closed_on=None)]
    return any(holds_post(actor, place, now, APPROVERS) for place in places)


def _page_models() -> list[type[Page]]:
    kinds = [
        one for one in apps.get_models() if issubclass(one, StoryPage) and one is not StoryPage
    ]
    return [SectionPage, InformationPage, *kinds]


def _wanted() -> list[type[models.Model]]:
    pages: set[type[models.Model]] = set(_page_models())
    for kind in _page_models():
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


def _pages(
    portal: Portal, model: type[Page], manifest: Manifest, done: PuttingBack, actor: User | None
) -> None:
    """Publish anew the pages of one model whose public text is another than it was."""
    root = portal.root.path if portal.root else ""
    then = {one.pk: one for one in model.objects.using(BESIDE).filter(path__startswith=root)}
    here = {one.pk: one for one in model.objects.filter(path__startswith=root)}
    done.since += [f"{_named(here[key])}" for key in sorted(here.keys() - then.keys())]
    kept = _kept(list(then), manifest.begun())
    for key, old in sorted(then.items()):
        page = here.get(key)
        if page is None:
            done.stays.append(f"{_named(old)}: {_why_gone(key)}")
        elif key in kept:
            if not page.live or _text(page) != _text(old):
                done.stays.append(f"{_named(old)}: {kept[key]}")
        elif old.live and (not page.live or _text(page) != _text(old)):
            _publish_as(page, old, actor)
            done.put_back.append(_named(old))
    _pins(portal, model, done)


def _kept(keys: list[int], since: datetime) -> dict[int, str]:
    """Which pages were taken from the public or corrected after the backup, and in which of these ways."""
    found = dict.fromkeys(
        Correction.objects.filter(story__in=keys, written_at__gte=since).values_list(
            "story", flat=True
        ),
        "corrected since",
    )
    for rows, column in ((StoryWithdrawal.objects, "story"), (InformationRemoval.objects, "page")):
        taken = rows.filter(**{f"{column}__in": keys}, removed_at__gte=since)
        found |= dict.fromkeys(taken.values_list(column, flat=True), "taken from the public since")
    return found


def _why_gone(key: int) -> str:
    if PageLogEntry.objects.filter(page_id=key, action="wagtail.delete").exists():
        return "deleted since, by an act that stands in the log"
    return "gone, and no act says why: restore the backup whole on a copy, and ask"


def _publish_as(page: Page, old: Page, actor: User | None) -> None:
    """Give the page the text of before by a new revision, as any version becomes public."""
    content = page.serializable_data() | _text(old)
    anew = page.with_content_json(content)
    revision = anew.save_revision(user=actor, changed=True, log_action=True)
    revision.publish(user=actor, skip_permission_checks=True)


def _text(page: Page) -> dict[str, Any]:
    return {
        name: value for name, value in page.serializable_data().items() if name not in _NOT_TEXT
    }


def _named(page: Page) -> str:
    return f"{page._meta.verbose_name} {page.pk} “{page.title}”"


def _pins(portal: Portal, model: type[Page], done: PuttingBack) -> None:
    """How long own stories stand on top is put back; where a story stands follows from its page."""
    if not issubclass(model, StoryPage):
        return
    own = {"portal": portal.pk, "removed_at": None, "role": "origin", "kind": model.story_kind}
    then = dict(Placement.objects.using(BESIDE).filter(**own).values_list("pk", "pinned_until"))
    for one in Placement.objects.filter(**own, pk__in=then):
        if one.pinned_until != then[one.pk]:
            put_pin_back(one, until=then[one.pk])
            done.put_back.append(f"placement {one.pk}: pinned until {then[one.pk]}")


def _settings(portal: Portal, done: PuttingBack) -> None:
    old = Portal.objects.using(BESIDE).get(pk=portal.pk)
    changed = [
        one.name
        for one in portal._meta.concrete_fields
        if one.name not in _IDENTITY and getattr(portal, one.attname) != getattr(old, one.attname)
    ]
    for name in changed:
        setattr(portal, name, getattr(old, name))
        done.put_back.append(f"setting {name}")
    if changed:
        portal.save(update_fields=changed)
    for model in _SETTINGS:
        rows = list(
            model._base_manager.using(BESIDE).filter(portal=portal.pk).order_by("pk").values()
        )
        here = model._base_manager.filter(portal=portal.pk).order_by("pk")
        if list(here.values()) != rows:
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
