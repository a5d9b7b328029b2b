"""Addresses of the desk's own pages on the admin host."""

from django.urls import path

from editorial.inbox import views as inbox
from editorial.quick import views as quick

from .views import checks, look, portal_details, review, standing, stories

urlpatterns = [
    path("viec/", inbox.inbox, name="inbox"),
    path("viec/mo/<str:mail_link>/", inbox.open_mail_link, name="mail_link"),
    path("account/thu-nhac-viec/", inbox.mail_settings, name="mail_settings"),
    path("viet-nhanh/", quick.quick_write, name="quick_write"),
    path("viet-nhanh/trang-thai/", quick.quick_status, name="quick_status"),
    path("viet-nhanh/worker.js", quick.quick_worker, name="quick_worker"),
    path("duyet/", review.review_list, name="review_list"),
    path("duyet/<int:page_id>/", review.story_review, name="story_review"),
    path("duyet/<int:page_id>/trinh/", review.story_submit, name="story_submit"),
    path("duyet/<int:page_id>/dang/", review.story_approve, name="story_approve"),
    path("duyet/<int:page_id>/hen-gio/", review.story_schedule, name="story_schedule"),
    path("duyet/<int:page_id>/huy-hen/", review.story_unschedule, name="story_unschedule"),
    path("duyet/<int:page_id>/tra-lai/", review.story_return, name="story_return"),
    path("kiem-tra/<int:page_id>/", checks.text_checks, name="text_checks"),
    path("tin-bai/", stories.stories, name="stories"),
    path("tin-bai/<int:portal_id>/", stories.portal_stories, name="portal_stories"),
    path("giao-dien/", look.looks, name="looks"),
    path("giao-dien/<int:portal_id>/", look.portal_look, name="portal_look"),
    path("giao-dien/<int:portal_id>/khoi/", look.portal_blocks, name="portal_blocks"),
    path("go-bai/<int:page_id>/", stories.story_withdraw, name="story_withdraw"),
    path("chuyen-muc/<int:page_id>/", stories.story_move, name="story_move"),
    path(
        "go-khoi-cong/<int:placement_id>/",
        stories.placement_take_down,
        name="placement_take_down",
    ),
    path(
        "xem-tren-cong/<int:placement_id>/",
        stories.placement_preview,
        name="placement_preview",
    ),
    path("cong/", portal_details.details, name="own_details"),
    path("cong/<int:portal_id>/", portal_details.portal_details, name="portal_details"),
    path("cong/<int:portal_id>/lien-he/", portal_details.portal_contact, name="portal_contact"),
    path("cong/<int:portal_id>/xac-nhan/", portal_details.portal_confirm, name="portal_confirm"),
    path("cong/<int:portal_id>/don-vi/", portal_details.unit_add, name="unit_add"),
    path("cong/<int:portal_id>/nguoi/", portal_details.official_add, name="official_add"),
    path("cong/<int:portal_id>/chuyen-muc/", standing.section_ages_page, name="section_ages"),
    path("cong/<int:portal_id>/huu-ich/", standing.reader_answers, name="reader_answers"),
    path("don-vi/<int:unit_id>/", portal_details.unit_change, name="unit_change"),
    path("don-vi/<int:unit_id>/xoa/", portal_details.unit_remove, name="unit_remove"),
    path("nguoi/<int:official_id>/", portal_details.official_change, name="official_change"),
    path("nguoi/<int:official_id>/xoa/", portal_details.official_remove, name="official_remove"),
    path("doi-ten-chuyen-muc/<int:page_id>/", standing.section_rename, name="section_rename"),
]
