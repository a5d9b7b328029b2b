"""What stories going up and across register with Wagtail."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from editorial.models import StoryPage
from portals.admin_kit.held_posts import post_for_path
from portals.boards.models import User
from syndication.menu import DeskMenuItem


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("", include("syndication.shared_store.urls"))]


@hooks.register("register_admin_menu_item")
def local_stories() -> MenuItem:
    url = reverse_lazy("across:local_stories")
    return DeskMenuItem(
        _("Local stories"), url, needs=lambda post: post.decides and post.oversees,
        name="local-stories", icon_name="doc-full", order=214,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")
def store() -> MenuItem:
    url = reverse_lazy("across:store")
    return DeskMenuItem(
        _("Shared store of stories"), url, needs=lambda post: True, name="store",
        icon_name="search", order=215,
    )  # fmt: skip


@hooks.register("register_page_header_buttons")
def header_buttons(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    shown = page.live and issubclass(page.specific_class or Page, StoryPage)
    if shown and post_for_path(user, page.path) is not None:
        url = reverse("across:path", args=[page.pk])
        yield Button(_("Way of the story"), url=url, icon_name="site", priority=110)


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "syndication.pick", _("Pick a local story"), _("Picked by the portal above")
    )
    actions.register_action(
        "syndication.replace_copy",
        _("Turn a copy into a republished story"),
        _("Copy turned into a republished story"),
    )
