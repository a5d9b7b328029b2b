"""Setting the links and figures of a home page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice

from .models import HomeFigure, HomeLink

if TYPE_CHECKING:
    from portals.boards.models import User


def write_home_links(
    *,
    portal: Portal,
    links: Sequence[HomeLink],
    figures: Sequence[HomeFigure],
    actor: User,
    now: datetime,
) -> None:
    """Replace the links and figures of `portal` by these, in this order. For a head, deputy or secretary.

    Without links the usual ones are shown; whoever wants none switches the block off.
    """
    if not holds_post(actor, portal, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board may change the look.")
        )
    with transaction.atomic():
        # Two members who press at once come one after the other.
        held = Portal.objects.select_for_update().get(pk=portal.pk)
        HomeLink.objects.filter(portal=held).delete()
        HomeFigure.objects.filter(portal=held).delete()
        for position, link in enumerate(links):
            link.portal, link.position = held, position
        for position, figure in enumerate(figures):
            figure.portal, figure.position = held, position
        HomeLink.objects.bulk_create(links)
        HomeFigure.objects.bulk_create(figures)
        change_editions(portal_ids=[held.pk])
        # Wagtail keeps such entries with pages.
        log(
            instance=held.root,
            action="editorial.fill_front",
            user=actor,
            data={
                "portal": held.pk,
                "links": [link.address for link in links],
                "figures": [figure.label for figure in figures],
            },
        )
