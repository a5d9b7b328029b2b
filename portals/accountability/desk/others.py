"""What stands beside requests: entering one, what other boards ask, promises, reviews."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portals.admin_kit.lists import DeskColumn, DeskList
from portals.admin_kit.views import VerbForm
from portals.boards.enums import EDITORS
from portals.boards.queries import holds_post
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal

from ..actions.acting import NotPossible
from ..actions.consults import answer_consult
from ..actions.entering import enter_case
from ..actions.promises import drop_answers_promise, keep_answers_promise
from ..actions.receiving import Sent
from ..actions.reviews import change_answer, uphold_answer
from ..enums import AnswerPromiseState, DraftState
from ..models import AnswerDraft, AnswerPromise, CaseConsult, CaseFile, CaseReview
from ..promises import promise_words
from . import forms
from .acts import CaseAct
from .answers import open_draft, read_moment
from .publishing import copies_of, read_copies, told_copies
from .scope import Unstored, desk_portal
from .words import time_left_words


class OfPortal(Unstored, VerbForm):
    """A form for the editors of the portal that the address names."""

    template_name = "portals/accountability/of_portal.html"
    header_icon = "comment"
    submit_label = gettext_lazy("Save")
    portal: Portal

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.portal = desk_portal(request, kwargs["portal_id"], self.now)
        self.page_subtitle = self.portal.name
        return super().dispatch(request, *args, **kwargs)


class EnterRequest(OfPortal):
    form_class = forms.EnterForm
    page_title = gettext_lazy("Enter a request")

    def act(self, form: Any) -> str:
        self.case = enter_case(
            portal=self.portal, sent=Sent(**form.cleaned_data), actor=self.user, now=self.now
        )
        return _("Tell the citizen the code %(code)s.") % {"code": self.case.code}

    def get_success_url(self) -> str:
        return reverse("case_page", args=[self.case.pk])


class ConsultsOfBoard(Unstored, DeskList):
    """What other boards ask of a portal, what waits first. Neither person nor request is named."""

    template_name = "portals/accountability/consults.html"
    page_title = gettext_lazy("Asked by other agencies")
    header_icon = "comment"
    has_breadcrumbs = False
    nothing = gettext_lazy("No other agency asked anything.")
    columns = [
        DeskColumn("asking", gettext_lazy("Asked by"), cells=template_name, classname="title"),
        DeskColumn("due", pgettext_lazy("request", "Due"), cells=template_name),
    ]

    @cached_property
    def portal(self) -> Portal:
        return desk_portal(self.request, self.kwargs["portal_id"], self.now)

    def get_base_queryset(self) -> QuerySet[CaseConsult]:
        return (
            CaseConsult.objects.filter(portal=self.portal)
            .exclude(answered_at=None, case__state="ended")
            .exclude(case__outcome="sealed")
            .select_related("case__portal")
            .order_by("-answered_at", "due_at", "pk")
        )

    def told(self, rows: list[Any]) -> list[Any]:
        calendar = load_calendar()
        for one in rows:
            one.due_words = time_left_words(one.due_at, self.now, calendar)
        return rows


class AnswerConsult(Unstored, VerbForm):
    """The question of another board, for the board that was asked; nothing else of the request."""

    form_class = forms.ConsultAnswerForm
    template_name = "portals/accountability/consult.html"
    header_icon = "comment"
    page_title = gettext_lazy("Question of another agency")
    submit_label = gettext_lazy("Send the answer")
    consult: CaseConsult

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.consult = get_object_or_404(
            CaseConsult.objects.exclude(case__outcome="sealed").select_related(
                "portal", "case__portal", "question", "answer"
            ),
            pk=kwargs["consult_id"],
        )
        if not holds_post(self.user, self.consult.portal, self.now, EDITORS):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def situation(self) -> str:
        if self.consult.answered_at is not None:
            return _("This question was answered already.")
        if self.consult.case.ended_at is not None:
            return _("The request has ended: nobody waits for this answer any more.")
        return ""

    def act(self, form: Any) -> str:
        answer_consult(
            consult=self.consult, text=form.cleaned_data["text"], actor=self.user, now=self.now
        )
        return _("The answer was sent to %(portal)s.") % {"portal": self.consult.case.portal.name}

    def get_success_url(self) -> str:
        return reverse("case_consults", args=[self.consult.portal_id])


class PromisesOfBoard(DeskList):
    """What a portal's answers promised: open ones first, by their day."""

    template_name = "portals/accountability/promises.html"
    page_title = gettext_lazy("Promises of answers")
    header_icon = "date"
    has_breadcrumbs = False
    nothing = gettext_lazy("No answer promised anything.")
    columns = [
        DeskColumn(
            "words", gettext_lazy("What is promised"), cells=template_name, classname="title"
        ),
        DeskColumn("due_on", gettext_lazy("By the day"), cells=template_name),
        DeskColumn("state", gettext_lazy("State"), accessor="standing"),
    ]

    @cached_property
    def portal(self) -> Portal:
        return desk_portal(self.request, self.kwargs["portal_id"], self.now)

    def get_base_queryset(self) -> QuerySet[AnswerPromise]:
        promises = AnswerPromise.objects.filter(portal=self.portal)
        # Decided ones have a moment, and open ones none.
        return promises.order_by("-decided_at", "due_on", "pk")

    def told(self, rows: list[Any]) -> list[Any]:
        for one in rows:
            one.standing = promise_words(one, local_date(self.now))
        return rows


