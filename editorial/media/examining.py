"""The examination of files that could not be finished in the request that brought them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.models import PortalDocument, PortalImage
from editorial.models.media import MOST_TRIES
from editorial.wagtail_patches.file_fields import is_stored
from editorial.wagtail_patches.file_metadata import note_image_file
from portals.models import Portal
from portals.uploads import DOCUMENTS, PICTURES, UploadRefused
from portals.uploads.apart import Unfinished
from portals.uploads.examining import finished
from portals.uploads.states import Examination

from .rounds import in_turn, while_there_is_time

logger = logging.getLogger(__name__)

GIVEN_UP = Q(examination=Examination.EXAMINING, examination_tries__gte=MOST_TRIES)
MODELS: tuple[type[PortalImage | PortalDocument], ...] = (PortalImage, PortalDocument)
# A new file has a job of its own; what is older has lost it.
LEFT_TO_ITS_JOB = timedelta(minutes=1)
LONGEST_REFUSAL = 300
# Longer than any try takes; it doubles with each, so that the last one is made some two hours after the first.
FIRST_WAIT = timedelta(minutes=4)
# Within this, whoever sent more waits behind whoever sent less.
A_WHILE = timedelta(hours=1)
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

    Portals take turns, and each round begins with another file. What failed waits longer after each try.
    """
    shares = [
        in_turn(
            _due(model, now).filter(created_at__lt=now - LEFT_TO_ITS_JOB),
            limit=limit,
            now=now,
            of="collection",
        )
        for model in MODELS
    ]
    judged, failures = 0, []
    turns = [item for turn in zip_longest(*shares) for item in turn if item is not None]
    for item in while_there_is_time(turns):
        try:
            judged += try_to_examine(item=item, now=now)
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            error.add_note(f"While examining {item._meta.label} {item.pk}.")
            failures.append(error)
    if failures:
        raise ExceptionGroup("Files could not be examined.", failures)
    return judged


def examine_next(*, now: datetime) -> bool:
    """Examine the new file whose turn it is; return whether it has a verdict now.

    Each new file brings one such turn, and the portal that sent least of late has the next: files that one portal
    sends by the hundred wait behind the single one of another.
    """
    newest = [found for model in MODELS if (found := _whose_turn(model, now)) is not None]
    if not newest:
        return False
    _sent, item = min(newest, key=lambda found: (found[0], found[1].created_at, found[1].pk))
    return try_to_examine(item=item, now=now)


def _whose_turn(
    model: type[PortalImage | PortalDocument], now: datetime
) -> tuple[int, PortalImage | PortalDocument] | None:
    """The oldest untried file of the portal that had fewest of late, with how many those were. Two queries."""
    untried = Q(examination=Examination.EXAMINING, examination_tries=0)
    waiting = model.objects.filter(untried).order_by("collection", "pk").distinct("collection")
    firsts = {item.collection_id: item for item in waiting}
    had = dict(
        model.objects.filter(~untried, collection__in=firsts, created_at__gte=now - A_WHILE)
        .order_by()
        .values_list("collection")
        .annotate(Count("pk"))
    )
    turns = [(had.get(collection, 0), item) for collection, item in firsts.items()]
    return min(turns, key=lambda turn: (turn[0], turn[1].pk), default=None)


def try_to_examine(*, item: PortalImage | PortalDocument, now: datetime) -> bool:
    """Examine one file if it is due, and count the try; return whether it has a verdict now."""
    due = _due(type(item), now).filter(pk=item.pk, examination_tries=item.examination_tries)
    next_at = now + FIRST_WAIT * 2**item.examination_tries
    tries = item.examination_tries + 1
    if not due.update(examination_tries=tries, examine_next_at=next_at):
        return False
    item.examination_tries, item.examine_next_at = tries, next_at
    if tries == MOST_TRIES:
        logger.error(
            "A file is tried for the last time.",
            extra={"event": "editorial.files.last_try", "file": item.file.name},
        )
    return examine_file(item=item)


def given_up_count() -> int:
    """How many files wait for somebody to look why they cannot be examined. Two queries."""
    return sum(model.objects.filter(GIVEN_UP).count() for model in MODELS)


def examine_anew() -> int:
    """Have what was given up tried again from the first, once its cause is gone; return how many."""
    return sum(
        model.objects.filter(GIVEN_UP).update(examination_tries=0, examine_next_at=None)
        for model in MODELS
    )


def _due(model: type[PortalImage | PortalDocument], now: datetime) -> QuerySet[Any]:
    rested = Q(examine_next_at=None) | Q(examine_next_at__lte=now)
    return model.objects.filter(
        rested, examination=Examination.EXAMINING, examination_tries__lt=MOST_TRIES
    )


def examine_file(*, item: PortalImage | PortalDocument) -> bool:
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
