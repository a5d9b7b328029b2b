"""What own versions register with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from syndication.menu import DeskMenuItem


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("", include("syndication.adaptations.urls"))]


@hooks.register("register_admin_menu_item")
def adaptations() -> MenuItem:
    url = reverse_lazy("adapting:adaptations")
    return DeskMenuItem(
        _("Our own versions"), url, needs=lambda post: True, name="adaptations",
        icon_name="edit", order=213,
    )  # fmt: skip


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "syndication.adapt", _("Make an own version"), _("Own version made of another's story")
    )
    actions.register_action(
        "syndication.take_changes",
        _("Decide on changes of the source"),
        _("Changes of the source decided on"),
    )
    actions.register_action(
        "syndication.answer_end",
        _("Decide after the source was withdrawn"),
        _("Decided after the source was withdrawn"),
    )
