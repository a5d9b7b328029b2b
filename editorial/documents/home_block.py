"""The newest documents on a portal's home page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from editorial.models import SectionPage
from editorial.public.home_blocks import HomeBlock, HomeContext, HomeRegion

from .register.listed import RegisteredDocument, page_of_rows, standing_documents
from .register.section import SECTION_TYPE

SHOWN_AT_HOME = 5


@dataclass(frozen=True, slots=True)
class NewDocuments:
    documents: list[RegisteredDocument]
    register_slug: str


def newest_documents(context: HomeContext) -> NewDocuments | None:
    """Return the documents that came last to the portal; None where there are none. Two queries, one without any."""
    newest = standing_documents(context.portal).order_by(
        F("placements__placed_at").desc(), F("pk").desc()
    )
    documents = page_of_rows(newest, 0, SHOWN_AT_HOME)
    if not documents:
        return None
    section = SectionPage.objects.filter(
        portal=context.portal, section_type=SECTION_TYPE, live=True
    )
    return NewDocuments(documents, section.values_list("slug", flat=True).first() or "")


NEW_DOCUMENTS = HomeBlock(
    "documents",
    _("New documents"),
    HomeRegion.MAIN,
    "editorial/documents/home_block.html",
    newest_documents,
)
