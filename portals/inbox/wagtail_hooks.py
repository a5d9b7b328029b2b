"""What the inbox registers with Wagtail."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portals.admin_kit.desk_menu import on_a_board


@hooks.register("register_account_menu_item")
def mail_of_the_account(request: HttpRequest) -> dict[str, object] | None:
    """For whoever anything may wait for."""
    if not on_a_board(request):
        return None
    return {
        "url": reverse("mail_settings"),
        "label": _("Mail about what waits"),
        "help_text": _("Of what you are told, at once or once a day, and when never."),
    }
