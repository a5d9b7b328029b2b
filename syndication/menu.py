"""What the admin offers to whom: menu items by posts, buttons on public stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from editorial.models import StoryPage
from portals.admin_kit.current import current_portal
from portals.admin_kit.held_posts import HeldPost, held_posts, post_for_path
from portals.boards.enums import APPROVERS
from portals.boards.models import User


class DeskMenuItem(MenuItem):
    """Shown where `needs` accepts the person's post on the portal they work on now."""

    def __init__(
        self, label: Any, url: Any, *, needs: Callable[[HeldPost], bool], **kwargs: Any
    ) -> None:
        super().__init__(label, url, **kwargs)
        self.needs = needs

    def is_shown(self, request: HttpRequest) -> bool:
        portal = current_portal(request)
        return (
            portal is not None
            and isinstance(request.user, User)
            and any(
                self.needs(post) for post in held_posts(request.user) if post.portal_id == portal.pk
            )
        )


def story_acts(page: Page, user: User) -> Iterator[tuple[Any, str, str]]:
    """Yield label, address and icon of what `user` may do with a public story. No query a row."""
    if not page.live or not issubclass(page.specific_class or Page, StoryPage):
        return
    post = post_for_path(user, page.path)
    if post is None or not post.decides:
        return
    if post.oversees:
        yield _("Send to portals"), reverse("syndication:send", args=[page.pk]), "globe"
    if post.is_overseen:
        yield _("Send up to the province"), reverse("syndication:propose", args=[page.pk]), "upload"
    if post.oversees and post.position in APPROVERS:
        yield _("Recall from all portals"), reverse("syndication:recall", args=[page.pk]), "bin"
