"""What proofs register with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from syndication.menu import DeskMenuItem


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("", include("syndication.recalls.urls"))]


@hooks.register("register_admin_menu_item")
def recalls() -> MenuItem:
    url = reverse_lazy("proof:recalls")
    return DeskMenuItem(
        _("Recalls"), url, needs=lambda post: post.decides, name="recalls", icon_name="bin",
        order=216,
    )  # fmt: skip


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "syndication.ask_again", _("Ask again now"), _("Addresses of the recall asked again")
    )
