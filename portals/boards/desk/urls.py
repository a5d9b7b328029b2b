"""Addresses of the office on the admin host."""

from django.urls import path

from portals.admin_kit.current import at_current

from .views import board, grants, invitations, inviting_many, lists, switching

# Behind the sign-in, registered with Wagtail.
desk = [
    path("doi-cong/", switching.portal_choose, name="portal_choose"),
    path("ban-bien-tap/", lists.BoardList.as_view(), name="boards"),
    path("ban-bien-tap/cua-toi/", at_current("board"), name="own_board"),
    path("ban-bien-tap/tu-tep/", lists.boards_upload, name="boards_upload"),
    path("ban-bien-tap/tep-mau/", lists.boards_template, name="boards_template"),
    path("ban-bien-tap/moi/", inviting_many.boards_invite, name="boards_invite"),
    path("ban-bien-tap/xuat/<slug:form>/", lists.BoardList.as_view(), name="boards_export"),
    path("ban-bien-tap/<int:portal_id>/", board.board, name="board"),
    path("ban-bien-tap/<int:portal_id>/bo-nhiem/", board.appoint, name="board_appoint"),
    path("ban-bien-tap/<int:portal_id>/giay-moi/", invitations.board_sheets, name="board_sheets"),
    path("ban-bien-tap/<int:portal_id>/uy-quyen/", grants.delegation, name="board_delegation"),
    path(
        "ban-bien-tap/<int:portal_id>/uy-quyen/<int:delegation_id>/thu-hoi/",
        grants.delegation_end,
        name="board_delegation_end",
    ),
    path("ban-bien-tap/<int:portal_id>/vang-mat/", grants.absence, name="board_absence"),
    path(
        "ban-bien-tap/<int:portal_id>/vang-mat/<int:absence_id>/tro-lai/",
        grants.absence_end,
        name="board_absence_end",
    ),
    path("ban-bien-tap/<int:portal_id>/tu-duyet/", grants.waiver, name="board_waiver"),
    path(
        "ban-bien-tap/<int:portal_id>/tu-duyet/<int:waiver_id>/thu-hoi/",
        grants.waiver_revoke,
        name="board_waiver_revoke",
    ),
    path("ban-bien-tap/<int:portal_id>/gio-cho/", grants.hours, name="board_hours"),
    path(
        "ban-bien-tap/<int:portal_id>/thanh-vien/<int:member_id>/",
        board.member,
        name="board_member",
    ),
    path(
        "ban-bien-tap/<int:portal_id>/thanh-vien/<int:member_id>/thoi-giu/",
        board.member_end,
        name="board_member_end",
    ),
    path(
        "ban-bien-tap/<int:portal_id>/thanh-vien/<int:member_id>/doi-chuc-danh/",
        board.member_position,
        name="board_member_position",
    ),
    path(
        "ban-bien-tap/<int:portal_id>/thanh-vien/<int:member_id>/nhiem-ky/",
        board.member_term,
        name="board_member_term",
    ),
    path(
        "ban-bien-tap/<int:portal_id>/thanh-vien/<int:member_id>/moi-qua-thu/",
        invitations.member_mail,
        name="board_member_mail",
    ),
    path(
        "ban-bien-tap/<int:portal_id>/thanh-vien/<int:member_id>/giay-moi/",
        invitations.member_sheet,
        name="board_member_sheet",
    ),
]
# For whoever is not signed in yet.
invited = [
    path("loi-moi/", invitations.by_code, name="invitation_code"),
    path("loi-moi/<int:invitation_id>/<str:token>/", invitations.by_link, name="invitation_link"),
]
