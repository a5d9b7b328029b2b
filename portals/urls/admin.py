"""Addresses of the admin host: Wagtail's admin at its root, and the files its editors work with."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from editorial.desk.homepage import home
from editorial.editor.link_forms import address_of_link
from editorial.public.views import files, media
from editorial.recordings import views as recordings
from portals.boards.desk.urls import invited

urlpatterns = [
    path("tep/<int:document_id>/<str:filename>", files.desk_file, name="file"),
    path(
        "am-thanh/<int:document_id>/<str:filename>",
        recordings.desk_recording,
        name="recording_part",
    ),
    path("media/<path:name>", media.desk_rendition, name="media"),
    *invited,
    # In place of Wagtail's own, which asks for more than is shown.
    path("", home, name="wagtailadmin_home"),
    # In place of one that stumbles over a form without an address.
    path("choose-external-link/", address_of_link, name="wagtailadmin_choose_page_external_link"),
    path("", include("portals.sign_in.urls")),
    path("", include("portals.learning.urls")),
    path("", include(wagtailadmin_urls)),
]

handler400 = "portals.operations.failures.bad_request"
handler403 = "portals.operations.failures.forbidden"
handler404 = "portals.admin_kit.pages.nothing_here"
handler500 = "editorial.public.views.errors.server_error_of_host"
