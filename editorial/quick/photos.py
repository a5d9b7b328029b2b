"""Photos as phones take them, made into pictures that a portal can show: smaller, upright, without where and when.

Whatever cannot be read as a photo is refused in words for the person who chose it. Nothing of the file is kept but
its pixels: no place, no time, no name of the device.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import pillow_heif
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from portals.refusals import Refusal

if TYPE_CHECKING:
    from django.core.files import File

pillow_heif.register_heif_opener(thumbnails=False)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "MPO")
LONGEST_SIDE = 2560
LARGEST_BYTES = 25 * 1024 * 1024
# A phone's largest today; a file of a few kilobytes may claim far more and fill the memory.
MOST_PIXELS = 120_000_000
QUALITY = 82


class NotAPicture(Refusal):
    """The file is no photo that can be shown."""


def sensible_picture(file: File[bytes]) -> ContentFile[bytes]:
    """Return the photo as an upright JPEG of at most LONGEST_SIDE, with nothing in it but pixels.

    Raises NotAPicture for what is too large, damaged or no photo at all.
    """
    if file.size is not None and file.size > LARGEST_BYTES:
        raise NotAPicture(
            _("The photo is larger than %(size)s MB. Take it again with a smaller setting.")
            % {"size": LARGEST_BYTES // (1024 * 1024)}
        )
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # The number of pixels is asked for below, before any is unpacked.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(file.read()), formats=FORMATS) as photo:
                return _encoded(_upright(photo))
    except NotAPicture:
        raise
    except Image.DecompressionBombError as error:
        raise NotAPicture(_too_many_pixels()) from error
    # Each decoder has its own way to give up on a damaged file.
    except Exception as error:
        raise NotAPicture(
            _("This file is not a photo, or it is damaged. Use JPEG, PNG, WebP or HEIC.")
        ) from error


def _upright(photo: Image.Image) -> Image.Image:
    if photo.width * photo.height > MOST_PIXELS:
        raise NotAPicture(_too_many_pixels())
    # JPEG can be read at a half or a fourth of its size, which spares most of the memory.
    photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    photo.load()
    upright = ImageOps.exif_transpose(photo)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _in_srgb(upright)


def _in_srgb(photo: Image.Image) -> Image.Image:
    """Phones write wide colours with a profile beside them; the profile goes, so the colours are converted first."""
    profile = photo.info.get("icc_profile")
    if photo.mode in {"RGBA", "LA", "PA"} or "transparency" in photo.info:
        with_alpha = photo.convert("RGBA")
        white = Image.new("RGB", photo.size, "white")
        white.paste(with_alpha, mask=with_alpha.getchannel("A"))
        photo = white
    plain = photo.convert("RGB")
    if profile and photo.mode == "RGB":
        try:
            return (
                ImageCms.profileToProfile(
                    plain,
                    ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                    ImageCms.createProfile("sRGB"),
                    outputMode="RGB",
                )
                or plain
            )
        except ImageCms.PyCMSError:
            return plain
    return plain


def _encoded(photo: Image.Image) -> ContentFile[bytes]:
    # A new image holds none of the old one's EXIF, comments and profiles.
    bare = Image.new("RGB", photo.size)
    bare.paste(photo)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return ContentFile(out.getvalue(), name="anh.jpg")


def _too_many_pixels() -> str:
    return _("The photo has too many pixels. Take it again with a smaller setting.")
