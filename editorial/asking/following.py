"""The page of one request, for whoever has its secret link: how it stands, and what the person can do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from editorial.contested.shown import ruling_told
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.accountability.actions.acting import NotPossible
from portals.accountability.actions.attaching import attach_files
from portals.accountability.actions.erasing import (
    days_to_decide,
    demand_erasure,
    why_not_erasable,
)
from portals.accountability.actions.following import (
    REVIEWED,
    add_to_case,
    ask_review,
    rate_answer,
    standing_review,
    take_back_case,
)
from portals.accountability.derivation import derivation_of
from portals.accountability.enums import CaseKind, CaseOutcome, CaseState
from portals.accountability.links import follow_address, follow_path, opened_by
from portals.accountability.models import CaseRating, CitizenCase, NationalHandover
from portals.accountability.models.cases import LONGEST_TEXT
from portals.accountability.promises import told_promises
from portals.clock import local_date
from portals.content_security.qr import qr_markup
from portals.numbers import id_in
from portals.refusals import Refusal
from portals.requests import PublicRequest

from .forms import FilesForm
from .history import history_of, is_past_due, standing_words
from .joining import goes_on_with
from .knocking import knocks_too_often
from .privately import for_one_person

TAKE_BACK = "rut-lai/"
# What the page says once something was done; the key stands in the address, the words never.
DONE = "xong"
# Names of acts in the form, each with the name of its field.
ADD, RATE, REVIEW, FILES = "bo-sung", "danh-gia", "xem-lai", "tep"
_FIELDS = {ADD: "noi-dung", RATE: "nhan-xet", REVIEW: "ly-do"}

type View = Callable[..., HttpResponse]


def by_its_link(view: View) -> View:
    """Give `view` the case of a link. A wrong one is answered as an unknown one, on every portal but its own too."""

    def asked(request: PublicRequest, case_code: str, case_secret: str) -> HttpResponse:
        case = opened_by(case_code, case_secret)
        if case is not None and case.received_by_id == request.portal.pk:
            return for_one_person(view(request, case))
        response = not_found(request)
        if knocks_too_often(request, timezone.now()):
            response.status_code = 429
        return for_one_person(response)

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@by_its_link
def follow_case(request: PublicRequest, case: CitizenCase) -> HttpResponse:
    """How the request stands; what is done is posted here too, and leads back to it."""
    if request.method != "POST":
        return _shown(request, case)
    act = request.POST.get("viec", "")
    if act not in _ACTS or comes_from_elsewhere(request):
        return _shown(request, case, fault=_("This was not sent from this page. Try again."))
    try:
        _ACTS[act](request, case, timezone.now())
    except Refusal as refusal:
        typed = request.POST.get(_FIELDS.get(act, ""), "")
        return _shown(request, case, fault=str(refusal), failed=act, typed=typed, status=422)
    return _seen_after(case, act)


@require_http_methods(["GET", "HEAD", "POST"])
@by_its_link
def taking_back(request: PublicRequest, case: CitizenCase) -> HttpResponse:
    """Asks whether the person means it, and ends the request where they do."""
    fault = ""
    if request.method == "POST" and not comes_from_elsewhere(request):
        try:
            take_back_case(case=case, now=timezone.now())
            return _seen_after(case, "rut-lai")
        except Refusal as refusal:
            fault = str(refusal)
    context = {"case": case, "path": follow_path(case), "fault": fault, "canonical": ""}
    return render_page(request, request.portal, "editorial/asking/take_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@by_its_link
def erasing(request: PublicRequest, case: CitizenCase) -> HttpResponse:
    """Says what is erased and what stays, and demands it where the person means it."""
    fault = why_not_erasable(case)
    if request.method == "POST" and not comes_from_elsewhere(request):
        try:
            demand_erasure(case=case, now=timezone.now())
            return _seen_after(case, "xoa")
        except Refusal as refusal:
            fault = str(refusal)
    context = {
        "case": case,
        "path": follow_path(case),
        "fault": fault,
        "is_running": case.state != CaseState.ENDED,
        "is_public": case.released_at is not None,
        "days": days_to_decide(case, timezone.now()),
        "canonical": "",
    }
    return render_page(request, request.portal, "editorial/asking/erase.html", context)


@require_safe
@by_its_link
def case_receipt(request: PublicRequest, case: CitizenCase) -> HttpResponse:
    """What a person keeps: the code, the link as text and as a picture, and by when an answer is owed."""
    address = follow_address(case)
    return render_page(
        request,
        request.portal,
        "editorial/asking/receipt.html",
        {
            "case": case,
            "is_comment": case.kind == CaseKind.COMMENT,
            "path": follow_path(case),
            "address": address,
            "qr": qr_markup(address, scale=4, css_class="receipt-qr"),
            "has_contact": bool(case.email or case.phone),
            "canonical": "",
        },
    )


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent the form: without a session that is all there is to ask."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}


def _seen_after(case: CitizenCase, act: str) -> HttpResponse:
    response = HttpResponseRedirect(f"{follow_path(case)}?{DONE}={act}")
    response.status_code = 303
    return response


def _shown(
    request: PublicRequest,
    case: CitizenCase,
    *,
    fault: str = "",
    failed: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    rating = CaseRating.objects.filter(case=case).first()
    review = standing_review(case)
    is_running, is_sealed = case.state != CaseState.ENDED, case.outcome == CaseOutcome.SEALED
    context = {
        "case": case,
        "path": follow_path(case),
        "state": standing_words(case, now),
        "is_late": is_past_due(case, now),
        "is_comment": case.kind == CaseKind.COMMENT,
        "is_running": is_running,
        "is_waiting": case.state == CaseState.WAITING,
        "goes_on": goes_on_with(case, now),
        "national": NationalHandover.objects.filter(case=case).first(),
        "is_sealed": is_sealed,
        "history": history_of(case),
        # What is sealed has no day to be answered by, nor has a comment one of its own.
        "derivation": []
        if is_sealed or case.kind == CaseKind.COMMENT
        else derivation_of(case, for_person=True),
        "rating": rating,
        "review": review,
        "may_rate": case.outcome == CaseOutcome.ANSWERED and rating is None and not case.erased_at,
        "may_ask_review": case.outcome in REVIEWED and review is None and not case.erased_at,
        "demand": case.erasure_demands.filter(decided_at=None).first(),
        "promises": told_promises(case.promises.all(), local_date(now)),
        **({} if is_sealed else ruling_told(kind=case.kind, case_id=case.pk)),
        "files": list(case.files.filter(by_person=True).exclude(name="")),
        "files_form": FilesForm(),
        "stars": range(5, 0, -1),
        "fault": fault,
        "failed": failed,
        "typed": typed,
        "chosen": request.POST.get("sao", ""),
        "done": _done_words(request.GET.get(DONE, "")) if not fault else "",
        # The address holds the secret: it stands in no tag of the page.
        "canonical": "",
    }
    page = "editorial/asking/follow.html"
    return render_page(request, request.portal, page, context, status=status)


def _done_words(act: str) -> str:
    return {
        ADD: _("What you wrote was added."),
        RATE: _("Thank you for your rating."),
        FILES: _("The files were added."),
        REVIEW: _("You asked for a review. Another person looks at it again."),
        "rut-lai": _("Your request was taken back."),
        "xoa": _("You demanded that your data be erased. The page says by when that is decided."),
    }.get(act, "")


def _add(request: HttpRequest, case: CitizenCase, now: datetime) -> None:
    add_to_case(case=case, text=request.POST.get(_FIELDS[ADD], ""), now=now)


def _rate(request: HttpRequest, case: CitizenCase, now: datetime) -> None:
    words = request.POST.get(_FIELDS[RATE], "")[:LONGEST_TEXT]
    rate_answer(case=case, stars=id_in(request.POST.get("sao", "")) or 0, words=words, now=now)


def _ask_review(request: HttpRequest, case: CitizenCase, now: datetime) -> None:
    ask_review(case=case, reason=request.POST.get(_FIELDS[REVIEW], ""), now=now)


def _attach(request: HttpRequest, case: CitizenCase, now: datetime) -> None:
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        raise NotPossible(" ".join(map(str, form.errors["tep"])))
    attach_files(case=case, files=form.cleaned_data["tep"], now=now)


_ACTS = {ADD: _add, RATE: _rate, REVIEW: _ask_review, FILES: _attach}
