"""Addresses of the handbook, before the framework's: pages about the way in open to whoever has not come in."""

from django.urls import path

from . import views

urlpatterns = [
    path("so-tay/", views.handbook_index, name="handbook_index"),
    path("so-tay/in/<slug:handbook_reader>.pdf", views.handbook_paper, name="handbook_paper"),
    path(
        "so-tay/ban-giao/<slug:handover_name>.pdf",
        views.handbook_handover,
        name="handbook_handover",
    ),
    path("so-tay/<slug:handbook_slug>/", views.handbook_read, name="handbook_read"),
    path("so-tay/<slug:handbook_slug>/sua/", views.write_handbook, name="write_handbook"),
    path("so-tay/<slug:handbook_slug>/ban-goc/", views.restore_handbook, name="restore_handbook"),
]
