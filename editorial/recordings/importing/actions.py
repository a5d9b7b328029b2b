"""Bringing in a folder of recordings: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import PortalDocument, StoryPage
from editorial.models.moved import MOVED
from editorial.recordings.captioning import captions_wanted
from editorial.recordings.jobs import no_hurry
from portals.models import Portal
from portals.refusals import Refusal

from .folder import FolderPlan, FoundRecording
from .makers import BulletinMaker, bulletin_maker

if TYPE_CHECKING:
    from portals.boards.models import User


class UnableToImportRecordings(Refusal):
    """Some files are wrong, or nobody makes bulletins here. Nothing was changed."""


def import_recordings(
    *, portal: Portal, plan: FolderPlan, actor: User | None, now: datetime
) -> list[StoryPage]:
    """Bring in all that `plan` found as bulletins published at their own hours, which are never scored as new ones.

    Sounds and captions are made by the rounds, after what others sent meanwhile. Raises UnableToImportRecordings where
    the plan has a problem, and `UnableToImport` where a bulletin is refused. No row and no file stays then.
    """
    make = bulletin_maker()
    if make is None:
        raise UnableToImportRecordings(_("No kind of text takes recordings on this install."))
    if plan.problems:
        raise UnableToImportRecordings("\n".join(map(str, plan.problems)))
    stored: list[PortalDocument] = []
    try:
        with transaction.atomic(), no_hurry():
            stories = _stories(portal, plan.found, actor, make, stored)
            pages = import_stories(stories=stories, actor=actor, now=now, via=MOVED)
            # No publication is told of in bulk.
            for one, page, document in zip(plan.found, pages, stored, strict=True):
                if one.text:
                    captions_wanted(page, document=document, now=now)
            return pages
    except BaseException:
        for document in stored:
            document.file.storage.delete(document.file.name)
        raise


def _stories(
    portal: Portal,
    found: Sequence[FoundRecording],
    actor: User | None,
    make: BulletinMaker,
    stored: list[PortalDocument],
) -> list[StoryImport]:
    stories = []
    for one in found:
        with one.path.open("rb") as file:
            document = PortalDocument(
                title=one.title,
                file=File(file, name=one.path.name),
                file_size=one.path.stat().st_size,
                file_hash=one.digest,
                collection=portal.collection,
                uploaded_by_user=actor,
            )
            document.save()
        stored.append(document)
        stories.append(
            make(
                portal=portal,
                document=document,
                title=one.title,
                aired_at=one.aired_at,
                text=one.text,
            )
        )
    return stories
