"""What initiatives register with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, holding, on_a_board
from portals.boards.enums import STANDING_EDITORS
from portals.tiers import INSTALL_TIER

from . import views, workshop_views
from .log_actions import LOG_ACTIONS

for entry in (
    DeskEntry(
        "initiatives", _("Initiatives"), "initiatives", MenuTheme.BOARD, on_a_board, "pick", order=70,
        counts=frozenset({"initiative"}),
    ),
    DeskEntry("workshops", _("Workshops"), "workshops", MenuTheme.BOARD, on_a_board, "group", order=75),
    DeskEntry(
        "initiative-term", _("Term for answering initiatives"), "initiative_term", MenuTheme.SETTINGS,
        holding(STANDING_EDITORS, tier=INSTALL_TIER), "cog", order=70,
    ),
):  # fmt: skip
    desk_menu.register(entry)


@hooks.register("register_admin_urls")
def initiative_addresses() -> list[URLPattern]:
    return [
        path("sang-kien/", views.initiatives, name="initiatives"),
        path("sang-kien/moi/", views.initiative_begin, name="initiative_begin"),
        path("sang-kien/thoi-han/", views.initiative_term, name="initiative_term"),
        path("sang-kien/<int:initiative_id>/", views.initiative, name="initiative"),
        path(
            "sang-kien/<int:initiative_id>/sua/", views.initiative_change, name="initiative_change"
        ),
        path("hoi-thao/", workshop_views.workshops, name="workshops"),
        path("hoi-thao/<int:workshop_id>/", workshop_views.workshop, name="workshop"),
    ]


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    for action in LOG_ACTIONS:
        actions.register_action(*action)
