"""What a plan of a change of units is told of texts in review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast, Left
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState

from portals.models import Portal
from portals.reforms.registry import UnderWay
from portals.tree import PORTAL_PATH_LENGTH


def _texts_in_review(portals: Collection[int], _day: date) -> Mapping[int, int]:
    homes = Portal.objects.filter(pk__in=portals, root__path=OuterRef("home"))
    going_through = WorkflowState.objects.active().values_list("object_id", flat=True)
    pages = (
        Page.objects.alias(key=Cast("pk", CharField()), home=Left("path", PORTAL_PATH_LENGTH))
        .filter(key__in=going_through)
        .annotate(of=Subquery(homes.values("pk")[:1]))
    )
    return Counter(pages.filter(of__isnull=False).order_by().values_list("of", flat=True))


TEXTS_IN_REVIEW = UnderWay(
    "review", _("texts in review, to be decided before the day"), _texts_in_review
)
