"""The demo's months are scored, and each account that it prints gets in and meets what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import RunningDemo
from scoring.models import Scorecard

# How many are scored. Here, since every process loads these checks: what scores the demo's months signs PDFs, too, and
# what signs takes a sixth of the time in which a process starts.
MONTHS = 3
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def scores(_demo: RunningDemo) -> Iterator[Result]:
    """Every portal below the province has a scorecard of each scored month."""
    below = Portal.objects.filter(closed_on=None).exclude(tier="province")
    cards = Scorecard.objects.filter(portal__in=below).exclude(lines=[])
    months = list(cards.order_by("-round__month").values_list("round", flat=True).distinct())
    newest = cards.filter(round__in=months[:MONTHS])
    yield Result("scorecards", newest.count(), below.count() * MONTHS)


SCORES = DemoCheck({"scorecards": _("Scorecards of the last three months")}, scores, rank=50)
