"""What stories going up and across register with Wagtail."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from editorial.models import StoryPage
from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, on_a_board, with_post
from portals.admin_kit.held_posts import post_for_path
from portals.boards.models import User


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("", include("syndication.shared_store.urls"))]


for entry in (
    DeskEntry(
        "local-stories", _("Local stories"), "across:local_stories", MenuTheme.RECEIVING,
        with_post(lambda post: post.decides and post.oversees), "doc-full", order=40,
    ),
    DeskEntry(
        "store", _("Shared store of stories"), "across:store", MenuTheme.RECEIVING, on_a_board,
        "search", order=50,
    ),
):  # fmt: skip
    desk_menu.register(entry)


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
