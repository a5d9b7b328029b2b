"""The desk's pages: drafts with how many comments they got, and the comments of one, to be decided on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from editorial.enums import PlacementRole
from portals.accountability.actions.acting import may_open
from portals.admin_kit.exports import csv_response, xlsx_response
from portals.admin_kit.pages import done, own_portal, person
from portals.boards.enums import EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.models import Portal
from portals.numbers import id_in
from portals.redaction import accepted, propose, redact

from ..commenting import approve_comment, keep_back_comment
from ..counting import counted_comments, numbers_of
from ..models import ConsultationPage, DraftComment
from ..openness import openness_words

APPROVE, KEEP_BACK, EXPORT = "cong-khai", "khong-cong-khai", "xuat"


@require_safe
@never_cache
def portal_drafts(request: HttpRequest, portal_id: int) -> HttpResponse:
    """The drafts that the portal laid open, the newest first, with the number of comments."""
    portal = _read_by_editors(request, portal_id)
    day = local_date(timezone.now())
    drafts = list(_drafts_of(portal).order_by("-closes_on", "-pk")[:100])
    counts: dict[int, int] = {}
    for page_id in counted_comments(drafts).values_list("page_id", flat=True):
        counts[page_id] = counts.get(page_id, 0) + 1
    return TemplateResponse(
        request,
        "editorial/consultations/desk/drafts.html",
        {
            "page_title": _("Comments on drafts"),
            "page_icon": "comment",
            "portal_of_desk": portal,
            "drafts": [(one, counts.get(one.pk, 0), openness_words(one, day)) for one in drafts],
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
def draft_comments(request: HttpRequest, portal_id: int, draft_id: int) -> HttpResponse:
    """The comments on one draft. Each is decided on by itself; `?xuat=csv` or `xlsx` takes the public words away."""
    portal, now = _read_by_editors(request, portal_id), timezone.now()
    draft = get_object_or_404(_drafts_of(portal), pk=draft_id)
    comments = (
        counted_comments([draft]).filter(case__portal=portal).select_related("case__portal", "page")
    )
    if request.method == "POST":
        if _decide(request, comments):
            return redirect("draft_comments", portal.pk, draft.pk)
    elif form := request.GET.get(EXPORT, ""):
        return _exported(request, portal, draft, comments, form)
    numbers = numbers_of(draft)
    return TemplateResponse(
        request,
        "editorial/consultations/desk/comments.html",
        {
            "page_title": draft.title,
            "page_icon": "comment",
            "portal_of_desk": portal,
            "draft": draft,
            "numbers": sorted(numbers.items()),
            "comments": [
                (one, _words(request, one))
                for one in comments
                if may_open(person(request), one.case, now)
            ],
        },
    )


def _read_by_editors(request: HttpRequest, portal_id: int) -> Portal:
    """What people wrote is read by the editors of the board itself alone."""
    portal = own_portal(request, portal_id)
    if not holds_post(person(request), portal, timezone.now(), EDITORS):
        raise Http404
    return portal


def _drafts_of(portal: Portal) -> Any:
    """What the portal laid open itself, whether it still stands there or not."""
    return ConsultationPage.objects.filter(
        placements__portal=portal, placements__role=PlacementRole.ORIGIN
    ).distinct()


def _words(request: HttpRequest, comment: DraftComment) -> str:
    """What the box of public words begins with: what was typed, what stands, or what was sent with persons hidden."""
    typed = request.POST.get(f"loi-{comment.pk}")
    if typed is not None:
        return typed
    text = comment.case.text
    names = [comment.case.person_name] if comment.case.person_name else []
    return comment.public_words or redact(text, accepted(propose(text, names_given=names)))


def _decide(request: HttpRequest, comments: Any) -> bool:
    actor, now = person(request), timezone.now()
    button = APPROVE if APPROVE in request.POST else KEEP_BACK
    comment = get_object_or_404(comments, pk=id_in(request.POST.get(button, "")) or 0)
    if button == APPROVE:
        words = request.POST.get(f"loi-{comment.pk}", "")
        return done(
            request,
            lambda: approve_comment(comment=comment, words=words, actor=actor, now=now),
            _("The comment is shown to the public."),
        )
    return done(
        request,
        lambda: keep_back_comment(comment=comment, actor=actor, now=now),
        _("The comment is not shown to the public. It is counted and considered all the same."),
    )


def _exported(
    request: HttpRequest, portal: Portal, draft: ConsultationPage, comments: Any, form: str
) -> HttpResponse:
    """A table without anything of a person: of what is not public it has article, day and state alone."""
    heading = [_("Code"), _("Article"), _("Received on"), _("State"), _("Public words")]
    log(
        instance=draft,
        action="consultations.export",
        user=person(request),
        data={"portal": portal.pk},
    )
    make = xlsx_response if form == "xlsx" else csv_response
    response: HttpResponse = make(f"gop-y-{draft.pk}", heading, _rows(comments))
    return response


def _rows(comments: Any) -> Iterator[list[Any]]:
    rows = comments.values_list(
        "case__code", "article", "case__arrived_at", "state", "public_words"
    )
    states = dict(DraftComment._meta.get_field("state").flatchoices)
    for code, article, at, state, words in rows:
        yield [code, article or "", f"{local_date(at):%d/%m/%Y}", str(states[state]), words]
