"""What the mail registers with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme

from . import views

desk_menu.register(
    DeskEntry(
        "mail", _("Outgoing mail"), "outgoing_mail", MenuTheme.SETTINGS, views.may_see_mails,
        "mail", order=50,
    )
)  # fmt: skip


@hooks.register("register_admin_urls")
def mail_addresses() -> list[URLPattern]:
    return [path("thu-gui-di/", views.OutgoingMailList.as_view(), name="outgoing_mail")]
