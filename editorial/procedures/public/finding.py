"""Which pages of procedures maps lead to."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.procedures.handling import procedures_of
from editorial.public.more_pages import MorePage
from portals.models import Portal

from .centres import open_centres


def procedure_pages(portal: Portal) -> Iterable[MorePage]:
    """Return the pages of procedures. One query."""
    for one in procedures_of(portal).only("code", "name").order_by("code"):
        yield MorePage(one.name, one.path)


def centre_pages(_portal: Portal) -> Iterable[MorePage]:
    """Return the page of the centres, which any portal has where there are some. One query."""
    if open_centres().exists():
        yield MorePage(
            _("Where to hand in papers"), reverse("service_points", urlconf="portals.urls.public")
        )
