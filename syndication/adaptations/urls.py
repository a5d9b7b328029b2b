"""Addresses of own versions on the admin host."""

from django.urls import path

from .views import comparing, listing, making

app_name = "adapting"
urlpatterns = [
    path("tin/<int:story_id>/bien-tap/", making.AdaptStory.as_view(), name="adapt"),
    path("tin-bien-tap/", listing.AdaptationList.as_view(), name="adaptations"),
    path(
        "tin-bien-tap/<int:adaptation_id>/",
        comparing.AdaptationPage.as_view(),
        name="adaptation",
    ),
    path(
        "tin-bien-tap/<int:adaptation_id>/nguon-da-go/",
        comparing.AnswerEnd.as_view(),
        name="answer_end",
    ),
]
