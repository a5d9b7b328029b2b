"""Following by mail: the form, the confirmation, what one follows, and the way out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from editorial.asking.following import comes_from_elsewhere
from editorial.asking.knocking import knocks_too_often
from editorial.asking.privately import for_one_person, kept_by_nobody
from editorial.public.views.errors import not_found
from editorial.public.views.frame import render_page
from portals.alerts.actions import (
    NotFollowable,
    change,
    confirm,
    follow_by_mail,
    give_reason,
    leave,
    unfollow,
)
from portals.alerts.enums import AlertFrequency, LeavingReason
from portals.alerts.links import follow_of, leaving_path, own_path, subscriber_of
from portals.alerts.models import Follow, Subscriber
from portals.alerts.registry import find_followed
from portals.form_guard import IN_NUMBERS, FormGuard, GuardReason, GuardVerdict
from portals.numbers import id_in
from portals.requests import PublicRequest

from .choices import choices_on
from .forms import FollowForm, LeavingForm
from .searches import WORDS, key_of_search

GUARD = FormGuard("theo-doi", texts=(), mail="email")
WHAT = "theo"
DONE = "xong"
ONE_CLICK = "List-Unsubscribe"


@require_http_methods(["GET", "HEAD", "POST"])
def follow_portal(request: PublicRequest) -> HttpResponse:
    """Show the form and take it. The answer is the same whether or not the address is known."""
    now = timezone.now()
    wanted = request.GET.get(WHAT, "") or key_of_search(request.portal, request.GET)
    form = FollowForm(
        choices_on(request, request.POST.get("about", "") or wanted),
        request.POST if request.method == "POST" else None,
        initial={"about": wanted, "frequency": AlertFrequency.DAILY},
    )
    context: dict[str, Any] = {"form": form, "canonical": ""}
    # What was searched for is longer, or asks for less, than what can be followed.
    context["unfollowable"] = WORDS in request.GET and not wanted
    status = 200
    if form.is_bound and form.is_valid():
        verdict = GUARD.judge(request, form.cleaned_data, now=now)
        status = 429 if verdict.is_refused else 200
        context["refused"] = verdict.words() if verdict.is_refused else ""
        if not verdict.is_refused:
            try:
                _ask_mailbox(request, form.cleaned_data, verdict)
                return _page(request, "editorial/alerting/asked.html", {})
            except NotFollowable as refusal:
                form.add_error("about", str(refusal))
    context["guard"] = GUARD.fields(request, now=now)
    context["feed"] = _feed_of(form)
    response = render_page(
        request, request.portal, "editorial/alerting/form.html", context, status=status
    )
    if status == 429:
        response["Retry-After"] = str(verdict.retry_after(now))
    return kept_by_nobody(response)


def _ask_mailbox(request: PublicRequest, given: dict[str, Any], verdict: GuardVerdict) -> None:
    """Mail the question, but not for a machine, nor to a mailbox that gets very many; nobody is told which."""
    silent = {GuardReason.TRAPPED, *IN_NUMBERS}
    if silent.intersection(verdict.reasons):
        return
    follow_by_mail(
        address=given["email"],
        about=given["about"],
        frequency=AlertFrequency(given["frequency"]),
        portal=request.portal,
        now=timezone.now(),
    )


def _feed_of(form: FollowForm) -> str:
    about = str(form["about"].value() or "")
    thing = find_followed([about], now=timezone.now()).get(about) if about else None
    return thing.feed if thing else ""


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_follow(request: PublicRequest, alert_token: str) -> HttpResponse:
    """Show a button; only pressing it confirms. Programs that open the links of mails confirm nothing."""
    wanted = follow_of(alert_token)
    if wanted is None or wanted.portal_id != request.portal.pk:
        return _wrong(request)
    if request.method == "POST" and not comes_from_elsewhere(request):
        confirm(wanted=wanted, now=timezone.now())
        return _seen(wanted.subscriber, "xac-nhan")
    return _page(request, "editorial/alerting/confirm.html", {"wanted": wanted})


@require_http_methods(["GET", "HEAD", "POST"])
def own_follows(request: PublicRequest, alert_token: str) -> HttpResponse:
    """What somebody follows, by the link of their mails; what they change is posted here."""
    subscriber = subscriber_of(alert_token)
    if subscriber is None:
        return _wrong(request)
    if request.method == "POST" and not comes_from_elsewhere(request):
        act, which = request.POST.get("viec", ""), id_in(request.POST.get("muc", "")) or 0
        if act == "doi" and request.POST.get("tan-suat") in AlertFrequency.values:
            frequency = AlertFrequency(request.POST["tan-suat"])
            change(subscriber=subscriber, follow_id=which, frequency=frequency)
            return _seen(subscriber, act)
        if act == "thoi":
            unfollow(subscriber=subscriber, follow_id=which, now=timezone.now())
            if Subscriber.objects.filter(pk=subscriber.pk).exists():
                return _seen(subscriber, act)
            return _left(request)
    follows = Follow.objects.filter(subscriber=subscriber).exclude(confirmed_at=None)
    return _page(
        request,
        "editorial/alerting/own.html",
        {
            "follows": list(follows.order_by("confirmed_at", "pk")),
            "frequencies": AlertFrequency.choices,
            "path": own_path(subscriber),
            "leaving": leaving_path(subscriber),
            "suspended": subscriber.suspended_at is not None,
            "done": _done_words(request.GET.get(DONE, "")),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leave_all(request: PublicRequest, alert_token: str) -> HttpResponse:
    """The way out: one POST, by a mail program (RFC 8058) or by the button, ends all and deletes the address.

    A program has no cookie and comes from elsewhere; the signed address says whose click it is.
    """
    subscriber = subscriber_of(alert_token)
    if request.method == "POST":
        now = timezone.now()
        reason = LeavingForm(request.POST).chosen()
        if subscriber is not None:
            leave(subscriber=subscriber, reason=reason, now=now)
        elif reason != LeavingReason.UNSAID:
            give_reason(reason=reason, portal=request.portal, now=now)
            return _left(request, thanks=True)
        return _left(request, asks=reason == LeavingReason.UNSAID, path=request.path)
    if subscriber is None:
        return _left(request)
    context = {"form": LeavingForm(), "path": leaving_path(subscriber), "own": own_path(subscriber)}
    return _page(request, "editorial/alerting/leave.html", context)


def _left(request: PublicRequest, **more: Any) -> HttpResponse:
    return _page(request, "editorial/alerting/left.html", {"form": LeavingForm(), **more})


def _done_words(act: str) -> str:
    return {
        "xac-nhan": _("Confirmed. You are mailed from now on."),
        "doi": _("Changed."),
        "thoi": _("You follow this no more."),
    }.get(act, "")


def _seen(subscriber: Subscriber, act: str) -> HttpResponse:
    response = HttpResponseRedirect(f"{own_path(subscriber)}?{DONE}={act}")
    response.status_code = 303
    return for_one_person(response)


def _wrong(request: PublicRequest) -> HttpResponse:
    response = not_found(request)
    if knocks_too_often(request, timezone.now()):
        response.status_code = 429
    return for_one_person(response)


def _page(request: PublicRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    # The address may hold the secret: it stands in no tag of the page.
    context = {**context, "canonical": ""}
    return for_one_person(render_page(request, request.portal, template, context))
