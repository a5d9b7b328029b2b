"""What practice registers with Wagtail."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks


def practice_of_the_account(_request: HttpRequest) -> dict[str, object]:
    """The way to the practice install, on the page of one's account."""
    return {
        "url": f"{settings.PORTALS_PRACTICE_URL}/",
        "label": _("Practice portal"),
        "help_text": _("Try everything with this account. Nothing there is published."),
    }


if settings.PORTALS_PRACTICE_URL:
    hooks.register("register_account_menu_item", practice_of_the_account)
