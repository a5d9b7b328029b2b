"""A section of a portal: where its stories stand."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portals.models import Portal

from .page import PortalPage
from .rendering import serve_page
from .taxonomy import SectionType


class SectionPage(PortalPage):
    """A section with its meaning from the taxonomy. Sections are opened with the portal, never copied or moved."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="sections", editable=False
    )
    section_type = models.ForeignKey(
        SectionType, models.PROTECT, related_name="sections", editable=False
    )
    # Of a portal that has ended: where all that stood here is read since. Its own address leads there.
    moved_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        editable=False,
        verbose_name=_("moved to"),
    )

    is_creatable = False
    # Name and address are changed by a verb (editorial.standing.readdressing), which keeps the old address alive.
    # Wagtail's panel of titles would fill in a slug, which has no field here.
    content_panels = [FieldPanel("title", classname="title")]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []
    parent_page_types = ["editorial.HomePage"]

    objects: ClassVar[models.Manager[SectionPage]]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "section_type"], name="section_once_a_portal"
            ),
        ]

    @classmethod
    def clean_subpage_models(cls) -> list[type[Page]]:
        """Offer what says of itself that it stands in sections, so that no list of kinds is kept here."""
        return [
            model
            for model in apps.get_models()
            if issubclass(model, Page)
            and model.is_creatable
            and cls in model.clean_parent_page_models()
        ]

    def with_content_json(self, content: dict[str, Any]) -> SectionPage:
        """Keep what the page is, whatever an old revision says it was."""
        page: SectionPage = super().with_content_json(content)
        page.portal_id = self.portal_id
        page.section_type_id = self.section_type_id
        page.moved_to_id = self.moved_to_id
        return page

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return serve_page(request, self)
