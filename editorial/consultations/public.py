"""The form for a comment on one article of a draft, or on the whole of it; it leads to the receipt."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from editorial.public.queries.stories import live_story, placement_on
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.accountability.links import secret_of
from portals.accountability.models import CitizenCase
from portals.form_guard import FormGuard
from portals.requests import PublicRequest

from .commenting import WHOLE, CommentsClosed, must_take_comments, take_comment
from .commenting_forms import CommentForm
from .models import ConsultationPage

GUARD = FormGuard("gop-y-du-thao", texts=("text",), mail="email")


@require_http_methods(["GET", "HEAD", "POST"])
def comment_on_draft(
    request: PublicRequest, story_id: int, article_number: int = WHOLE
) -> HttpResponse:
    """Show the form and take a comment. Of a draft that is not open it says so, whatever is sent."""
    placement = placement_on(request.portal, story_id)
    page = live_story(placement) if placement is not None and not placement.removed_at else None
    if not isinstance(page, ConsultationPage) or placement is None:
        return not_found(request)
    article = next((one for one in page.articles.all() if one.number == article_number), None)
    if article is None and article_number != WHOLE:
        return not_found(request)
    shown = {"draft": page, "article": article, "way_back": placement.path, "canonical": ""}
    response = _answer(request, page, article_number, shown)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answer(
    request: PublicRequest, page: ConsultationPage, number: int, shown: dict[str, Any]
) -> HttpResponse:
    now, portal = timezone.now(), request.portal
    form = CommentForm(request.POST if request.method == "POST" else None)
    status = 200
    try:
        must_take_comments(portal, page, now)
        if form.is_valid():
            verdict = GUARD.judge(request, form.cleaned_data, now=now)
            if not verdict.is_refused:
                case = take_comment(
                    portal=portal,
                    page=page,
                    told=form.told(number),
                    held_because=map(str, verdict.reasons),
                    now=now,
                    sending=GUARD.showing(request),
                )
                return _to_receipt(case)
            status, shown = 429, shown | {"refused": verdict.words()}
    except CommentsClosed as closed:
        status = 422 if request.method == "POST" else 200
        shown |= {"closed": str(closed)}
    shown |= {"form": form, "guard": GUARD.fields(request, now=now)}
    response = render_page(
        request, portal, "editorial/consultations/comment.html", shown, status=status
    )
    if status == 429:
        response["Retry-After"] = str(verdict.retry_after(now))
    return response


def _to_receipt(case: CitizenCase) -> HttpResponse:
    """Lead to the receipt that all requests have, with the secret link to follow this one."""
    names = [case.code, secret_of(case)]
    response = HttpResponseRedirect(
        reverse("case_receipt", urlconf="portals.urls.public", args=names)
    )
    response.status_code = 303
    return response
