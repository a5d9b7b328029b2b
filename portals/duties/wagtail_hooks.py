"""What the room of duties registers with Wagtail."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme

from .desk import views

desk_menu.register(
    DeskEntry(
        "duties", _("List of duties"), "duty_list", MenuTheme.SETTINGS, views.may_see_list,
        "list-ul", order=30,
    )
)  # fmt: skip


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
