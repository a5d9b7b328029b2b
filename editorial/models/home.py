"""The home page of a portal: the root of all that it publishes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .page import PortalPage
from .rendering import serve_page


class HomePage(PortalPage):
    """Home pages stand side by side under the tree's root; hierarchy is oversight, not tree."""

    max_count = None
    is_creatable = False
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["editorial.SectionPage", "editorial.InformationPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return serve_page(request, self)
