"""What social accounts register with Wagtail."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portals.admin_kit import desk_menu
from portals.admin_kit.current import at_current
from portals.admin_kit.desk_menu import DeskEntry, MenuTheme, on_a_board
from portals.overview.views import may_see_overview

from .desk import below, counting, posts, views
from .log_actions import LOG_ACTIONS

for entry in (
    DeskEntry(
        "social", _("Social accounts"), "social", MenuTheme.PORTAL, on_a_board, "globe", order=60,
        counts=frozenset(
            {"social-alarm", "social-post-fault", "social-token", "social-month-untold"}
        ),
    ),
    DeskEntry(
        "social-below", _("Social accounts of all portals"), "social_overview", MenuTheme.OVERSEEN,
        may_see_overview, "globe", order=70,
    ),
):  # fmt: skip
    desk_menu.register(entry)


@hooks.register("register_admin_urls")
def social_addresses() -> list[URLPattern]:
    one = "mang-xa-hoi/tai-khoan/<int:social_account_id>"
    post = "mang-xa-hoi/bai-dang/<int:social_post_id>"
    return [
        path("mang-xa-hoi/", at_current("social_accounts"), name="social"),
        path("mang-xa-hoi/cac-cong/", below.social_overview, name="social_overview"),
        path("mang-xa-hoi/so-lieu/", counting.social_totals, name="social_totals"),
        path("mang-xa-hoi/so-lieu/bang/", counting.social_totals_file, name="social_totals_file"),
        path("mang-xa-hoi/so-lieu/nhap-bang/", counting.social_sheet, name="social_sheet"),
        path(
            "mang-xa-hoi/so-lieu/nam-truoc/",
            counting.EnterSocialYear.as_view(),
            name="social_year",
        ),
        path(f"{one}/so-lieu/", counting.EnterSocialMonth.as_view(), name="social_month"),
        path("mang-xa-hoi/<int:portal_id>/", views.social_accounts, name="social_accounts"),
        path(
            "mang-xa-hoi/<int:portal_id>/them/",
            views.RegisterAccount.as_view(),
            name="social_register",
        ),
        path(f"{one}/bai-dang/", posts.social_posts, name="social_posts"),
        path(f"{one}/ma-truy-cap/", posts.GiveToken.as_view(), name="social_token"),
        path(f"{one}/ma-truy-cap/thu/", posts.take_social_token, name="social_token_take"),
        path(f"{post}/thu-lai/", posts.try_again, name="social_post_retry"),
        path(f"{post}/go/", posts.TakeDownPost.as_view(), name="social_post_down"),
        path(f"{post}/da-xoa/", posts.NoteTakenDown.as_view(), name="social_post_by_hand"),
        path(f"{one}/don-vi/", views.ChangeHolder.as_view(), name="social_holder"),
        path(f"{one}/dong/", views.CloseAccount.as_view(), name="social_close"),
        path(f"{one}/xac-minh/", views.VerifyByHand.as_view(), name="social_verify"),
        path(f"{one}/xem-lai/", views.look_again, name="social_look_again"),
        path(
            "mang-xa-hoi/bang-chung/<int:evidence_id>/",
            views.social_evidence,
            name="social_evidence",
        ),
    ]


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    for action in LOG_ACTIONS:
        actions.register_action(*action)
