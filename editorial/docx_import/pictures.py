"""Pictures out of a document: only their pixels are kept, at a size that a portal shows."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from portals.uploads.budget import UploadBudget
from portals.uploads.refusal import UploadRefused

# What the largest screens show; photos in letters are often five times that.
LONGEST_SIDE = 2560
SMALLEST_SIDE = 48
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")


def clean_picture(content: bytes, budget: UploadBudget) -> tuple[bytes, str] | None:
    """Return the picture upright, without EXIF (place, time, device), as (bytes, ending); None for what is no picture.

    Drawings of Word (EMF, WMF) and lines and dots that only adorn are no pictures either. Raises UploadRefused where
    all the pictures together have too many pixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if max(opened.size) < SMALLEST_SIDE:
                return None
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            budget.take_pixels(*opened.size)
            keeps_lines = opened.format in ("PNG", "GIF", "BMP")
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            return _encoded(ImageOps.exif_transpose(opened), keeps_lines)
    except (UploadRefused, MemoryError):
        raise
    # Each decoder has its own way to give up on a damaged file.
    except Exception:  # noqa: BLE001
        return None


def _encoded(picture: Image.Image, keeps_lines: bool) -> tuple[bytes, str]:
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if clear and keeps_lines else "RGB"
    # A new image has none of what the old one carried beside its pixels.
    bare = Image.new(mode, picture.size, "white")
    if clear:
        whole = picture.convert("RGBA")
        bare.paste(whole, mask=None if mode == "RGBA" else whole)
    else:
        bare.paste(picture.convert("RGB"))
    out = io.BytesIO()
    if keeps_lines:
        bare.save(out, "PNG", optimize=True)
        return out.getvalue(), "png"
    bare.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return out.getvalue(), "jpg"
