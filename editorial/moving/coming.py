"""Taking an archive of a portal in: all of it is checked first, then written in one transaction, or nothing is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from editorial.bulk_import.actions import UnableToImport, import_stories
from editorial.bulk_import.bulk_insert import insert_pages
from editorial.disclosures.figures import keep_imported
from editorial.documents.mentions.actions import find_meant, note_mentions
from editorial.models import (
    CarriedRecord,
    DisclosurePage,
    MovedThing,
    OfficialDocumentPage,
    OldAddress,
    PortalDocument,
    PortalImage,
    StoryPage,
)
from editorial.models.moved import MOVED
from editorial.recordings.jobs import no_hurry
from editorial.wagtail_patches.file_metadata import note_document_file, note_image_file
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import Refusal

from .archive import ArchiveReader
from .bodies import KnownMedia, body_from_archive
from .coming_texts import read_coming_stories, read_pages, with_files
from .plan import (
    ArrivalFault,
    ArrivalPlan,
    begun_plan,
    examined_media,
    read_media,
    read_records,
    read_redirects,
    read_sections,
)

if TYPE_CHECKING:
    from portals.boards.models import User

AT_ONCE = 500


class UnableToArrive(Refusal):
    """Entries of the archive are wrong, and nothing was changed. `faults` has all of them."""

    def __init__(self, faults: list[ArrivalFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def plan_arrival(*, archive: ArchiveReader, portal: Portal, now: datetime) -> ArrivalPlan:
    """Say what taking `archive` into `portal` would do. Nothing is changed. Raises UnreadableArchive."""
    plan = begun_plan(archive, portal)
    if plan.faults:
        # Of what was changed on its way nothing can be said further.
        return plan
    for name, reason in archive.faults_of_rows():
        plan.refuse(name, reason)
    read_sections(archive, plan)
    known = KnownMedia(
        dict.fromkeys(read_media(archive, plan, "images"), 0),
        dict.fromkeys(read_media(archive, plan, "files"), 0),
        are_stored=False,
    )
    read_coming_stories(archive, plan, known, now)
    read_pages(archive, plan, known, now)
    read_redirects(archive, plan)
    read_records(archive, plan)
    plan.drafts = sum(name.endswith(".json") for name in archive.below("drafts"))
    return plan


def carry_out_arrival(
    *, plan: ArrivalPlan, archive: ArchiveReader, actor: User | None, now: datetime
) -> None:
    """Write what `plan` says, all or nothing. The same archive twice changes nothing. Raises UnableToArrive."""
    if plan.faults:
        raise UnableToArrive(plan.faults)
    with _files_undone() as stored, transaction.atomic(), no_hurry():
        _open_sections(plan)
        known = _store_media(plan, archive, stored, actor, now)
        written = _write_stories(plan, known, actor, now) | _write_pages(plan, known, actor, now)
        _write_addresses(plan, written, now)
        _keep_records(plan, archive, now)
        change_editions(portal_ids=[plan.portal.pk])
        log(
            instance=plan.portal,
            action="portals.import",
            user=actor,
            data={"portal": plan.portal.pk, "source": plan.source, **plan.counts},
        )


@contextmanager
def _files_undone() -> Iterator[list[Any]]:
    """Delete the stored files of what fails: a transaction takes back rows alone."""
    stored: list[Any] = []
    try:
        yield stored
    except BaseException as error:
        for file in stored:
            file.storage.delete(file.name)
        if isinstance(error, IntegrityError):
            raise Refusal(
                _("Somebody published one of these meanwhile. Look at the archive again.")
            ) from error
        raise


def _open_sections(plan: ArrivalPlan) -> None:
    if plan.sections:
        home = cast("Page", plan.portal.root)
        insert_pages(children={Page.objects.get(pk=home.pk): plan.sections})


def _store_media(
    plan: ArrivalPlan, archive: ArchiveReader, stored: list[Any], actor: User | None, now: datetime
) -> KnownMedia:
    images, files = {}, {}
    for key, thing in plan.moved.items():
        if thing.image_id:
            images[key.removeprefix("image/")] = thing.image_id
        elif thing.document_id:
            files[key.removeprefix("file/")] = thing.document_id
    for one in plan.media:
        file = examined_media(one, archive.read(one.name))
        made = (
            _image(plan, one.title, one.credit, file, actor)
            if one.is_image
            else _file(plan, one.title, file, actor)
        )
        stored.append(made.file)
        _remember(plan, one.key, one.sha256, now, **{"image" if one.is_image else "document": made})
        (images if one.is_image else files)[one.key.partition("/")[2]] = made.pk
    return KnownMedia(images, files)


def _image(
    plan: ArrivalPlan, title: str, credit: str, file: Any, actor: User | None
) -> PortalImage:
    image = PortalImage(
        title=title,
        credit=credit,
        file=file,
        collection_id=plan.portal.collection_id,
        uploaded_by_user=actor,
    )
    note_image_file(image)
    image.save()
    return image


def _file(plan: ArrivalPlan, title: str, file: Any, actor: User | None) -> PortalDocument:
    document = PortalDocument(
        title=title, file=file, collection_id=plan.portal.collection_id, uploaded_by_user=actor
    )
    note_document_file(document)
    document.save()
    return document


def _remember(plan: ArrivalPlan, key: str, sha256: str, now: datetime, **made: Any) -> None:
    MovedThing.objects.create(
        portal=plan.portal, source=plan.source, key=key, sha256=sha256, moved_at=now, **made
    )


def _write_stories(
    plan: ArrivalPlan, known: KnownMedia, actor: User | None, now: datetime
) -> dict[str, Page]:
    images = PortalImage.objects.in_bulk(set(known.images.values()))
    rows = []
    for one in plan.stories:
        key = one.given.get("lead_image")
        lead_image = images[known.images[key]] if key is not None else None
        rows.append(replace(with_files(one, known), lead_image=lead_image))
    try:
        pages = import_stories(stories=rows, actor=actor, now=now, via=MOVED)
    except UnableToImport as error:
        raise UnableToArrive(
            [
                ArrivalFault(plan.stories[one.number - 1].name, f"{one.field}: {one.reason}")
                for one in error.problems
            ]
        ) from error
    _follow_kinds(plan.portal, pages)
    MovedThing.objects.bulk_create(
        MovedThing(
            portal=plan.portal, source=plan.source, key=one.key, sha256=one.sha256,
            page=page, moved_at=now,
        )
        for one, page in zip(plan.stories, pages, strict=True)
    )  # fmt: skip
    return {one.key: page for one, page in zip(plan.stories, pages, strict=True)}


def _follow_kinds(portal: Portal, pages: list[StoryPage]) -> None:
    """What documents and sheets have beside their text, as where they are published one by one."""
    documents = [page for page in pages if isinstance(page, OfficialDocumentPage)]
    if pages:
        note_mentions(pages)
    if documents:
        find_meant({page.number_key for page in documents})
    sheets = [page for page in pages if isinstance(page, DisclosurePage)]
    if sheets:
        keep_imported(sheets, {page.pk: portal for page in sheets})


def _write_pages(
    plan: ArrivalPlan, known: KnownMedia, actor: User | None, now: datetime
) -> dict[str, Page]:
    written: dict[str, Page] = {}
    for one in plan.pages:
        page = one.page
        if page is None:
            continue
        section = plan.here.get(one.given.get("section") or "")
        above = Page.objects.get(pk=section.pk if section else cast("Page", plan.portal.root).pk)
        # A stream takes the list as it is stored, which its type does not say.
        cast("Any", page).body = body_from_archive(one.given["body"], known)
        page.live, page.owner = False, actor
        above.specific.add_child(instance=page)
        revision = page.save_revision(user=actor)
        revision.publish(user=actor, skip_permission_checks=True)
        # Its own days, not that of its arrival.
        at = one.published_at
        Page.objects.filter(pk=page.pk).update(
            first_published_at=at, last_published_at=at, latest_revision_created_at=at
        )
        Revision.objects.filter(pk=revision.pk).update(created_at=at)
        _remember(plan, one.key, one.sha256, now, page=page)
        written[one.key] = page
    return written


def _write_addresses(plan: ArrivalPlan, written: Mapping[str, Page], now: datetime) -> None:
    """Have each old address lead to what came from it, in one step. What leads somewhere here goes on doing so."""
    texts = {one.key: one for one in (*plan.stories, *plan.pages)}
    wanted: dict[str, tuple[Page, str]] = {}
    for key, page in written.items():
        address = texts[key].given.get("address")
        if isinstance(address, str) and address.startswith("/") and len(address) <= 500:
            wanted[address.removeprefix("/")] = (page, page.title)
    for code, slug in plan.slugs.items():
        if (section := plan.here[code]).slug != slug:
            wanted.setdefault(f"{slug}/", (section.page_ptr, section.title))
    targets: dict[str, Page] = {key: one.page for key, one in plan.moved.items() if one.page}
    targets |= written
    targets |= {f"section/{code}": section.page_ptr for code, section in plan.here.items()}
    for path, to, title in plan.redirects:
        if to in targets:
            wanted.setdefault(path, (targets[to], title))
    rows = [
        OldAddress(portal=plan.portal, path=path, page=page, title=title[:255], changed_at=now)
        for path, (page, title) in wanted.items()
        if path and path.endswith("/")
    ]
    for some in batched(rows, AT_ONCE):
        OldAddress.objects.bulk_create(some, ignore_conflicts=True)


def _keep_records(plan: ArrivalPlan, archive: ArchiveReader, now: datetime) -> None:
    for name, kept_as in plan.records:
        content = archive.read(name)
        CarriedRecord.objects.create(
            portal=plan.portal,
            name=kept_as,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            arrived_at=now,
        )
