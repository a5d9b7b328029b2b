"""A document's force on its public page: today, or on the day that a reader asks for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from editorial.documents.relations.telling import force_told
from editorial.models import OfficialDocumentPage
from portals.clock import local_date

if TYPE_CHECKING:
    from django.http import HttpRequest

    from editorial.models import StoryPage
    from portals.models import Portal

ASKED = "ngay"
# As browsers send it, and as people write it.
_DAY = forms.DateField(input_formats=("%Y-%m-%d", "%d/%m/%Y"))


def force_on_page(story: StoryPage, portal: Portal, request: HttpRequest) -> dict[str, Any]:
    """Return what the templates of force show: `force`, `today`, and whether the day asked for cannot be read.

    An own version of a document tells the force of the document that it is of. A page that was never saved has none.
    """
    document = story if story.adapted_from is None else story.adapted_from.specific
    if not isinstance(document, OfficialDocumentPage) or document.pk is None:
        return {}
    today = local_date(timezone.now())
    asked = request.GET.get(ASKED, "").strip()
    day = _day_of(asked) if asked else today
    draft = document.first_published_at is None
    return {
        "force": force_told(document, day or today, portal=portal, draft=draft),
        "today": today,
        "asked_wrongly": day is None,
    }


def _day_of(text: str) -> date | None:
    try:
        day: date | None = _DAY.clean(text)
    except ValidationError:
        return None
    return day
