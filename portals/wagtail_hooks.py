"""What this floor registers with Wagtail."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from .admin_kit import desk_menu
from .admin_kit.desk_menu import DeskEntry, MenuTheme
from .overview.views import NAME_BELOW, NAME_OF_PROVINCE, is_of_province, may_see_overview, overview

desk_menu.register(
    DeskEntry(
        "overview", NAME_OF_PROVINCE, "overview", MenuTheme.OVERSEEN,
        lambda request: may_see_overview(request) and is_of_province(request), "globe", order=10,
    )
)  # fmt: skip
desk_menu.register(
    DeskEntry(
        "overview-below", NAME_BELOW, "overview", MenuTheme.OVERSEEN,
        lambda request: may_see_overview(request) and not is_of_province(request), "globe", order=10,
    )
)  # fmt: skip


@hooks.register("register_admin_urls")
def overview_address() -> list[URLPattern]:
    return [path("toan-tinh/", overview, name="overview")]


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "portals.enter_former_year",
        _("Enter views of a former year"),
        _("Views of a former year entered"),
    )
    actions.register_action(
        "portals.correct_former_year",
        _("Correct views of a former year"),
        _("Views of a former year corrected"),
    )
    actions.register_action("portals.open", _("Open a portal"), _("Portal opened"))
    actions.register_action(
        "portals.change_contact", _("Change contact details"), _("Contact details changed")
    )
    actions.register_action(
        "portals.change_organisation", _("Change the organisation"), _("Organisation changed")
    )
    actions.register_action(
        "portals.confirm_information", _("Confirm as correct"), _("Confirmed as still correct")
    )
