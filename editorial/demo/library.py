"""The demo's pictures as images of each portal: every board has its own copies, as it would in life."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha1
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from editorial.media.renditions import ALL
from editorial.models import PortalImage, PortalRendition
from editorial.models.media import IMAGE_FOLDER, RENDITION_FOLDER
from portals.models import Portal
from portals.uploads.storage import UploadFolder

from .pencil import SIZE
from .pictures import DrawnPicture, pictures
from .showcase import is_shown_off

Library = dict[str, list[PortalImage]]


class Libraries(dict[int, Library]):
    """The pictures of each portal by theme, by the portal's id."""


def hang_pictures(portals: Sequence[Portal]) -> Libraries:
    """Give each portal its images; return them by portal and theme: all pictures in the showcase, one elsewhere."""
    libraries = Libraries((portal.pk, {}) for portal in portals)
    kept: dict[str, str] = {}
    for number, portal in enumerate(portals):
        for theme, both in pictures().items():
            chosen = both if is_shown_off(portal) else [both[number % len(both)]]
            libraries[portal.pk][theme] = [_image(portal, picture, kept) for picture in chosen]
    PortalImage.objects.bulk_create(
        image for library in libraries.values() for images in library.values() for image in images
    )
    return libraries


def words_of_images(library: Library) -> dict[int, tuple[str, str]]:
    """Return alt text and caption by image."""
    named = {picture.name: picture for both in pictures().values() for picture in both}
    return {
        image.pk: (named[image.title].alt, named[image.title].caption)
        for images in library.values()
        for image in images
    }


def _image(portal: Portal, picture: DrawnPicture, kept: dict[str, str]) -> PortalImage:
    """An image of the portal, whose file is saved once for all: `kept` says under which name."""
    name = f"{IMAGE_FOLDER}/{secrets.token_urlsafe(12)}/{picture.name}"
    if picture.name in kept:
        name = _saved_again(name, kept[picture.name])
    else:
        name = default_storage.save(name, ContentFile(picture.content))
        kept[picture.name] = name
    return PortalImage(
        title=picture.name,
        file=name,
        width=SIZE[0],
        height=SIZE[1],
        file_size=len(picture.content),
        file_hash=sha1(picture.content, usedforsecurity=False).hexdigest(),
        description=picture.alt,
        collection_id=portal.collection_id,
    )


def prepare_renditions(libraries: dict[int, Library]) -> None:
    """Give every image the renditions that templates ask for.

    Each picture is resized once; its copies on other portals get the same files under names of their own. Resized at
    first sight, thousands of images would make the first visit to each portal slow.
    """
    images = [
        image for library in libraries.values() for some in library.values() for image in some
    ]
    made: dict[tuple[str, str], PortalRendition] = {}
    for image in {image.title: image for image in images}.values():
        for rendition in image.get_renditions(*ALL).values():
            made[image.title, rendition.filter_spec] = rendition
    first = {rendition.image_id for rendition in made.values()}
    PortalRendition.objects.bulk_create(
        _copy(image, made[image.title, spec])
        for image in images
        if image.pk not in first
        for spec in ALL
    )


def _copy(image: PortalImage, rendition: PortalRendition) -> PortalRendition:
    folder = PurePosixPath(image.file.name).parent.name
    name = PurePosixPath(rendition.file.name).name
    return PortalRendition(
        image=image,
        filter_spec=rendition.filter_spec,
        focal_point_key=rendition.focal_point_key,
        width=rendition.width,
        height=rendition.height,
        file=_saved_again(f"{RENDITION_FOLDER}/{folder}/{name}", rendition.file.name),
    )


def _saved_again(name: str, of: str) -> str:
    if isinstance(default_storage, UploadFolder):
        return default_storage.save_again(name, of=of)
    with default_storage.open(of) as file:
        return str(default_storage.save(name, file))
