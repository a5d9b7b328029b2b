"""Drafts laid open for comment, for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from editorial.consultations.models import LEAST_OPEN, ConsultationPage, DraftArticle
from editorial.models import Placement
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from tests.factories import section_of, store_story

ARTICLES = (
    (1, "Phạm vi điều chỉnh", "Quy định này áp dụng cho việc tặng thưởng học sinh giỏi."),
    (2, "Mức thưởng", "Giải nhất cấp quốc gia được thưởng 30.000.000 đồng."),
)


def make_consultation(
    portal: Portal,
    *,
    opened: date | None = None,
    is_public: bool = True,
    articles: Any = ARTICLES,
    section: str = "du-thao",
    **fields: Any,
) -> ConsultationPage:
    """Store a draft that is open from today on, or was published and open from `opened` on, for 20 days."""
    begins = opened or local_date(timezone.now())
    page = ConsultationPage(
        live=False,
        **{
            "title": "Dự thảo quyết định về mức thưởng học sinh giỏi",
            "lead": "Học sinh đạt giải được thưởng bao nhiêu. Xin ý kiến của người dân.",
            "drafter": "Sở Giáo dục và Đào tạo", "document_kind": "quyet-dinh", "opens_on": begins,
            "closes_on": begins + LEAST_OPEN, "contact": "Phòng Thử, điện thoại 0222 000 009",
            **fields,
        },
    )  # fmt: skip
    for number, heading, text in articles:
        page.articles.add(DraftArticle(number=number, heading=heading, text=text))
    closes_on = page.closes_on
    if opened:
        # Published as of today, and then moved to its own days.
        page.opens_on, page.closes_on = _today(), _today() + timedelta(days=400)
    store_story(page, section=section_of(portal, section), author=None, is_public=is_public)
    if opened:
        at = datetime.combine(begins, datetime.min.time(), LOCAL_ZONE)
        Placement.objects.filter(story=page).update(placed_at=at)
        ConsultationPage.objects.filter(pk=page.pk).update(opens_on=begins, closes_on=closes_on)
    return ConsultationPage.objects.get(pk=page.pk)


def open_since(now: datetime) -> dict[str, date]:
    """The days of a draft that was open at `now`, for tests that read the clock before midnight and run after it."""
    begins = local_date(now)
    return {"opens_on": begins, "closes_on": begins + LEAST_OPEN + timedelta(days=1)}


def _today() -> date:
    return local_date(timezone.now())
