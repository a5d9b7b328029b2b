"""Addresses of every portal. Fixed names first; a section's or page's own name last."""

from django.urls import path, re_path

from editorial.views import (
    files,
    home,
    information,
    media,
    portals,
    search,
    section,
    story,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("cac-cong/", portals.portal_list, name="portal_list"),
    path("tim-kiem/", search.search, name="search"),
    path("tep/<int:document_id>/<str:filename>", files.public_file, name="file"),
    path("media/<path:name>", media.rendition, name="media"),
    re_path(
        r"^(?P<section>[a-z0-9-]+)/(?P<slug>[^/]+)-(?P<story_id>[0-9]{1,18})/$",
        story.story,
        name="story",
    ),
    path("<slug:slug>/", section.section, name="section"),
    path("<path:path>", information.information, name="information"),
]

handler404 = "editorial.views.errors.not_found"
handler500 = "editorial.views.errors.server_error"
