"""What the admin offers to whom on a public story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from editorial.models import StoryPage
from portals.admin_kit.held_posts import post_for_path
from portals.boards.enums import APPROVERS
from portals.boards.models import User


def story_acts(page: Page, user: User) -> Iterator[tuple[Any, str, str]]:
    """Yield label, address and icon of what `user` may do with a public story. No query a row."""
    if not page.live or not issubclass(page.specific_class or Page, StoryPage):
        return
    post = post_for_path(user, page.path)
    if post is None:
        return
    if post.position not in APPROVERS:
        yield _("Ask for the recall"), reverse("syndication:ask_recall", args=[page.pk]), "bin"
    if not post.decides:
        return
    if post.oversees:
        yield _("Send to portals"), reverse("syndication:send", args=[page.pk]), "globe"
    if post.is_overseen:
        yield _("Send up to the province"), reverse("syndication:propose", args=[page.pk]), "upload"
    if post.oversees and post.position in APPROVERS:
        yield _("Recall from all portals"), reverse("syndication:recall", args=[page.pk]), "bin"
