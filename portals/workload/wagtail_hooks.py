"""What the workload registers with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from portals.admin_kit import desk_menu
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme

from .views import may_see_workload, workload_of_boards

desk_menu.register(
    DeskEntry(
        "workload", _("Work asked of boards"), "workload_of_boards", MenuTheme.OVERSEEN,
        may_see_workload, "history", order=95,
    )
)  # fmt: skip


@hooks.register("register_admin_urls")
def workload_addresses() -> list[URLPattern]:
    return [path("khoi-luong-viec/", workload_of_boards, name="workload_of_boards")]
