"""The province scores a month, and has a measure of it taken again."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from portals.boards.models import User
from portals.refusals import Refusal
from scoring.course.actions import open_proceedings
from scoring.forms import RemeasureForm, ScoreMonthForm
from scoring.measures.registry import known_measures
from scoring.models import Round
from scoring.queries import Office, office_of
from scoring.rounds.actions import remeasure, score_month


@require_POST
def score(request: HttpRequest) -> HttpResponse:
    user, now = cast("User", request.user), timezone.now()
    if not _office(user).scores:
        raise Http404
    form = ScoreMonthForm(request.POST, now=now)
    if not form.is_valid():
        messages.error(request, _("Choose one of the months offered."))
        return redirect("scoring:league")
    month = form.cleaned_data["month"]
    try:
        with transaction.atomic():
            scored = score_month(month=month, actor=user, now=now)
            open_proceedings(round_=scored.round, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("scoring:league")
    done = ngettext(
        "%(count)d portal was scored for %(month)s.",
        "%(count)d portals were scored for %(month)s.",
        scored.cards,
    ) % {"count": scored.cards, "month": month}
    messages.success(request, done)
    if scored.without_rubric:
        messages.warning(
            request,
            _("No rubric judges: %(names)s.") % {"names": ", ".join(scored.without_rubric)},
        )
    return redirect(f"{reverse('scoring:league')}?month={month}")


@require_POST
def measure_again(request: HttpRequest, round_id: int) -> HttpResponse:
    """Have one measure of a month taken again for all portals."""
    user = cast("User", request.user)
    if not _office(user).decides:
        raise Http404
    round_ = get_object_or_404(Round, pk=round_id)
    form = RemeasureForm(request.POST, measures=measures_of_install())
    if not form.is_valid():
        messages.error(request, _("Choose a measure, and say why it is measured again."))
        return redirect(f"{reverse('scoring:league')}?month={round_}")
    given = form.cleaned_data

    def verb(**acted: Any) -> None:
        remeasure(measure=given["measure"], reason=given["reason"], **acted)

    return _decide(request, round_id, verb, _("Measured again; all cards are scored by it."))


def measures_of_install() -> list[tuple[str, str]]:
    """The measures whose facts are in the install, by name."""
    found = [(one.code, str(one.name)) for one in known_measures() if one.take is not None]
    return sorted(found, key=lambda pair: pair[1])


def _decide(request: HttpRequest, round_id: int, verb: Any, done: str) -> HttpResponse:
    user = cast("User", request.user)
    if not _office(user).is_of_province:
        raise Http404
    round_ = get_object_or_404(Round, pk=round_id)
    try:
        verb(round_=round_, actor=user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(f"{reverse('scoring:league')}?month={round_}")


def _office(user: User) -> Office:
    return office_of(user, timezone.now())
