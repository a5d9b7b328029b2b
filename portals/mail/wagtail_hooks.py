"""What the mail registers with Wagtail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import views

if TYPE_CHECKING:
    from django.http import HttpRequest


@hooks.register("register_admin_urls")
def mail_addresses() -> list[URLPattern]:
    return [path("thu-gui-di/", views.OutgoingMailList.as_view(), name="outgoing_mail")]


class MailMenuItem(MenuItem):
    """Shown to the standing editors of the province."""

    def is_shown(self, request: HttpRequest) -> bool:
        return views.may_see_mails(request)


@hooks.register("register_admin_menu_item")
def mail_menu_item() -> MenuItem:
    return MailMenuItem(
        _("Outgoing mail"), reverse("outgoing_mail"), name="mail", icon_name="mail", order=910
    )
