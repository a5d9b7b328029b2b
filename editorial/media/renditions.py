"""The sizes in which public pages show images: WebP in two widths, and one JPEG for browsers that know no WebP."""

CARD = tuple(f"fill-{width}x{width * 5 // 8}|format-webp" for width in (400, 800))
FULL = tuple(f"width-{width}|format-webp" for width in (480, 960))
PLAIN = "width-800|format-jpeg"
ALL = (*CARD, *FULL, PLAIN)
