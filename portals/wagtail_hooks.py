"""What this floor registers with Wagtail."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
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
