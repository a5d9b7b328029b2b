"""What this room registers."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from editorial.public import more_pages, section_lists
from editorial.public.more_pages import MorePage
from portals.models import Portal

from .registry import holds_data
from .views import OPEN_DATA, SECTION_TYPE, open_data_path


def pages_of_data(portal: Portal) -> Iterator[MorePage]:
    """Lead there from the maps of a portal that offers something. One query."""
    if Portal.objects.filter(holds_data(portal), pk=portal.pk).exists():
        yield MorePage(_("Open data"), open_data_path())


def install() -> None:
    section_lists.register(SECTION_TYPE, OPEN_DATA)
    more_pages.register(pages_of_data)
