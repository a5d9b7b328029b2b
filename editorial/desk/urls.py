"""Addresses of the desk's own pages on the admin host."""

from django.urls import path

from editorial.inbox import views as inbox
from editorial.quick import views as quick

from .views import checks, look, review, stories

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
]
