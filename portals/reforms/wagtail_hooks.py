"""What changes of units register with Wagtail."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme

from .desk import acts, boards, sections, small, views

desk_menu.register(
    DeskEntry(
        "reforms", _("Changes of units"), "reforms", MenuTheme.SETTINGS, views.may_see_reforms,
        "site", order=40, counts=frozenset({"reform-to-confirm"}),
    )
)  # fmt: skip


@hooks.register("register_admin_urls")
def reform_addresses() -> list[URLPattern]:
    return [
        path("thay-doi-don-vi/", views.Reforms.as_view(), name="reforms"),
        path("thay-doi-don-vi/nhap/", views.EnterReform.as_view(), name="reform_enter"),
        path("thay-doi-don-vi/mo-cong/", small.OpenUnit.as_view(), name="reform_open"),
        path("thay-doi-don-vi/doi-ten/", small.RenameUnit.as_view(), name="reform_rename"),
        path("thay-doi-don-vi/cap-tren/", small.MoveUnit.as_view(), name="reform_move"),
        path("thay-doi-don-vi/dong-cong/", small.CloseUnit.as_view(), name="reform_close"),
        path("thay-doi-don-vi/<int:reform_id>/", views.ReformPage.as_view(), name="reform"),
        path("thay-doi-don-vi/<int:reform_id>/ke-hoach/", views.plan_reform, name="reform_plan"),
        path("thay-doi-don-vi/<int:reform_id>/thu-lai/", views.try_reform, name="reform_try"),
        path(
            "thay-doi-don-vi/<int:reform_id>/ban-bien-tap/",
            boards.ReformBoards.as_view(),
            name="reform_boards",
        ),
        path(
            "thay-doi-don-vi/<int:reform_id>/ban-bien-tap/nhan-de-xuat/",
            boards.decide_clear,
            name="reform_boards_clear",
        ),
        path(
            "thay-doi-don-vi/<int:reform_id>/ban-bien-tap/don-vi/<str:unit_code>/",
            boards.DecideBoard.as_view(),
            name="reform_board",
        ),
        path(
            "thay-doi-don-vi/<int:reform_id>/chuyen-muc/",
            sections.DecideSections.as_view(),
            name="reform_sections",
        ),
        path("thay-doi-don-vi/<int:reform_id>/bo/", acts.DropReform.as_view(), name="reform_drop"),
        path(
            "thay-doi-don-vi/<int:reform_id>/de-nghi/",
            acts.WantReformAct.as_view(),
            name="reform_want",
        ),
        path(
            "thay-doi-don-vi/<int:reform_id>/dua-ve/",
            acts.WantReformBack.as_view(),
            name="reform_want_back",
        ),
        path(
            "thay-doi-don-vi/<int:reform_id>/xac-nhan/",
            acts.ConfirmReformAct.as_view(),
            name="reform_confirm",
        ),
        path(
            "thay-doi-don-vi/<int:reform_id>/huy/",
            acts.CallOffReformAct.as_view(),
            name="reform_call_off",
        ),
    ]


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    named: list[tuple[str, Any, Any]] = [
        ("enter", _("Enter a change of units"), _("Change of units entered")),
        ("decide", _("Decide which sections move"), _("Decided which sections move")),
        ("drop", _("Drop a change of units"), _("Change of units dropped")),
        ("want", _("Ask a second person for a change of units"), _("Second person asked")),
        ("confirm", _("Confirm a change of units"), _("Change of units confirmed")),
        ("call_off", _("Call off a change of units"), _("Change of units called off")),
        ("decide_board", _("Decide a new board"), _("Board of a portal that opens decided")),
        ("carry_out", _("Carry out a change of units"), _("Change of units carried out")),
    ]
    for action, label, message in named:
        actions.register_action(f"reforms.{action}", label, message)
