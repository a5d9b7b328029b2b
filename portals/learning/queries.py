"""The handbook as it stands: the shipped pages, and the province's in their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from .models import ProvincePage
from .pages import HandbookPage, shipped_pages


@dataclass(frozen=True, slots=True)
class StandingPage:
    """A page as it is read: `page` with the province's words where it wrote its own, and who did, and when.

    `has_newer` says that the shipped text was changed after the province wrote its own.
    """

    page: HandbookPage
    own: ProvincePage | None = None

    @property
    def has_newer(self) -> bool:
        return (
            self.own is not None and self.own.shipped_mark != shipped_pages()[self.page.slug].mark
        )

    @property
    def changed_at(self) -> datetime | None:
        return self.own.edited_at if self.own else None


def handbook() -> dict[str, StandingPage]:
    """All pages by their slug. One query."""
    own = {row.slug: row for row in ProvincePage.objects.select_related("edited_by")}
    return {slug: _standing(page, own.get(slug)) for slug, page in shipped_pages().items()}


def handbook_page(slug: str) -> StandingPage | None:
    """The page called `slug`, or None. One query."""
    page = shipped_pages().get(slug)
    if page is None:
        return None
    return _standing(
        page, ProvincePage.objects.select_related("edited_by").filter(slug=slug).first()
    )


def _standing(page: HandbookPage, own: ProvincePage | None) -> StandingPage:
    if own is None:
        return StandingPage(page)
    return StandingPage(replace(page, title=own.title, text=own.text), own)
