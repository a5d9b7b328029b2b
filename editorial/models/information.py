"""A standing page: what a portal says about itself, its structure, its procedures."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from editorial.blocks import StoryBody
from editorial.fields import QuietStreamField
from editorial.wagtail_patches.slugs import free_slug
from portals.text import nfc, slug_of

from .page import PortalPage
from .rendering import serve_page
from .reserved import RESERVED_SLUGS


class InformationPage(PortalPage):
    title: str
    slug: str

    intro = models.TextField(_("lead"), blank=True, max_length=600)
    body = QuietStreamField(StoryBody(), blank=True, verbose_name=_("body"))

    parent_page_types = ["editorial.HomePage", "editorial.SectionPage"]
    subpage_types: list[str] = []
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    content_panels = [
        FieldPanel("title", help_text=_("What the page is about, in a few words.")),
        FieldPanel("intro", help_text=_("One or two sentences above the text. May stay empty.")),
        FieldPanel(
            "body",
            help_text=_("The text itself, in parts: text, headings, images, tables, files."),
        ),
    ]

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    def normalise(self) -> None:
        """Store text in NFC; give a new page its slug, which then stays."""
        self.title, self.intro = nfc(self.title), nfc(self.intro)
        if self._state.adding or not self.slug:
            slug = slug_of(self.title, fallback="trang")
            if slug in RESERVED_SLUGS:
                slug = f"trang-{slug}"
            self.slug = free_slug(self, slug)

    def with_content_json(self, content: dict[str, Any]) -> InformationPage:
        """Keep what no revision changes: the slug, made once and perhaps changed by a move."""
        page: InformationPage = super().with_content_json(content)
        page.slug = self.slug
        page.set_url_path(self.get_parent())
        return page

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return serve_page(request, self)
