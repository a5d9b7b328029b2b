"""What proofs register with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, with_post


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("", include("syndication.recalls.urls"))]


desk_menu.register(
    DeskEntry(
        "recalls", _("Recalls"), "proof:recalls", MenuTheme.SENDING,
        with_post(lambda post: post.decides), "bin", order=30,
        counts=frozenset({"unproven-recall"}),
    )
)  # fmt: skip


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "syndication.ask_again", _("Ask again now"), _("Addresses of the recall asked again")
    )
