"""Pictures drawn anew: smaller, upright, and with nothing in them but pixels. No place, no time, no name of a device.

Whatever was hidden in the file, before, behind or inside the picture, does not survive that.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, Any

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from .budget import UploadBudget, too_many_pixels
from .refusal import UploadRefused

pillow_heif.register_heif_opener(thumbnails=False)

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF", "MPO")
LONGEST_SIDE = 2560
QUALITY = 82
# In these drawings and screens come, whose lines JPEG would blur.
_LINES = ("PNG", "GIF")


def remade(
    file: IO[bytes], *, name: str, keeps_lines: bool, budget: UploadBudget
) -> SimpleUploadedFile:
    """Return the picture upright in sRGB with sides of at most LONGEST_SIDE; of moving pictures the first.

    JPEG on white, or PNG where `keeps_lines` and it is a drawing or has clear parts. Raises UploadRefused for what has
    too many pixels, is damaged or no picture at all.
    """
    with opened_picture(file) as picture:
        lines = keeps_lines and is_of_lines(picture)
        content = encoded(upright(picture, budget), lines)
    stem = PurePosixPath(name).stem[:60] or "anh"
    ending, kind = ("png", "image/png") if lines else ("jpg", "image/jpeg")
    return SimpleUploadedFile(f"{stem}.{ending}", content, kind)


def refuse_undrawable(file: IO[bytes], budget: UploadBudget) -> None:
    """Refuse what cannot be drawn, or takes too many pixels for it."""
    with opened_picture(file) as picture:
        budget.take_pixels(*picture.size)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()


def declared_size(file: IO[bytes]) -> tuple[int, int]:
    """Return width and height as the header says them, before anything is drawn.

    Takes seconds where somebody made the header for it, so a request asks it only of what was drawn anew.
    """
    with opened_picture(file) as picture:
        return picture.size


def note_size(file: Any, size: tuple[int, int]) -> None:
    """Have `file` bear its width and height, for the row that keeps it."""
    file.size_in_pixels = size


def noted_size(file: Any) -> tuple[int, int] | None:
    return getattr(file, "size_in_pixels", None)


@contextmanager
def opened_picture(file: IO[bytes]) -> Iterator[Image.Image]:
    """Open a picture by its header; whatever fails with it inside the block is a refusal."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # The number of pixels is asked of the budget, before any is unpacked.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as picture:
                yield picture
    # Want of memory is no fault that is known of the file: it may be tried where there is more.
    except (UploadRefused, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise UploadRefused(too_many_pixels()) from error
    # Each decoder has its own way to give up on a damaged file.
    except Exception as error:
        raise UploadRefused(
            _("This file is not a photo, or it is damaged. Use JPEG, PNG, WebP or HEIC.")
        ) from error
    finally:
        file.seek(0)


def is_of_lines(picture: Image.Image) -> bool:
    """Whether it is a drawing, or has clear parts."""
    return picture.format in _LINES or _is_clear(picture)


def upright(picture: Image.Image, budget: UploadBudget) -> Image.Image:
    """Return it as it is shown, in sRGB, with sides of at most LONGEST_SIDE."""
    budget.take_pixels(*picture.size)
    # JPEG can be read at a half or a fourth of its size, which spares most of the memory.
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    # Made smaller first: what is turned is a copy.
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _in_srgb(ImageOps.exif_transpose(picture))


def _is_clear(picture: Image.Image) -> bool:
    return picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Phones write wide colours with a profile beside them; the profile goes, so the colours are converted first."""
    if _is_clear(picture):
        return picture.convert("RGBA")
    plain = picture.convert("RGB")
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode != "RGB":
        return plain
    try:
        told = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        shown = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(plain, told, shown, outputMode="RGB") or plain
    except ImageCms.PyCMSError:
        return plain


def encoded(picture: Image.Image, lines: bool) -> bytes:
    """Return the pixels alone, as PNG where it has `lines`, else as JPEG."""
    # A new image holds none of the old one's EXIF, comments and profiles.
    clear = picture.mode == "RGBA"
    bare = Image.new("RGBA" if lines and clear else "RGB", picture.size, "white")
    bare.paste(picture, mask=picture if clear and not lines else None)
    out = io.BytesIO()
    if lines:
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
