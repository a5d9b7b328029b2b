"""Addresses of stories going up and across on the admin host."""

from django.urls import path

from .views import copies, paths, picking, store

app_name = "across"
urlpatterns = [
    path("tin-co-so/", picking.LocalStories.as_view(), name="local_stories"),
    path("tin-co-so/<int:story_id>/chon/", picking.PickStory.as_view(), name="pick"),
    path("kho-tin/", store.SharedStore.as_view(), name="store"),
    path("tin/<int:story_id>/duong-di/", paths.StoryPath.as_view(), name="path"),
    path("tin-chep/", copies.CopyList.as_view(), name="copies"),
    path(
        "tin-chep/<int:story_id>/thay/<int:original_id>/",
        copies.ReplaceCopy.as_view(),
        name="replace",
    ),
]
