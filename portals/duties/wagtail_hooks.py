"""What the room of duties registers with Wagtail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from .desk import views


class DutyListMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return views.may_see_list(request)


@hooks.register("register_admin_urls")
def duty_addresses() -> list[URLPattern]:
    return [
        path("viec-phai-cong-khai/", views.duty_list, name="duty_list"),
        path(
            "viec-phai-cong-khai/khong-ap-dung/", views.ExemptPortal.as_view(), name="duty_exempt"
        ),
        path(
            "viec-phai-cong-khai/khong-ap-dung/<int:duty_exemption_id>/het/",
            views.EndDutyExemption.as_view(),
            name="duty_exemption_end",
        ),
        path("viec-phai-cong-khai/<int:portal_id>/", views.portal_duties, name="portal_duties"),
        path(
            "viec-phai-cong-khai/<int:portal_id>/cap-duoi/", views.duties_below, name="duties_below"
        ),
    ]


@hooks.register("register_admin_menu_item")
def duty_menu_item() -> MenuItem:
    url = reverse_lazy("duty_list")
    return DutyListMenuItem(_("List of duties"), url, name="duties", icon_name="list-ul", order=907)


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    named: list[tuple[str, Any, Any]] = [
        ("load", _("Load a duty"), _("Duty loaded")),
        ("declare_nothing", _("Say that nothing arose"), _("Said that nothing arose")),
        (
            "take_back_nothing",
            _("Take back that nothing arose"),
            _("Took back that nothing arose"),
        ),
        ("exempt", _("Let a portal off a duty"), _("Let off a duty")),
        ("end_exemption", _("End an exemption"), _("Ended an exemption")),
    ]
    for action, label, message in named:
        actions.register_action(f"duties.{action}", label, message)
