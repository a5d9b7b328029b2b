"""The section of plans: by kind, each with its targets; and the same as a CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.plans.promises.queries import promises_path, shows_promises
from editorial.plans.targets.queries import ShownPlan, TargetStanding, holds_plans, plans_of
from editorial.public.section_lists import SectionList
from portals.admin_kit.exports import csv_response
from portals.clock import local_date
from portals.models import Portal
from portals.requests import PublicRequest

SECTION_TYPE = "quy-hoach"
CSV_COLUMNS = (
    *(
        "ma",
        "ke_hoach",
        "tu_nam",
        "den_nam",
        "chi_tieu",
        "don_vi_tinh",
        "dau_ky",
        "muc_tieu",
        "han",
    ),
    *(
        "chiu_trach_nhiem",
        "ket_qua_moi_nhat",
        "tinh_den",
        "nguon",
        "trang_thai",
        "tien_do_phan_tram",
    ),
    "da_dung_vi",
)


def read_plans(request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    """Return what the page shows; None where the portal has no plan. Five queries."""
    plans = plans_of(portal, local_date(timezone.now()))
    if not plans:
        return None
    return {
        "kinds": plans,
        "has_targets": any(one.targets for _label, some in plans for one in some),
        "promises": promises_path() if shows_promises(portal) else "",
    }


@require_safe
def plan_targets_file(request: PublicRequest) -> HttpResponse:
    """The targets of the portal's plans as CSV; 200 with the heading alone where there are none."""
    plans = plans_of(request.portal, local_date(timezone.now()))
    response: HttpResponse = csv_response("chi-tieu", CSV_COLUMNS, _lines(plans))
    return response


def _lines(plans: Sequence[tuple[str, Sequence[ShownPlan]]]) -> Iterator[Sequence[Any]]:
    for _label, some in plans:
        for one in some:
            for standing in one.targets:
                yield _line(one, standing)


def _line(shown: ShownPlan, standing: TargetStanding) -> Sequence[Any]:
    target, latest = standing.target, standing.latest
    return (
        target.pk,
        shown.title,
        shown.plan.first_year,
        shown.plan.last_year,
        target.name,
        target.unit,
        target.base,
        target.wanted,
        target.due_on,
        target.body,
        latest.value if latest else None,
        latest.as_of if latest else None,
        latest.source if latest else "",
        _("ended") if target.ended_at else standing.label,
        standing.progress,
        target.ended_reason,
    )


PLANS = SectionList("editorial/plans/section.html", read_plans, holds=holds_plans)
