"""What the journal registers with Wagtail."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.current import portals_of_request
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme
from portals.boards.enums import STANDING_EDITORS

from . import views

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portals.requests import DeskRequest


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("journal.export", _("Export the log"), _("Log exported"))
    actions.register_action("journal.table", _("Take a table away"), _("Table taken away"))
    actions.register_action("walls.refused", _("Refuse at the wall"), _("Refused at the wall"))


@hooks.register("register_admin_urls")
def journal_addresses() -> list[URLPattern]:
    return [path("nhat-ky/", views.Journal.as_view(), name="journal")]


def may_read_a_log(request: HttpRequest) -> bool:
    portals_of_request(request)
    return not STANDING_EDITORS.isdisjoint(cast("DeskRequest", request).desk_positions.values())


desk_menu.register(
    DeskEntry(
        "journal", _("Log of acts"), "journal", MenuTheme.WATCH, may_read_a_log, "history", order=90
    )
)
