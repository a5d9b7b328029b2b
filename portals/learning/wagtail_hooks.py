"""What the handbook registers with Wagtail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, on_a_board

if TYPE_CHECKING:
    from django.utils.safestring import SafeString
    from wagtail.log_actions import LogActionRegistry

desk_menu.register(
    DeskEntry(
        "handbook", _("Handbook"), "handbook_index", MenuTheme.SETTINGS, on_a_board, "help", order=90
    )
)  # fmt: skip


@hooks.register("insert_global_admin_css")
def handbook_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portals/learning/handbook.css"))


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "learning.write_page", _("Write a page of the handbook"), _("Page of the handbook written")
    )
    actions.register_action(
        "learning.restore_page",
        _("Take the shipped page of the handbook again"),
        _("Shipped page of the handbook stands again"),
    )