class DecidePromise(VerbForm):
    """Where a board says what became of a promise."""

    form_class = forms.PromiseForm
    header_icon = "date"
    page_title = gettext_lazy("What became of a promise")
    submit_label = gettext_lazy("Save")
    promise: AnswerPromise

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.promise = get_object_or_404(
            AnswerPromise.objects.select_related("portal"), pk=kwargs["answer_promise_id"]
        )
        if not holds_post(self.user, self.promise.portal, self.now, EDITORS):
            raise Http404
        self.page_subtitle = self.promise.words
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def situation(self) -> str:
        if self.promise.state == AnswerPromiseState.OPEN:
            return ""
        return f"{self.promise.get_state_display()}. {self.promise.note}"

    def get_initial(self) -> dict[str, Any]:
        return {"done_on": local_date(self.now)}

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        same: dict[str, Any] = {"promise": self.promise, "actor": self.user, "now": self.now}
        if told["what"] == form.DROPPED:
            drop_answers_promise(reason=told["note"], **same)
            return _("The promise is dropped; the citizen reads why.")
        promise = keep_answers_promise(done_on=told["done_on"], note=told["note"], **same)
        return _("Noted: %(state)s.") % {"state": promise.get_state_display().lower()}

    def get_success_url(self) -> str:
        return reverse("answer_promises", args=[self.promise.portal_id])


class ReviewForm(forms.CaseForm):
    UPHELD, CHANGED = "upheld", "changed"
    result = django_forms.ChoiceField(
        label=pgettext_lazy("request", "Decision"),
        choices=[
            (UPHELD, gettext_lazy("It stays as it is")),
            (CHANGED, gettext_lazy("The submitted answer takes its place")),
        ],
        widget=django_forms.RadioSelect,
    )
    reason = forms.text_field(gettext_lazy("Reason; the citizen reads it"), rows=4)
    saved_at = django_forms.CharField(widget=django_forms.HiddenInput, required=False)
    files_seen = django_forms.CharField(widget=django_forms.HiddenInput, required=False)


class DecideReview(CaseAct):
    """Where somebody without a hand in the answer decides on the review that the person asked for."""

    form_class = ReviewForm
    template_name = "portals/accountability/review.html"
    page_title = gettext_lazy("Decide on the review")
    for_ended = True

    @cached_property
    def review(self) -> CaseReview:
        return get_object_or_404(CaseReview, case=self.case)

    @cached_property
    def draft(self) -> AnswerDraft | None:
        found = open_draft(self.case)
        return found if found is not None and found.state == DraftState.SUBMITTED else None

    @cached_property
    def situation(self) -> str:
        if self.review.decided_at is not None:
            return _("This review was decided already.")
        return ""

    def get_initial(self) -> dict[str, Any]:
        seen = self.draft.saved_at.isoformat() if self.draft else ""
        files = told_copies(self.copies)
        told = {**super().get_initial(), "saved_at": seen, "files_seen": files}
        if self.review.is_for_want_of_answer:
            told["result"] = ReviewForm.CHANGED
            told["reason"] = _("It takes the place of the answer that was taken out of view.")
        return told

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.review.is_for_want_of_answer:
            result = form.fields["result"]
            result.choices = [one for one in result.choices if one[0] != ReviewForm.UPHELD]
        return form

    @cached_property
    def copies(self) -> list[CaseFile]:
        return copies_of(self.case)

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        same: dict[str, Any] = {"review": self.review, "reason": told["reason"]}
        if told["result"] == form.UPHELD:
            uphold_answer(actor=self.user, now=self.now, **same)
            return _("The answer stays; the citizen reads why.")
        if self.draft is None:
            raise NotPossible(_("Have a changed answer written and submitted first."))
        change_answer(
            draft=self.draft,
            actor=self.user,
            now=self.now,
            saved_at=read_moment(told["saved_at"]) or self.now,
            files=read_copies(told["files_seen"]),
            **same,
        )
        return _("The changed answer is the citizen's now.")
