"""What the witnesses register with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme

from .views import closing_sheet_of_month, may_see_witnesses, witness_forget, witnesses

desk_menu.register(
    DeskEntry(
        "witnesses", _("Witnesses of the ledger"), "witnesses", MenuTheme.WATCH, may_see_witnesses,
        "lock", order=60, counts=frozenset({"silent-witness"}),
    )
)  # fmt: skip


@hooks.register("register_admin_urls")
def witness_addresses() -> list[URLPattern]:
    return [
        path("nhan-chung/", witnesses, name="witnesses"),
        path("nhan-chung/<int:witness_id>/thoi/", witness_forget, name="witness_forget"),
        path(
            "nhan-chung/chot-so/<slug:month>.pdf",
            closing_sheet_of_month,
            name="ledger_closing_sheet",
        ),
    ]


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "ledger.know_witness", _("Know a witness"), _("Witness of the ledger made known")
    )
    actions.register_action(
        "ledger.forget_witness", _("Forget a witness"), _("Witness of the ledger asked no more")
    )
    actions.register_action(
        "ledger.take", _("Take a countersignature"), _("Countersignature of the ledger taken")
    )
