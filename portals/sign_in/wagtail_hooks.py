"""What the door registers with Wagtail."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("door.sign_in", _("Sign in"), _("Signed in"))
    actions.register_action("door.sign_out", _("Sign out"), _("Signed out"))
    actions.register_action("door.refused", _("Refuse a sign-in"), _("Sign-in refused"))
    actions.register_action("door.set_password", _("Set a password"), _("Password set"))
    actions.register_action("door.end_session", _("End a session"), _("Session ended"))
    actions.register_action(
        "door.second_factor", _("Change the second factor"), _("Second factor changed")
    )
    actions.register_action(
        "door.reset_second_factor", _("Reset the second factor"), _("Second factor reset")
    )


@hooks.register("insert_global_admin_css")
def door_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portals/sign_in/door.css"))


@hooks.register("register_account_menu_item")
def protection_of_the_account(_request: HttpRequest) -> dict[str, object]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Sign-in protection"),
        "help_text": _("Authenticator app, passkeys and recovery codes."),
    }


@hooks.register("register_account_menu_item")
def devices_of_the_account(_request: HttpRequest) -> dict[str, object]:
    return {
        "url": reverse("usersessions_list"),
        "label": _("Devices signed in"),
        "help_text": _("Where your account is open now, and how to end it."),
    }
