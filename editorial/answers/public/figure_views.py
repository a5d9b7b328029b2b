"""The page of numbers, its chart, and the same to take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from editorial.answers.figures import CountedRow, figures_of_requests, first_month
from editorial.answers.models import ReleasedAnswer
from editorial.answers.reading import answers_on
from editorial.public.views.frame import render_page
from portals.accountability.statistics import case_counts
from portals.admin_kit.exports import csv_response
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER

from .views import questions_section

# The chart, in units of its own.
HEIGHT, STEP, BAR, FOOT = 120, 50, 30, 18
MOST_IN_FILE = 5_000
ANSWER_COLUMNS = (
    *("co_quan", "tieu_de", "cau_hoi", "tra_loi", "loai", "chu_de"),
    *("ngay_hoi", "ngay_tra_loi", "tre_han", "dia_chi"),
)
CSV_COLUMNS = (
    *("co_quan", "thang", "tiep_nhan", "da_tra_loi", "dung_han"),
    *("khong_thu_ly", "chuyen_co_quan_khac"),
)


@dataclass(frozen=True, slots=True)
class MonthBar:
    """A month of the chart: what was answered in time below, what was late above it."""

    name: str
    x: int
    middle: int
    in_time_y: int
    in_time: int
    late_y: int
    late: int


@require_safe
def answer_figures(request: PublicRequest) -> HttpResponse:
    """The page; also where nothing was asked yet. Nine queries beside the frame."""
    portal = request.portal
    figures = figures_of_requests(portal, timezone.now())
    months = without_first_empty(figures.months)
    context: dict[str, Any] = {
        "figures": figures,
        # A table begins with what is asked for most, a chart with what was first.
        "months": months[::-1],
        "bars": bars_of(months),
        "chart": {
            "width": STEP * len(months),
            "height": HEIGHT + FOOT,
            "foot": HEIGHT + FOOT - 4,
        },
        "of_all": portal.tier_id == INSTALL_TIER,
        "section": questions_section(portal),
    }
    return render_page(request, portal, "editorial/answers/figures.html", context)


def without_first_empty(months: Sequence[CountedRow]) -> Sequence[CountedRow]:
    """Leave out the months before anything was asked or answered, but for the last one. Pure."""
    for number, row in enumerate(months):
        if any(row.counted.values):
            return months[number:]
    return months[-1:]


def bars_of(months: Sequence[CountedRow]) -> list[MonthBar]:
    """Return the bars of a chart whose highest month fills it. Pure."""
    most = max((row.counted.answered for row in months), default=0) or 1
    bars = []
    for number, row in enumerate(months):
        whole = round(HEIGHT * row.counted.answered / most)
        in_time = round(HEIGHT * row.counted.in_time / most)
        x = number * STEP + (STEP - BAR) // 2
        name = f"{row.month:%m/%y}" if row.month else row.name
        above = HEIGHT - whole
        bars.append(
            MonthBar(name, x, x + BAR // 2, HEIGHT - in_time, in_time, above, whole - in_time)
        )
    return bars


@require_safe
def answer_figures_file(request: PublicRequest) -> HttpResponse:
    """The months as CSV, on the province's portal of each agency. Two queries."""
    portal = request.portal
    first = first_month(local_date(timezone.now()))
    since = datetime.combine(first, time(), LOCAL_ZONE)
    of_all = portal.tier_id == INSTALL_TIER
    counts = case_counts(None if of_all else portal.pk, since)
    names = {portal.pk: portal.agency}
    if of_all:
        names = {one.pk: one.agency for one in Portal.objects.all()}
    sums: dict[tuple[int, str], list[int]] = {}
    for one in counts:
        line = sums.setdefault((one.portal_id, f"{one.month:%Y-%m}"), [0] * 5)
        for place, value in enumerate(
            (one.received, one.answered, one.in_time, one.refused, one.handed)
        ):
            line[place] += value
    lines = ([names[pk], month, *values] for (pk, month), values in sums.items())
    response: HttpResponse = csv_response("hoi-dap-thong-ke", CSV_COLUMNS, lines)
    return response


@require_safe
def answers_file(request: PublicRequest) -> HttpResponse:
    """The portal's public answers as CSV, the newest first, on the province's portal those of all. One query."""
    portal = request.portal
    found = answers_on(portal).select_related("portal__site").newest_first()[:MOST_IN_FILE]
    response: HttpResponse = csv_response("hoi-dap", ANSWER_COLUMNS, map(_answer_line, found))
    return response


def _answer_line(one: ReleasedAnswer) -> list[Any]:
    return [
        *(one.portal.agency, one.subject, one.question, one.answer),
        *(one.get_kind_display(), one.topic_name),
        *(
            f"{one.asked_on:%Y-%m-%d}",
            f"{one.answered_on:%Y-%m-%d}",
            int(one.was_late),
            one.address,
        ),
    ]
