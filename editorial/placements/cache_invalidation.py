"""Whose stored pages a change of a page or story makes out of date."""

from __future__ import annotations

from wagtail.models import Page

from editorial.models import Placement, StoryPage
from editorial.models.page import PortalPage
from portals.pagecache.cache_invalidation import change_editions


def renew_where_placed(*, story: StoryPage) -> None:
    """Have every portal on which the story stands show it anew once the running transaction commits."""
    change_editions(
        portal_ids=Placement.objects.standing()
        .filter(story=story)
        .values_list("portal_id", flat=True)
    )


def renew_portal_of(*, page: Page) -> None:
    """Have the portal of a section, an information page or a home page show it anew, in menus too."""
    if isinstance(page, PortalPage):
        change_editions(portal_ids=[page.portal_of_page().pk])
