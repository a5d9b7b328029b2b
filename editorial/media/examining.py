"""The examination of files that could not be finished in the request that brought them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import PortalDocument, PortalImage
from editorial.wagtail_patches.file_fields import is_stored
from editorial.wagtail_patches.file_metadata import note_image_file
from portals.models import Portal
from portals.uploads import DOCUMENTS, PICTURES, UploadRefused
from portals.uploads.apart import Unfinished
from portals.uploads.examining import finished
from portals.uploads.states import Examination

from .rounds import in_turn, while_there_is_time

logger = logging.getLogger(__name__)

MODELS: tuple[type[PortalImage | PortalDocument], ...] = (PortalImage, PortalDocument)
# A new file has a job of its own; what is older has lost it.
LEFT_TO_ITS_JOB = timedelta(minutes=1)
LONGEST_REFUSAL = 300
# What a picture that is drawn anew has of its own; the words about it may be changed by people meanwhile.
OF_THE_PIXELS = (
    "file",
    "width",
    "height",
    "file_size",
    "file_hash",
    "focal_point_x",
    "focal_point_y",
    "focal_point_width",
    "focal_point_height",
)


def examine_waiting(*, limit: int, now: datetime) -> int:
    """Examine files that no job came for, `limit` of each kind; return how many have a verdict now.

    Each round begins with another one, so that those which cannot be examined do not stop the rest.
    """
    shares = [
        in_turn(
            model.objects.filter(
                examination=Examination.EXAMINING, created_at__lt=now - LEFT_TO_ITS_JOB
            ),
            limit=limit,
            now=now,
        )
        for model in MODELS
    ]
    judged, failures = 0, []
    turns = [item for turn in zip_longest(*shares) for item in turn if item is not None]
    for item in while_there_is_time(turns):
        try:
            judged += examine(item=item)
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            error.add_note(f"While examining {item._meta.label} {item.pk}.")
            failures.append(error)
    if failures:
        raise ExceptionGroup("Files could not be examined.", failures)
    return judged


def examine(*, item: PortalImage | PortalDocument) -> bool:
    """Finish the examination of one file; return whether this call gave the verdict. Safe to repeat.

    A picture is drawn anew and what was uploaded is deleted; so is the content of a refused file. Where the examination
    could not be done for a reason that does not lie in the file, it goes on waiting.
    """
    if item.examination != Examination.EXAMINING:
        return False
    accepts = PICTURES if isinstance(item, PortalImage) else DOCUMENTS
    try:
        with item.file.storage.open(item.file.name, "rb") as stored:
            kept = finished(File(stored, name=item.filename), accepts=accepts)
    except UploadRefused as refusal:
        return _refuse(item, str(refusal))
    except Unfinished:
        logger.warning(
            "A file could not be examined, and is tried again.",
            extra={"event": "editorial.files.unexamined", "file": item.file.name},
        )
        return False
    except FileNotFoundError:
        logger.error(
            "A file is missing from the storage.",
            extra={"event": "editorial.files.missing", "file": item.file.name},
        )
        return _refuse(item, _("The file was lost. Send it again."))
    if isinstance(item, PortalImage):
        return _hang_anew(item, kept)
    return bool(_waiting(item).update(examination=Examination.FINE))


def _waiting(item: PortalImage | PortalDocument) -> QuerySet[Any]:
    # Another worker may have been quicker; one verdict is enough.
    return type(item).objects.filter(
        pk=item.pk, examination=Examination.EXAMINING, file=item.file.name
    )


def _hang_anew(examined: PortalImage, drawn: File[bytes]) -> bool:
    storage, uploaded = examined.file.storage, examined.file.name
    image = None
    try:
        with transaction.atomic():
            # As it is now: people may have changed its words since the examination began.
            image = _waiting(examined).select_for_update().first()
            if image is None:
                return False
            image.examination = Examination.FINE
            image.file = drawn
            note_image_file(image)
            # What was marked in it was marked by the pixels that it had.
            image.set_focal_point(None)
            image.save(update_fields=[*OF_THE_PIXELS, "examination"])
            transaction.on_commit(lambda: storage.delete(uploaded))
    except BaseException:
        if image is not None and image.file.name != uploaded and is_stored(image.file):
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
