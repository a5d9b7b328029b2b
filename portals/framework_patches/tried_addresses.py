"""What an address was compared with before it was found, which Django keeps for a page that only developers see."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import URLResolver

_patched: Any = URLResolver
extended_by_django = _patched._extend_tried


def forget_tried_addresses() -> None:
    """Keep no list of them where that page is not shown: of each address of the desk it holds some hundred.

    A list in Django that is made where `DEBUG` is on would replace this.
    """
    _patched._extend_tried = staticmethod(_extended)


def _extended(tried: list[Any], pattern: Any, sub_tried: list[Any] | None = None) -> None:
    if settings.DEBUG:
        extended_by_django(tried, pattern, sub_tried)
