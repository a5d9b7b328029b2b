"""What is known of a portal, for what it states of itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from editorial.models import PublishedFile
from editorial.models.file_text import ReadFile
from portals.addresses import main_origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portals.models import Portal

# When the words of `data/statements.toml` were last held against what the portals do; change both together.
REVIEWED_ON = date(2026, 11, 27)


def facts_of(portal: Portal, overseers: Sequence[Portal]) -> dict[str, str]:
    """Return what stands in the braces of the statements; empty is what is not so. One query."""
    scans = scans_on(portal)
    return {
        "portal": portal.title,
        "agency": portal.agency,
        "above": overseers[-1].agency if overseers else "",
        "scans": str(scans) if scans else "",
        "reviewed": f"{REVIEWED_ON:%d/%m/%Y}",
        "security_contact": security_contacts(portal)[0].removeprefix("mailto:"),
    }


def scans_on(portal: Portal) -> int:
    """Return how many files that the public reads here say nothing to a screen reader. One query."""
    shown = PublishedFile.objects.filter(document__collection=portal.collection_id)
    return ReadFile.objects.filter(
        document__in=shown.values("document"),
        stored_as=F("document__file"),
        text__has_text_layer=False,
    ).count()


def security_contacts(portal: Portal) -> list[str]:
    """Return where weaknesses are told, the first the best: of the install where it has one, then of the portal."""
    own = [f"mailto:{portal.email}"] if portal.email else []
    page = main_origin(portal) + reverse("contact", urlconf="portals.urls.public")
    install = settings.PORTALS_SECURITY_CONTACT
    return [*([install] if install else []), *own, page]
