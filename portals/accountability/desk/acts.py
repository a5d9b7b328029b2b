"""The acts on a request, each a form of its verb."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.views import VerbForm
from portals.clock import local_date
from portals.numbers import id_in

from ..actions.consults import consult_board
from ..actions.releasing import retract_release
from ..actions.triage import (
    ask_person,
    assign_case,
    dismiss_case,
    extend_case,
    hand_over_case,
    join_cases,
    refuse_case,
    seal_case,
)
from ..enums import CaseState, TermStep
from ..lives import load_rules
from ..models import CitizenCase
from . import forms
from .listing import queue_of
from .scope import Unstored, opened_case


class CaseAct(Unstored, VerbForm):
    """A form on one request that the person may open. What a floor or another officer did meanwhile refuses it."""

    template_name = "portals/accountability/case_act.html"
    header_icon = "comment"
    submit_label = gettext_lazy("Confirm")
    # What follows from it, where the form has no field to say it beside.
    explained: Any = ""
    # Whether the request leaves the person's sight by it.
    leaves = False
    for_ended = False
    case: CitizenCase

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.case = self.opened(kwargs["case_id"])
        return super().dispatch(request, *args, **kwargs)

    def opened(self, case_id: int) -> CitizenCase:
        """Return the request, and have the page named after it; 404 for who may not open it."""
        case = opened_case(self.request, case_id, self.now)
        self.page_subtitle = case.code
        return case

    @cached_property
    def situation(self) -> str:
        if self.case.state == CaseState.ENDED and not self.for_ended:
            return _("This request has ended.")
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "case": self.case, "now": self.now}

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.case.revision}

    def same(self, form: Any) -> dict[str, Any]:
        """What every verb is given."""
        seen = form.cleaned_data.get("revision")
        return {"case": self.case, "actor": self.user, "now": self.now, "revision": seen}

    def get_success_url(self) -> str:
        if self.leaves:
            return queue_of(self.case.portal_id)
        return reverse("case_page", args=[self.case.pk])


class AskCitizen(CaseAct):
    form_class = forms.AskPersonForm
    page_title = gettext_lazy("Ask the citizen for more")

    def act(self, form: Any) -> str:
        ask_person(question=form.cleaned_data["question"], **self.same(form))
        return _("The citizen was asked; their time to wait stands until they answer.")


class HandOver(CaseAct):
    form_class = forms.HandOverForm
    page_title = gettext_lazy("Hand over to another agency")
    leaves = True

    def get_initial(self) -> dict[str, Any]:
        """With `?den=`, as the page of the request proposes it, the agency is chosen already."""
        proposed = id_in(self.request.GET.get("den", ""))
        return {**super().get_initial(), **({"to": proposed} if proposed else {})}

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        hand_over_case(to=told["to"], reason=told["reason"], **self.same(form))
        return _("The request is with %(portal)s now; its due day stays.") % {
            "portal": told["to"].name
        }


class ConsultAgency(CaseAct):
    form_class = forms.ConsultForm
    page_title = gettext_lazy("Consult another agency")

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        consult_board(portal=told["portal"], question=told["question"], **self.same(form))
        return _("%(portal)s was asked.") % {"portal": told["portal"].name}


class AssignOfficer(CaseAct):
    form_class = forms.AssignForm
    page_title = gettext_lazy("Give to an officer")

    def act(self, form: Any) -> str:
        officer = form.cleaned_data["officer"]
        assign_case(officer=officer, **self.same(form))
        return _("The request was given to %(person)s.") % {"person": officer}


class JoinRequests(CaseAct):
    form_class = forms.JoinForm
    page_title = gettext_lazy("Join with another request")
    template_name = "portals/accountability/join.html"

    def act(self, form: Any) -> str:
        kept = join_cases(into=form.cleaned_data["into"], **self.same(form))
        return _("Joined with %(code)s, which keeps the earlier clock.") % {"code": kept.code}


class RefuseRequest(CaseAct):
    form_class = forms.RefuseForm
    page_title = gettext_lazy("Not accept")

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        refuse_case(ground=told["ground"], reason=told["reason"], **self.same(form))
        return _("The request was not accepted; the citizen reads why.")


class DismissRequest(CaseAct):
    form_class = forms.DismissForm
    page_title = gettext_lazy("This is no request")
    explained = gettext_lazy(
        "It ends here and is in no number: for advertising, what was sent to try the form out, what cannot be read."
        " Nobody is owed an answer. Who asked something in earnest is answered, or refused with a ground."
    )

    def act(self, form: Any) -> str:
        dismiss_case(**self.same(form))
        return _("Put aside as no request.")


class SealRequest(CaseAct):
    form_class = forms.SealForm
    page_title = gettext_lazy("Seal: a complaint or a denunciation")
    leaves = True

    def act(self, form: Any) -> str:
        seal_case(officer=form.cleaned_data["officer"], **self.same(form))
        return _("The request is sealed; the head of the board alone opens it.")


class ExtendTime(CaseAct):
    form_class = forms.ExtendTimeForm
    page_title = gettext_lazy("Extend")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        arrived = local_date(self.case.arrived_at)
        most = load_rules().term(self.case.kind, TermStep.ANSWER, arrived).extension_days
        form.fields["days"].help_text = _(
            "The law allows at most %(most)s working days more for this kind of request."
        ) % {"most": most}
        return form

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        extend_case(
            days=told["days"], basis=told["basis"], reason=told["reason"], **self.same(form)
        )
        return _("Extended by %(days)s working days.") % {"days": told["days"]}


class RetractAnswer(CaseAct):
    form_class = forms.RetractForm
    page_title = gettext_lazy("Take out of public view")
    for_ended = True

    def act(self, form: Any) -> str:
        retract_release(
            case=self.case, reason=form.cleaned_data["reason"], actor=self.user, now=self.now
        )
        return _("The answer is not public any more; the citizen keeps it.")
