"""A standing page: what a portal says about itself, its structure, its procedures."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from editorial.blocks import StoryBody
from editorial.fields import QuietStreamField

from .page import PortalPage


class InformationPage(PortalPage):
    intro = models.TextField(_("lead"), blank=True, max_length=600)
    body = QuietStreamField(StoryBody(), blank=True, verbose_name=_("body"))

    parent_page_types = ["editorial.HomePage", "editorial.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The views read these models.
        from editorial.views.information import render_information

        return render_information(request, self)
