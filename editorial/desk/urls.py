"""Addresses of the desk's own pages on the admin host."""

from django.urls import path

from .views import checks, documents, review, stories

urlpatterns = [
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
