"""What this floor registers with Wagtail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from portals.boards.models import User

from .menu import DeskMenuItem, story_acts


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("", include("syndication.urls"))]


@hooks.register("register_admin_menu_item")
def sent() -> MenuItem:
    url = reverse_lazy("syndication:dispatches")
    return DeskMenuItem(
        _("Dispatches"), url, needs=lambda desk: desk.oversees, name="dispatches",
        icon_name="globe", order=210,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")
def received() -> MenuItem:
    url = reverse_lazy("syndication:received")
    return DeskMenuItem(
        _("Sent by the portal above"), url, needs=lambda desk: desk.is_overseen, name="received",
        icon_name="download", order=211,
    )  # fmt: skip


@hooks.register("register_admin_menu_item")
def proposals() -> MenuItem:
    url = reverse_lazy("syndication:proposals")
    return DeskMenuItem(
        _("Stories sent up"), url, needs=lambda desk: desk.oversees or desk.is_overseen,
        name="proposals", icon_name="upload", order=212,
    )  # fmt: skip


@hooks.register("register_page_header_buttons")
def header_buttons(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    for priority, (label, url, icon) in enumerate(story_acts(page, user), start=100):
        yield Button(label, url=url, icon_name=icon, priority=priority)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Page, user: User, next_url: str | None = None) -> Iterator[Button]:
    return header_buttons(page, user, "index", next_url)


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    named: list[tuple[str, Any, Any]] = [
        ("dispatch", _("Send to portals"), _("Sent to portals")),
        ("recall", _("Recall from all portals"), _("Recalled from all portals")),
        ("propose", _("Send up"), _("Sent up to the portal above")),
        ("republish", _("Republish"), _("Republished by a board")),
        ("take", _("Take for publication"), _("Taken by the portal above")),
        ("decline", _("Not use"), _("Not used by the portal above")),
        ("withdraw_proposal", _("Take the story back"), _("Offer taken back")),
    ]
    for action, label, message in named:
        actions.register_action(f"syndication.{action}", label, message)
