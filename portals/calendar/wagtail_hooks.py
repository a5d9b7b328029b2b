"""What the calendar registers with Wagtail."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit.current import works_as
from portals.boards.enums import STANDING_EDITORS
from portals.tiers import INSTALL_TIER

from .views import calendar_clear, calendar_now, calendar_year


class CalendarMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return works_as(request, STANDING_EDITORS, tier=INSTALL_TIER)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("ngay-lam-viec/", calendar_now, name="calendar_now"),
        path("ngay-lam-viec/<int:year>/", calendar_year, name="calendar_year"),
        path("ngay-lam-viec/ngay/<int:day_id>/bo/", calendar_clear, name="calendar_clear"),
    ]


@hooks.register("register_admin_menu_item")
def calendar_menu_item() -> MenuItem:
    url = reverse_lazy("calendar_now")
    return CalendarMenuItem(
        _("Working calendar"), url, name="calendar", icon_name="date", order=330
    )


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("calendar.set_day", _("Enter a day"), _("Day of the calendar entered"))
    actions.register_action(
        "calendar.clear_day", _("Clear a day"), _("Day of the calendar cleared")
    )
