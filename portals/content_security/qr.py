"""QR codes that stand in a page: shapes and colours alone, as the policy for contents asks."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_markup(address: str, *, scale: int, css_class: str) -> SafeString:
    """Return a QR code of an address of ours as SVG; dark on light in every theme, since a camera needs that."""
    code = segno.make(address, error="m", micro=False)
    # Digits and letters, drawn by the library.
    return mark_safe(  # noqa: S308
        code.svg_inline(scale=scale, border=2, light="#fff", svgclass=css_class, lineclass=None)
    )
