"""Comments on drafts in numbers and in public: how many an article got, and which words were approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from portals.accountability.enums import CaseOutcome
from portals.clock import local_date

from .enums import Moderation
from .models import ConsultationPage, DraftComment

# What is no comment, or must not be told of.
_LEFT_OUT = (CaseOutcome.SEALED, CaseOutcome.NOT_A_REQUEST, CaseOutcome.TAKEN_BACK)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PublicComment:
    article: int
    on: date
    words: str
    name: str


def counted_comments(pages: Iterable[ConsultationPage]) -> QuerySet[DraftComment]:
    """Return what counts as a comment: a sealed one, one taken back and what is none at all stand in no number."""
    return DraftComment.objects.filter(page__in=list(pages)).exclude(case__outcome__in=_LEFT_OUT)


def numbers_of(page: ConsultationPage) -> dict[int, int]:
    """Return by article how many comments it got; 0 is the draft as a whole. One query."""
    found = counted_comments([page]).order_by("article").values_list("article")
    return dict(found.annotate(number=Count("pk")))


def public_comments(page: ConsultationPage) -> list[PublicComment]:
    """Return what was approved, in the order of the articles. One query, which reads nothing that is sealed."""
    found = counted_comments([page]).filter(
        Q(state=Moderation.APPROVED) & Q(case__released_at__isnull=False)
    )
    rows = found.order_by("article", "case__arrived_at").values_list(
        "article", "case__arrived_at", "public_words", "public_name"
    )
    return [
        PublicComment(article, local_date(at), words, name)
        for article, at, words, name in rows[:MOST_SHOWN]
    ]
