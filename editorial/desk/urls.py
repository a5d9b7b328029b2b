"""Addresses of the desk's own pages on the admin host."""

from django.urls import path

from editorial.inbox import views as inbox
from editorial.quick import views as quick

from .views import checks, decisions, exceptions, later_checks, look, review, stories
from .views import checks, documents, review, stories

urlpatterns = [
    path("viec/", inbox.inbox, name="inbox"),
    path("viec/mo/<str:mail_link>/", inbox.open_mail_link, name="mail_link"),
    path("account/thu-nhac-viec/", inbox.mail_settings, name="mail_settings"),
    path("viet-nhanh/", quick.quick_write, name="quick_write"),
    path("viet-nhanh/trang-thai/", quick.quick_status, name="quick_status"),
    path("viet-nhanh/worker.js", quick.quick_worker, name="quick_worker"),
    path("duyet/", review.review_list, name="review_list"),
    path("duyet/<int:page_id>/", review.story_review, name="story_review"),
    path("duyet/<int:page_id>/trinh/", decisions.story_submit, name="story_submit"),
    path("duyet/<int:page_id>/rut/", decisions.story_take_back, name="story_take_back"),
    path("duyet/<int:page_id>/chuyen/", decisions.story_pass_on, name="story_pass_on"),
    path("duyet/<int:page_id>/dang/", decisions.story_approve, name="story_approve"),
    path("duyet/<int:page_id>/hen-gio/", decisions.story_schedule, name="story_schedule"),
    path("duyet/<int:page_id>/huy-hen/", decisions.story_unschedule, name="story_unschedule"),
    path("duyet/<int:page_id>/tra-lai/", decisions.story_return, name="story_return"),
    path("duyet/<int:page_id>/chu-de/", decisions.story_subject, name="story_subject"),
    path("duyet/<int:page_id>/dang-ngay/", exceptions.story_urgent, name="story_urgent"),
    path("duyet/<int:page_id>/ban-giay/", exceptions.story_paper, name="story_paper"),
    path("dinh-chinh/<int:page_id>/", exceptions.story_correct, name="story_correct"),
    path(
        "dinh-chinh/<int:page_id>/bo/",
        exceptions.story_correction_drop,
        name="story_correction_drop",
    ),
    path("ban-giay/<int:approval_id>/", later_checks.approval_sheet, name="approval_sheet"),
    path("hau-kiem/", later_checks.later_check_list, name="later_check_list"),
    path("hau-kiem/<int:check_id>/", later_checks.later_check, name="later_check"),
    path("kiem-tra/<int:page_id>/", checks.text_checks, name="text_checks"),
    path("tin-bai/", stories.stories, name="stories"),
    path("tin-bai/<int:portal_id>/", stories.portal_stories, name="portal_stories"),
    path("giao-dien/", look.looks, name="looks"),
    path("giao-dien/<int:portal_id>/", look.portal_look, name="portal_look"),
    path("giao-dien/<int:portal_id>/khoi/", look.portal_blocks, name="portal_blocks"),
    path(
        "tin-bai/<int:portal_id>/tu-tep-word/",
        documents.document_import,
        name="document_import",
    ),
    path("dan-tu-word/", documents.pasted, name="pasted"),
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
