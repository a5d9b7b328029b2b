"""The examination of files that could not be finished in the request that brought them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from editorial.models import PortalDocument, PortalImage
from portals.models import Portal
from portals.uploads import DOCUMENTS, PICTURES, UploadRefused
from portals.uploads.examining import finished
from portals.uploads.states import Examination

logger = logging.getLogger(__name__)

MODELS: tuple[type[PortalImage | PortalDocument], ...] = (PortalImage, PortalDocument)
# A new file has a job of its own; what is older has lost it.
LEFT_TO_ITS_JOB = timedelta(minutes=1)
LONGEST_REFUSAL = 300


def examine_waiting(*, limit: int, now: datetime) -> int:
    """Examine files that no job came for, the oldest first; return how many have a verdict now."""
    lost = [
        item
        for model in MODELS
        for item in model.objects.filter(
            examination=Examination.EXAMINING, created_at__lt=now - LEFT_TO_ITS_JOB
        ).order_by("pk")[:limit]
    ]
    return sum(examine(item=item) for item in lost[:limit])


def examine(*, item: PortalImage | PortalDocument) -> bool:
    """Finish the examination of one file; return whether this call gave the verdict. Safe to repeat.

    A picture is drawn anew and what was uploaded is deleted; so is the content of a refused file.
    """
    if item.examination != Examination.EXAMINING:
        return False
    accepts = PICTURES if isinstance(item, PortalImage) else DOCUMENTS
    try:
        with item.file.storage.open(item.file.name, "rb") as stored:
            kept = finished(File(stored, name=item.filename), accepts=accepts)
    except UploadRefused as refusal:
        return _refuse(item, str(refusal))
    except FileNotFoundError:
        logger.error(
            "A file is missing from the storage.",
            extra={"event": "editorial.files.missing", "file": item.file.name},
        )
        return False
    if isinstance(item, PortalImage):
        return _hang_anew(item, kept)
    return bool(_waiting(item).update(examination=Examination.FINE))


def _waiting(item: PortalImage | PortalDocument) -> QuerySet[Any]:
    # Another worker may have been quicker; one verdict is enough.
    return type(item).objects.filter(pk=item.pk, examination=Examination.EXAMINING)


def _hang_anew(image: PortalImage, drawn: File[bytes]) -> bool:
    storage, uploaded = image.file.storage, image.file.name
    image.file = drawn
    image._set_image_file_metadata()
    image.examination = Examination.FINE
    # What was marked in it was marked by the pixels that it had.
    image.set_focal_point(None)
    try:
        with transaction.atomic():
            if not _waiting(image).select_for_update().exists():
                return False
            image.save()
            transaction.on_commit(lambda: storage.delete(uploaded))
    except BaseException:
        if image.file.name != uploaded:
            storage.delete(image.file.name)
        raise
    return True


def _refuse(item: PortalImage | PortalDocument, why: str) -> bool:
    storage, uploaded = item.file.storage, item.file.name
    with transaction.atomic():
        if not _waiting(item).update(
            examination=Examination.REFUSED, refusal=why[:LONGEST_REFUSAL]
        ):
            return False
        portal = Portal.objects.filter(collection=item.collection_id).first()
        log(
            instance=item,
            action="editorial.refuse_file",
            data={"portal": portal.pk if portal else None, "reason": why[:LONGEST_REFUSAL]},
        )
        transaction.on_commit(lambda: storage.delete(uploaded))
    return True
