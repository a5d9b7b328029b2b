"""What own versions register with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, on_a_board


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("", include("syndication.adaptations.urls"))]


desk_menu.register(
    DeskEntry(
        "adaptations", _("Our own versions"), "adapting:adaptations", MenuTheme.TEXTS, on_a_board,
        "edit", order=40, counts=frozenset({"source-change"}),
    )
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
