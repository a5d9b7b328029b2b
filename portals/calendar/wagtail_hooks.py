"""What the calendar registers with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, holding
from portals.boards.enums import STANDING_EDITORS
from portals.tiers import INSTALL_TIER

from .views import calendar_clear, calendar_now, calendar_year

desk_menu.register(
    DeskEntry(
        "calendar", _("Working calendar"), "calendar_now", MenuTheme.SETTINGS,
        holding(STANDING_EDITORS, tier=INSTALL_TIER), "date", order=20,
    )
)  # fmt: skip


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("ngay-lam-viec/", calendar_now, name="calendar_now"),
        path("ngay-lam-viec/<int:year>/", calendar_year, name="calendar_year"),
        path("ngay-lam-viec/ngay/<int:day_id>/bo/", calendar_clear, name="calendar_clear"),
    ]


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("calendar.set_day", _("Enter a day"), _("Day of the calendar entered"))
    actions.register_action(
        "calendar.clear_day", _("Clear a day"), _("Day of the calendar cleared")
    )
