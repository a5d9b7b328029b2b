"""Copies of a source's images and files in the board's own collection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from editorial.models import PortalDocument, PortalImage
from editorial.wagtail_patches.file_metadata import note_document_file, note_image_file
from portals.refusals import Refusal

from .merging import TextVersion
from .texts import files_in, image_ids_in

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

_SEEN_AS = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


class UnableToCopyFile(Refusal):
    """What the source shows is not fine, so that a copy of it would be unexamined."""


@contextmanager
def files_only_if_kept() -> Iterator[list[Any]]:
    """Collect what is copied; where the block fails, its rows roll back and its files are deleted too."""
    copies: list[Any] = []
    try:
        yield copies
    except BaseException:
        for copy in copies:
            copy.file.delete(save=False)
        raise


def copy_images(
    text: TextVersion, *, known: dict[str, int], portal: Portal, actor: User, copies: list[Any]
) -> dict[str, int]:
    """Copy the images of `text` that `known` has no copy of; return all copies, by the id of the original."""
    wanted = image_ids_in(text) - {int(image_id) for image_id in _standing(PortalImage, known)}
    made = dict(known)
    for image in PortalImage.objects.filter(pk__in=wanted).order_by("pk"):
        _refuse_unexamined(image)
        copy = PortalImage(
            title=image.title,
            description=image.description,
            credit=image.credit,
            file=_content(image),
            collection_id=portal.collection_id,
            uploaded_by_user=actor,
            **{name: getattr(image, name) for name in _SEEN_AS},
        )
        note_image_file(copy)
        copies.append(copy)
        copy.save()
        made[str(image.pk)] = copy.pk
    return made


def copy_files(
    text: TextVersion, *, known: dict[str, int], portal: Portal, actor: User, copies: list[Any]
) -> dict[str, int]:
    """The same of the files that `text` attaches or links to."""
    wanted = files_in(text) - {int(file_id) for file_id in _standing(PortalDocument, known)}
    made = dict(known)
    for document in PortalDocument.objects.filter(pk__in=wanted).order_by("pk"):
        _refuse_unexamined(document)
        copy = PortalDocument(
            title=document.title,
            file=_content(document),
            collection_id=portal.collection_id,
            uploaded_by_user=actor,
        )
        note_document_file(copy)
        copies.append(copy)
        copy.save()
        made[str(document.pk)] = copy.pk
    return made


def _refuse_unexamined(original: PortalImage | PortalDocument) -> None:
    if not original.is_fine:
        raise UnableToCopyFile(
            _("“%(title)s” of the source is not examined yet, or was refused. Try again later.")
            % {"title": original.title}
        )


def _standing(model: Any, known: dict[str, int]) -> set[str]:
    """Of the copies known, those that the board has not deleted since."""
    alive = set(model.objects.filter(pk__in=known.values()).values_list("pk", flat=True))
    return {original for original, copy in known.items() if copy in alive}


def _content(original: Any) -> ContentFile[bytes]:
    with original.file.storage.open(original.file.name, "rb") as file:
        return ContentFile(file.read(), name=PurePosixPath(original.file.name).name)
