"""What this room registers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from editorial.public import more_pages, section_parts, under_text
from editorial.public.more_pages import MorePage
from editorial.public.section_parts import SectionPart
from editorial.public.under_text import UnderText
from portals.models import Portal

from .about import ask_about_path
from .sending import ask_path

# Where citizens look for it.
SECTION_TYPES = ("phan-anh", "tiep-can")


def install() -> None:
    more_pages.register(_ask_page)
    under_text.register(UnderText("editorial/asking/about_this.html", ask_about_path))
    for section_type in SECTION_TYPES:
        section_parts.register(section_type, SectionPart("editorial/asking/part.html", _said))


def _ask_page(_portal: Portal) -> Iterator[MorePage]:
    yield MorePage(_("Ask, report, request information"), ask_path())


def _said(_request: HttpRequest, _portal: Portal) -> Any:
    return ask_path()
