"""The form on every portal: choose what you want, write it, see what was answered before, send it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from editorial.answers.similar import SimilarAnswer, similar_answers
from editorial.public.views.errors import not_found
from editorial.public.views.frame import heirs_known, render_page
from portals.accountability.actions.receiving import receive_case
from portals.accountability.enums import CaseSource
from portals.accountability.links import follow_path
from portals.clock import local_date
from portals.models import Portal
from portals.process_cache import process_cache
from portals.requests import PublicRequest

from .about import ABOUT, about_on
from .bodies import AskableBody, known_bodies, proposed_bodies
from .forms import PROVINCE_DECIDES, AskForm
from .guarding import GUARD, judge_sent
from .privately import kept_by_nobody
from .wants import Want, want_on, wants_on

RECEIPT = "phieu/"


@require_safe
def ask(request: PublicRequest) -> HttpResponse:
    """What one may want here, in plain words. Two queries where it is about a page, none else."""
    portal = request.portal
    if portal.has_ended_by(local_date(timezone.now())):
        heirs = heirs_known(request, portal)
        return render_page(request, portal, "editorial/asking/closed.html", {"heirs": heirs})
    about = about_on(portal, request.GET.get(ABOUT, ""))
    wants = wants_on(portal)
    response = render_page(
        request,
        portal,
        "editorial/asking/choose.html",
        {
            "about": about,
            "wants": [want for want in wants if want.kind],
            "not_here": [want for want in wants if not want.kind],
            "kept": f"?{ABOUT}={about.story_id}" if about else "",
        },
    )
    return kept_by_nobody(response) if request.GET.get(ABOUT) else response


@require_http_methods(["GET", "HEAD", "POST"])
def ask_want(request: PublicRequest, want: str) -> HttpResponse:
    """The form for one want. For complaints and denunciations their way, whatever is sent: nothing of it is read."""
    portal = request.portal
    wanted = want_on(portal, want)
    if wanted is None or portal.has_ended_by(local_date(timezone.now())):
        return not_found(request)
    if wanted.kind is None:
        return render_page(
            request, portal, f"editorial/asking/{wanted.slug}.html", {"want": wanted}
        )
    return kept_by_nobody(_form_page(request, wanted))


def _form_page(request: PublicRequest, want: Want) -> HttpResponse:
    portal = request.portal
    if request.method != "POST":
        about = about_on(portal, request.GET.get(ABOUT, ""))
        return _shown(request, AskForm(want, about))
    form = AskForm(want, about_on(portal, request.POST.get(ABOUT, "")), request.POST)
    bodies = _proposed(request, want)
    if want.finds_body and request.POST.get("seen"):
        form.propose(bodies)
    if not form.is_valid():
        return _shown(request, form)
    if not request.POST.get("seen"):
        similar = similar_answers(
            portal, f"{form.cleaned_data['subject']}\n{form.cleaned_data['text']}"
        )
        if similar or want.finds_body:
            return _offered(request, form, similar, bodies)
    return _sent(request, form)


def _proposed(request: PublicRequest, want: Want) -> list[AskableBody]:
    if not want.finds_body:
        return []
    known = process_cache.get(("bodies to ask",), request=request, read=_bodies_on) or []
    return proposed_bodies(
        f"{request.POST.get('subject', '')}\n{request.POST.get('text', '')}", known
    )


def _bodies_on(day: date) -> list[AskableBody]:
    return known_bodies(Portal.objects.open_on(day).filter(site__isnull=False))


def _offered(
    request: PublicRequest, form: AskForm, similar: list[SimilarAnswer], bodies: list[AskableBody]
) -> HttpResponse:
    """The form again, with what may make sending needless, and with the agencies that it may be for."""
    given = request.POST.copy()
    given["seen"] = "1"
    again = AskForm(form.want, form.about, given)
    if form.want.finds_body:
        again.propose(bodies)
    # What is offered for the first time is no mistake.
    again.full_clean()
    again.errors.pop("body", None)
    return _shown(request, again, similar=similar, is_offered=True)


def _sent(request: PublicRequest, form: AskForm) -> HttpResponse:
    now, portal = timezone.now(), request.portal
    judgement = judge_sent(request, form.cleaned_data, now=now)
    verdict = judgement.verdict
    if verdict.is_refused:
        response = _shown(request, form, refused=verdict.words(), status=429)
        response["Retry-After"] = str(verdict.retry_after(now))
        return response
    chosen = form.cleaned_data.get("body")
    case = receive_case(
        portal=portal,
        sent=form.sent(),
        source=CaseSource.FORM,
        actor=None,
        held_because=judgement.held_because,
        chosen=Portal.objects.get(pk=chosen) if chosen and chosen != PROVINCE_DECIDES else None,
        now=now,
        sending=GUARD.showing(request),
    )
    response = HttpResponseRedirect(follow_path(case) + RECEIPT)
    response.status_code = 303
    return response


def _shown(
    request: PublicRequest, form: AskForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "want": form.want,
        "about": form.about,
        "about_name": ABOUT,
        "guard": GUARD.fields(request, now=timezone.now()),
        "title": _("Fault: %(title)s") % {"title": form.want.name}
        if form.errors
        else form.want.name,
        **more,
    }
    return render_page(
        request, request.portal, "editorial/asking/form.html", context, status=status
    )


def ask_path() -> str:
    return reverse("ask", urlconf="portals.urls.public")
