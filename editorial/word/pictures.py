"""Pictures out of a document: only their pixels are kept, at a size that a portal shows."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

# What the largest screens show; photos in letters are often five times that.
LONGEST_SIDE = 2560
MOST_PIXELS = 60_000_000
SMALLEST_SIDE = 48
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")


def clean_picture(content: bytes) -> tuple[bytes, str] | None:
    """Return the picture upright, without EXIF (place, time, device), as (bytes, ending); None for what is no picture.

    Drawings of Word (EMF, WMF) and lines and dots that only adorn are no pictures either.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS or max(opened.size) < SMALLEST_SIDE:
                return None
            keeps_lines = opened.format in ("PNG", "GIF", "BMP")
            return _encoded(ImageOps.exif_transpose(opened), keeps_lines)
    # Each decoder has its own way to give up on a damaged file.
    except Exception:  # noqa: BLE001
        return None


def _encoded(picture: Image.Image, keeps_lines: bool) -> tuple[bytes, str]:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
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
