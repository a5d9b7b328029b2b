"""A picture of how loud a recording is over its length."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _

STEP, HEIGHT = 4, 48


def waveform_svg(peaks: Sequence[int], *, seconds: float) -> str:
    """Return the picture of `peaks`, each from 0 to 100. It says in words what it is, and has no style of its own."""
    bars = "".join(
        f"M{number * STEP + 2} {HEIGHT // 2 - _half(peak)}v{2 * _half(peak)}"
        for number, peak in enumerate(peaks)
    )
    minutes, rest = divmod(round(seconds), 60)
    said = _("Course of the recording: %(minutes)s minutes %(seconds)s seconds.") % {
        "minutes": minutes,
        "seconds": rest,
    }
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" preserveAspectRatio="none" '
        'role="img"><title>{}</title><path d="{}" fill="none" stroke="#1d4f91" stroke-width="2" '
        'stroke-linecap="round"/></svg>',
        max(len(peaks), 1) * STEP,
        HEIGHT,
        said,
        bars,
    )


def _half(peak: int) -> int:
    return max(1, peak * (HEIGHT // 2 - 2) // 100)
