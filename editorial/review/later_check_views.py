"""Checks after publication: the list, the page of one check, and the photo of a signed sheet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from editorial.models import Approval, LaterCheck
from portals.admin_kit.pages import done, person
from portals.admin_kit.scope import portals_of_request
from portals.clock import local_date
from portals.models import Oversight

from .forms import VerdictForm
from .later_checks import checks_open_to, title_checked
from .settling import settle_check

PAGE_SIZE = 25
SHEET_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


# What was approved stands before the public, or stood there; before that, it is a draft of its board.
PUBLISHED = Q(taken_back_at=None, page__last_published_at__gte=F("approved_at"))


def _below(request: HttpRequest) -> Q:
    """The approvals on portals that one of the person's oversees today, and that are not the person's own."""
    mine = portals_of_request(request)
    overseen = Oversight.objects.in_force(local_date(timezone.now())).filter(overseer__in=mine)
    return Q(portal__in=overseen.values("portal")) & ~Q(portal__in=mine)


def _in_sight(request: HttpRequest) -> Q:
    """All approvals on the person's portals, and of those below what was published (docs/decisions/0015)."""
    return Q(portal__in=portals_of_request(request)) | (_below(request) & PUBLISHED)


def _checks_in_sight(request: HttpRequest) -> QuerySet[LaterCheck]:
    approvals = Approval.objects.filter(_in_sight(request), taken_back_at=None)
    checks = LaterCheck.objects.filter(approval__in=approvals)
    return checks.select_related(
        *("approval__portal__site", "approval__page", "approval__revision"),
        *("answerable", "checked_by"),
    ).defer("approval__revision__content")


def _titled(checks: Iterable[LaterCheck]) -> list[tuple[LaterCheck, str]]:
    return [(check, title_checked(check)) for check in checks]


@require_GET
def later_check_list(request: HttpRequest) -> HttpResponse:
    """What the person is to check, what others are, and what was checked, the latest first."""
    now = timezone.now()
    mine = checks_open_to(person(request), now)
    in_sight = _checks_in_sight(request)
    others = in_sight.filter(verdict="").exclude(pk__in=[check.pk for check in mine])
    done_checks = Paginator(
        in_sight.exclude(verdict="").order_by("-checked_at", "-pk"), PAGE_SIZE
    ).get_page(request.GET.get("p"))
    return TemplateResponse(
        request,
        "editorial/review/later_check_list.html",
        {
            "page_title": _("Checks after publication"),
            "now": now,
            "mine": _titled(mine),
            "others": _titled(others.order_by("due_at", "pk")[:PAGE_SIZE]),
            "others_total": others.count(),
            "not_yet": LaterCheck.objects.filter(
                approval__in=Approval.objects.filter(
                    _below(request) & ~PUBLISHED, taken_back_at=None
                )
            ).count(),
            "slice": done_checks,
            "checked": _titled(done_checks),
        },
    )


@require_http_methods(["GET", "POST"])
def later_check(request: HttpRequest, check_id: int) -> HttpResponse:
    found = get_object_or_404(_checks_in_sight(request), pk=check_id)
    now = timezone.now()
    mine = any(one.pk == found.pk for one in checks_open_to(person(request), now, only=found))
    form = VerdictForm(request.POST or None, kind=found.kind)
    if form.is_valid() and done(
        request,
        lambda: settle_check(
            check=found,
            verdict=form.cleaned_data["verdict"],
            reason=form.cleaned_data["reason"],
            actor=person(request),
            now=now,
        ),
        _("The verdict was recorded."),
    ):
        return redirect("later_check_list")
    page = found.approval.page.specific
    return TemplateResponse(
        request,
        "editorial/review/later_check.html",
        {
            "page_title": capfirst(found.get_kind_display()),
            "found": found,
            "approval": found.approval,
            "title": title_checked(found),
            "live_url": page.get_url() if page.live else None,
            "mine": mine,
            "overdue": not found.verdict and found.due_at < now,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_GET
def approval_sheet(request: HttpRequest, approval_id: int) -> HttpResponseBase:
    """The photographed sheet of an approval on paper, for the board and its overseer."""
    approval = get_object_or_404(
        Approval.objects.filter(_in_sight(request)).exclude(sheet=""), pk=approval_id
    )
    content_type = SHEET_TYPES.get(PurePosixPath(approval.sheet.name or "").suffix)
    if content_type is None:
        raise Http404
    response = FileResponse(approval.sheet.open("rb"), content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
