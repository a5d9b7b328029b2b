"""Addresses of the admin host: Wagtail's admin at its root, and the files its editors work with."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from editorial.views import files, media
from portals.boards.desk.urls import invited

urlpatterns = [
    path("tep/<int:document_id>/<str:filename>", files.desk_file, name="file"),
    path("media/<path:name>", media.rendition, name="media"),
    *invited,
    path("", include("portals.door.urls")),
    path("", include(wagtailadmin_urls)),
]

handler404 = "editorial.desk.views.pages.nothing_here"
