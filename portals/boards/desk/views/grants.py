"""Delegations, absences, waivers and the hours of silence, from the page of the board."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portals.boards.actions.grants import (
    declare_away,
    delegate,
    end_absence,
    end_delegation,
    grant_waiver,
    revoke_waiver,
    set_silent_hours,
)
from portals.boards.enums import ALL_POSITIONS
from portals.boards.models import Absence, Delegation, StandingWaiver
from portals.boards.queries import holders
from portals.clock import local_date

from ..access import access_to, acted_and_told, managed
from ..forms import AwayForm, DelegateForm, GrantReasonForm, HoursForm, WaiverForm
from .board import acts_by_form, form_page


@acts_by_form
def delegation(request: HttpRequest, portal_id: int) -> HttpResponse:
    now = timezone.now()
    access = access_to(request, portal_id, now)
    if not access.is_head:
        raise Http404
    form = DelegateForm(
        request.POST or None,
        posts=list(holders(access.portal, now, ALL_POSITIONS)),
        giver=access.person,
        initial={"starts_on": local_date(now)},
    )
    return form_page(
        request,
        access,
        form,
        lambda: delegate(
            board=access.board,
            receiver=form.cleaned_data["receiver"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.ends_on,
            decision_number=form.cleaned_data["decision_number"],
            reason=form.cleaned_data["reason"],
            actor=access.person,
            now=now,
        ),
        title=_("Delegate the head's decisions"),
        submit=_("Delegate"),
        done=_("Delegated."),
        about=_(
            "In these days the person approves any text in your place, sensitive ones included. You "
            "may still decide yourself."
        ),
    )


@require_POST
def delegation_end(request: HttpRequest, portal_id: int, delegation_id: int) -> HttpResponse:
    now = timezone.now()
    access = access_to(request, portal_id, now)
    grants = Delegation.objects.filter(board=access.board)
    grant = get_object_or_404(grants, pk=delegation_id)
    acted_and_told(
        request,
        lambda: end_delegation(delegation=grant, actor=access.person, now=now),
        _("The delegation is taken back."),
    )
    return redirect("board", portal_id)


@acts_by_form
def absence(request: HttpRequest, portal_id: int) -> HttpResponse:
    now = timezone.now()
    access = access_to(request, portal_id, now)
    form = AwayForm(
        request.POST or None,
        posts=list(holders(access.portal, now, ALL_POSITIONS)),
        only=None if access.manages else access.person,
        initial={"starts_on": local_date(now), "user": access.person.pk},
    )
    return form_page(
        request,
        access,
        form,
        lambda: declare_away(
            board=access.board,
            user=form.cleaned_data["user"],
            stand_in=form.cleaned_data["stand_in"],
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.ends_on,
            reason=form.cleaned_data["reason"],
            actor=access.person,
            now=now,
        ),
        title=_("Note an absence"),
        submit=_("Note the absence"),
        done=_("Noted."),
        about=_("In these days the stand-in decides on what the absent member would."),
    )


@require_POST
def absence_end(request: HttpRequest, portal_id: int, absence_id: int) -> HttpResponse:
    now = timezone.now()
    access = access_to(request, portal_id, now)
    grant = get_object_or_404(Absence.objects.filter(board=access.board), pk=absence_id)
    acted_and_told(
        request,
        lambda: end_absence(absence=grant, actor=access.person, now=now),
        _("Noted: the person is back."),
    )
    return redirect("board", portal_id)


@acts_by_form
def waiver(request: HttpRequest, portal_id: int) -> HttpResponse:
    now = timezone.now()
    access = access_to(request, portal_id, now)
    if not access.waives:
        raise Http404
    form = WaiverForm(request.POST or None, initial={"starts_on": local_date(now)})
    return form_page(
        request,
        access,
        form,
        lambda: grant_waiver(
            board=access.board,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.ends_on,
            reason=form.cleaned_data["reason"],
            actor=access.person,
            now=now,
        ),
        title=_("Let %(portal)s approve its own texts") % {"portal": access.portal.name},
        submit=_("Grant the waiver"),
        done=_("The waiver is granted."),
        about=_(
            "For a board where one person does everything. Its texts are marked as approved by "
            "their author, and you check a sample of them."
        ),
    )


@acts_by_form
def waiver_revoke(request: HttpRequest, portal_id: int, waiver_id: int) -> HttpResponse:
    now = timezone.now()
    access = access_to(request, portal_id, now)
    if not access.waives:
        raise Http404
    grant = get_object_or_404(StandingWaiver.objects.filter(board=access.board), pk=waiver_id)
    form = GrantReasonForm(request.POST or None)
    return form_page(
        request,
        access,
        form,
        lambda: revoke_waiver(
            waiver=grant, reason=form.cleaned_data["reason"], actor=access.person, now=now
        ),
        title=_("Revoke the waiver of %(portal)s") % {"portal": access.portal.name},
        submit=_("Revoke"),
        done=_("The waiver is revoked."),
    )


@acts_by_form
def hours(request: HttpRequest, portal_id: int) -> HttpResponse:
    now = timezone.now()
    access = managed(request, portal_id, now)
    form = HoursForm(request.POST or None, initial={"hours": access.board.silent_hours})
    return form_page(
        request,
        access,
        form,
        lambda: set_silent_hours(
            board=access.board, hours=form.cleaned_data["hours"], actor=access.person, now=now
        ),
        title=_("When the head does not act"),
        submit=_("Save"),
        done=_("Saved."),
        about=_(
            "A sensitive text that has waited for the head so long may be decided by a deputy. The "
            "log says so."
        ),
    )
