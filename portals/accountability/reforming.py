"""What a plan of a change of units is told of requests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from portals.reforms.registry import UnderWay, count_by_portal

from .models import CitizenCase


def _open_requests(portals: Collection[int], _day: date) -> Mapping[int, int]:
    return count_by_portal(CitizenCase.objects.filter(portal__in=portals, ended_at=None), "portal")


REQUESTS_OPEN = UnderWay(
    "requests", _("requests that the successor answers, with clocks that go on"), _open_requests
)
