"""What meets duties of citizen reception, month by month.

"reception:told" is a month of which every day was told. "reception:head-2" is one with two days on which the head sat
in person: the duty is not delegable, so a deputy in the head's place counts for nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from portals.duties.registry import Fulfilment, PublishedForDuty

from .days import month_around
from .enums import DayState, Sitter
from .models import ReceptionDay, ReceptionMonth

TOLD = "told"
_HEAD_SAT = re.compile(r"head-([1-9]|[12][0-9])")


class Receptions(Fulfilment):
    code = "reception"

    def deliveries(self, whats: Collection[str], since: date) -> Iterator[PublishedForDuty]:
        """Two queries at most."""
        since = month_around(since)[0]
        path = reverse("reception", urlconf="portals.urls.public")
        if TOLD in whats:
            for portal_id, start, at in ReceptionMonth.objects.filter(
                starts_on__gte=since
            ).values_list("portal", "starts_on", "whole_at"):
                title = _("Citizen reception, %(month)s") % {"month": f"{start:%m/%Y}"}
                yield PublishedForDuty(portal_id, TOLD, start, at, title, path)
        numbers = {what: int(asked[1]) for what in whats if (asked := _HEAD_SAT.fullmatch(what))}
        if numbers:
            yield from _by_the_head(numbers, since, path)

    def knows(self, what: str) -> bool:
        return what == TOLD or _HEAD_SAT.fullmatch(what) is not None

    def work_url(self, portal_id: int, what: str) -> str:
        return reverse("portal_reception", args=[portal_id])


def _by_the_head(numbers: dict[str, int], since: date, path: str) -> Iterator[PublishedForDuty]:
    sat = ReceptionDay.objects.filter(
        sits=Sitter.HEAD, state=DayState.HELD, sat=Sitter.HEAD, planned_on__gte=since
    )
    by_month = (
        sat.annotate(month=TruncMonth("planned_on"))
        .order_by()
        .values("portal", "month")
        .annotate(moments=ArrayAgg("told_at", order_by="told_at"))
    )
    for row in by_month.values_list("portal", "month", "moments"):
        portal_id, start, moments = row
        title = _("The head received citizens, %(month)s") % {"month": f"{start:%m/%Y}"}
        for what, number in numbers.items():
            if len(moments) >= number:
                yield PublishedForDuty(portal_id, what, start, moments[number - 1], title, path)
