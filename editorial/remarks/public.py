"""The page after “not useful”: what was missing? It works without script, asks for nothing about the reader, and who
has nothing to add goes back to the story.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from editorial.public.queries.stories import live_story, placement_on
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.form_guard import FormGuard, GuardOutcome
from portals.requests import PublicRequest

from .actions import RemarkRefused, leave_remark
from .forms import MissedForm

GUARD = FormGuard("thieu-gi", texts=("text",))
THANKS = "da-gui-loi"


@require_http_methods(["GET", "HEAD", "POST"])
def remark_page(request: PublicRequest, story_id: int) -> HttpResponse:
    """Show the form and take what is written."""
    placement = placement_on(request.portal, story_id)
    story = live_story(placement) if placement is not None and not placement.removed_at else None
    if story is None or placement is None:
        return not_found(request)
    now = timezone.now()
    form = MissedForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {"story": story, "way_back": placement.path, "canonical": ""}
    status, wait = 200, 0
    if form.is_valid():
        verdict = GUARD.judge(request, form.cleaned_data, now=now)
        if verdict.is_refused:
            status, shown["refused"], wait = 429, verdict.words(), verdict.retry_after(now)
        else:
            try:
                leave_remark(
                    placement=placement,
                    text=form.cleaned_data["text"],
                    doubtful=verdict.outcome is GuardOutcome.HELD,
                    now=now,
                )
                return _see_other(f"{placement.path}#{THANKS}")
            except RemarkRefused as refusal:
                status, shown["refused"] = 422, str(refusal)
    elif form.is_bound:
        status = 422
    shown |= {"form": form, "guard": GUARD.fields(request, now=now)}
    response = render_page(
        request, request.portal, "editorial/remarks/remark.html", shown, status=status
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
