"""Missing numbers: the board's page, on which it answers for each, and the page for citizens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from editorial.models.number_gap import GapAnswer
from editorial.public.views.frame import render_page
from portals.admin_kit.pages import own_portal, person
from portals.numbers import id_in
from portals.pagecache.freshness import fresh_until
from portals.refusals import Refusal
from portals.requests import PublicRequest

from .actions import answer_gap
from .queries import MOST_SHOWN, next_public, open_gaps, public_gaps, with_days_of_law


@require_http_methods(["GET", "POST"])
def portal_gaps(request: HttpRequest, portal_id: int) -> HttpResponse:
    portal = own_portal(request, portal_id)
    typed: dict[str, Any] = {}
    if request.method == "POST":
        gap = get_object_or_404(
            open_gaps(portal).select_related("portal"), pk=id_in(request.POST.get("gap", "")) or 0
        )
        typed = {
            "pk": gap.pk,
            "answer": request.POST.get("answer", ""),
            "reason": request.POST.get("reason", ""),
        }
        try:
            answer_gap(
                gap=gap,
                answer=typed["answer"],
                reason=typed["reason"],
                actor=person(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            typed["problem"] = str(refusal)
        else:
            messages.success(request, _("Answered for %(number)s.") % {"number": gap.number})
            return redirect("portal_gaps", portal.pk)
    gaps = list(open_gaps(portal).select_related("answered_by")[: MOST_SHOWN + 1])
    return TemplateResponse(
        request,
        "editorial/documents/gaps/portal_gaps.html",
        {
            "page_title": _("Missing numbers of documents"),
            "portal_of_desk": portal,
            "gaps": with_days_of_law(gaps[:MOST_SHOWN]),
            "more": len(gaps) > MOST_SHOWN,
            "answers": GapAnswer.choices,
            "typed": typed,
            "now": timezone.now(),
        },
        status=422 if typed else 200,
    )


@require_safe
def missing_numbers(request: PublicRequest) -> HttpResponse:
    """Tell citizens which numbers are missing, and what the board says of each."""
    now = timezone.now()
    gaps = list(public_gaps(request.portal, now)[: MOST_SHOWN + 1])
    response = render_page(
        request,
        request.portal,
        "editorial/documents/gaps/missing.html",
        {"gaps": with_days_of_law(gaps[:MOST_SHOWN]), "more": len(gaps) > MOST_SHOWN},
    )
    if changes_at := next_public(request.portal, now):
        fresh_until(response, changes_at)
    return response
