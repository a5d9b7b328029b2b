"""Plans about land, made by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from editorial.land.models import LandPlanPage
from editorial.models import FileText, PortalDocument, ReadFile
from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal
from tests.factories import make_document, section_of, store_story

TODAY = local_date(timezone.now())
DAY = timedelta(days=1)


def plan_of(**fields: Any) -> LandPlanPage:
    """A compensation plan that is posted from today on for ten days."""
    return LandPlanPage(
        live=False,
        **{
            "plan_kind": "compensation",
            "title": "Phương án bồi thường đường Trường Sơn",
            "lead": "Thu hồi ruộng ở xứ đồng Chùa để mở đường.",
            "project": "Mở rộng đường Trường Sơn",
            "places": "Xã Đông Phú",
            "affected": "Xứ đồng Chùa",
            "rates": "Đất trồng lúa: 86.000\nĐất vườn: 1.200.000 đồng/m²",
            "complain_to": "UBND huyện, 0222 000 111",
            "complain_until": TODAY + 10 * DAY,
            "posted_from": TODAY,
            "posted_to": TODAY + 10 * DAY,
            "households": 12,
            "area": Decimal("3500.5"),
            **fields,
        },
    )


def make_plan(
    portal: Portal, *, is_public: bool = True, author: User | None = None, **fields: Any
) -> LandPlanPage:
    """A plan in the section of land of its own portal."""
    page = plan_of(owner=author, **fields)
    store_story(page, section=section_of(portal, "dat-dai"), author=author, is_public=is_public)
    return LandPlanPage.objects.get(pk=page.pk)


def with_file(portal: Portal, text: str, **state: Any) -> PortalDocument:
    """A file whose text was read already."""
    document = make_document(portal, name="danh-sach.pdf")
    told = {"state": "read", "text": text, "read_at": timezone.now(), **state}
    read = FileText.objects.create(digest=f"{FileText.objects.count():064}", **told)
    ReadFile.objects.update_or_create(
        document=document,
        defaults={
            "text": read,
            "stored_as": document.file.name,
            "seen_at": timezone.now(),
        },
    )
    return document
