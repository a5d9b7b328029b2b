"""What the witnesses register with Wagtail."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from .views import closing_sheet_of_month, may_see_witnesses, witness_forget, witnesses


class WitnessesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_witnesses(request)


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


@hooks.register("register_admin_menu_item")
def witnesses_menu_item() -> MenuItem:
    url = reverse_lazy("witnesses")
    return WitnessesMenuItem(
        _("Witnesses of the ledger"), url, name="witnesses", icon_name="lock", order=905
    )


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
