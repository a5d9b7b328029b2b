"""Writing an answer, and deciding on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import Http404
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.form_fields import choice_field
from portals.numbers import id_in
from portals.redaction.hiding import accepted, redact
from portals.redaction.proposing import propose

from ..actions.acting import is_under_review
from ..actions.answering import (
    AnswerWords,
    DraftSeen,
    Promised,
    approve_draft,
    return_draft,
    save_draft,
    submit_draft,
)
from ..beside import AnsweredBefore, answers_before, citable
from ..enums import COUNCIL_KINDS, CaseKind, CaseState, DraftState
from ..explanations import parts_of_explanation
from ..models import AnswerDraft, AnswerTemplate, CaseFile, CitizenCase
from ..models.cases import LONGEST_SUBJECT
from .acts import CaseAct
from .forms import CaseForm, promise_fields, text_field
from .publishing import copies_of, read_copies, told_copies

PROMISES = (1, 2)


def open_draft(case: CitizenCase) -> AnswerDraft | None:
    """Return the answer on its way. One query."""
    return case.drafts.exclude(state=DraftState.APPROVED).select_related("author").first()


def read_moment(text: str) -> datetime | None:
    """Return the moment that a hidden field has kept, or None where it is none."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


class DraftForm(CaseForm):
    """The answer, and where the person wished it the words for the public."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    text = text_field(gettext_lazy("Answer to the citizen"), rows=14)
    citations = forms.MultipleChoiceField(
        label=gettext_lazy("It rests on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Publish question and answer"), required=False
    )
    public_subject = forms.CharField(
        label=gettext_lazy("Public subject"), max_length=LONGEST_SUBJECT, required=False
    )
    public_question = text_field(gettext_lazy("Public question"), rows=6, required=False)
    public_answer = text_field(
        gettext_lazy("Public answer"),
        rows=10,
        required=False,
        help_text=gettext_lazy("Empty: the answer above, without what may name or reach a person."),
    )

    def begin(self) -> None:
        found = citable(self.case.portal, self.case)
        choice_field(self, "citations").choices = [(one.key, one.title) for one in found]
        if not found:
            del self.fields["citations"]
        if not self.case.wants_public:
            for name in ("is_public", "public_subject", "public_question", "public_answer"):
                del self.fields[name]


class WriteAnswer(CaseAct):
    """The answer beside what was asked: begun with a template, saved as often as one likes, then submitted.

    Words for the public are offered only where the person wished it, and begin as what was asked without what names or
    reaches them: a person reads them before they are kept.
    """

    form_class = DraftForm
    template_name = "portals/accountability/draft.html"
    page_title = gettext_lazy("Write the answer")

    @cached_property
    def draft(self) -> AnswerDraft | None:
        return open_draft(self.case)

    @cached_property
    def situation(self) -> str:
        if self.case.state == CaseState.ENDED and not is_under_review(self.case):
            return _("This request has ended.")
        if self.draft is not None and self.draft.state == DraftState.SUBMITTED:
            return _("The answer waits for approval. Have it sent back first.")
        return ""

    def get_initial(self) -> dict[str, Any]:
        draft = self.draft
        words: dict[str, Any] = {"seen": "", "is_public": self.case.kind in COUNCIL_KINDS}
        if self.case.kind == CaseKind.EXPLANATION:
            words["text"] = "\n\n".join(parts_of_explanation())
        if draft is not None:
            names = ("text", "citations", "is_public", "public_subject", "public_question")
            words = {name: getattr(draft, name) for name in (*names, "public_answer")}
            words["seen"] = draft.saved_at.isoformat()
        if template := self.chosen_template:
            words["text"] = "\n\n".join(filter(None, (words.get("text"), template.text)))
        if self.case.wants_public and not words.get("public_question"):
            words["public_subject"] = self.made_public(self.case.subject)[:LONGEST_SUBJECT]
            words["public_question"] = self.made_public(self.case.text)
        return {**super().get_initial(), **words}

    def made_public(self, text: str) -> str:
        """Return what a person wrote, with a label for all that may name or reach them."""
        names = [self.case.person_name] if self.case.person_name else []
        return redact(text, accepted(propose(text, names_given=names)))

    @cached_property
    def chosen_template(self) -> AnswerTemplate | None:
        wanted = id_in(self.request.GET.get("mau", "")) or 0
        return next((one for one in self.templates if one.pk == wanted), None)

    @cached_property
    def templates(self) -> list[AnswerTemplate]:
        found = AnswerTemplate.objects.filter(portal=self.case.portal_id)
        return list(found.filter(kind__in=["", self.case.kind]))

    @cached_property
    def before(self) -> list[AnsweredBefore]:
        return answers_before(self.case.portal, self.case)

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        words = AnswerWords(
            told["text"],
            citations=told.get("citations", ()),
            is_public=told.get("is_public", False),
            public_subject=told.get("public_subject", ""),
            public_question=told.get("public_question", ""),
            # Where nothing else is written the public reads the answer, without what names or reaches a person.
            public_answer=told.get("public_answer") or self.made_public(told["text"]),
            hidden=self.hidden_of(told.get("public_question", "")),
        )
        seen = DraftSeen(read_moment(told["seen"]))
        draft = save_draft(words=words, seen=seen, **self.same(form))
        if "submit" not in self.request.POST:
            return _("The answer is saved; nobody else was told.")
        submit_draft(draft=draft, actor=self.user, now=self.now)
        return _("The answer waits for approval.")

    def hidden_of(self, public_question: str) -> list[dict[str, Any]]:
        """Return what the public question does not say any more, by kind: never what it was."""
        found = propose(self.case.text, names_given=filter(None, [self.case.person_name]))
        return [
            {"kind": one.kind.value}
            for one in found
            if self.case.text[one.start : one.end] not in public_question
        ]


class AnswerDecisionForm(CaseForm):
    """What is promised with the approval; or why the answer goes back."""

    saved_at = forms.CharField(widget=forms.HiddenInput, required=False)
    files_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = text_field(gettext_lazy("Sent back: what has to be changed"), rows=3, required=False)

    def begin(self) -> None:
        for number in PROMISES:
            self.fields.update(promise_fields(number))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for number in PROMISES:
            if bool(told.get(f"promise_{number}")) != bool(told.get(f"due_{number}")):
                self.add_error(
                    f"due_{number}",
                    _("A promise says what, and names a day that is still to come."),
                )
        return told

    def of_the_return(self) -> BoundField:
        return self["reason"]

    def of_promises(self) -> list[BoundField]:
        """The fields of promises, which most answers need not."""
        return [field for field in self.visible_fields() if field.name != "reason"]

    def tells_of_promises(self) -> bool:
        """Whether any was filled in or is wrong, so that it must be seen."""
        return any(field.errors or field.value() for field in self.of_promises())

    def promises(self) -> Iterator[Promised]:
        told = self.cleaned_data
        for number in PROMISES:
            if told.get(f"promise_{number}"):
                yield Promised(
                    told[f"promise_{number}"], told[f"due_{number}"], told[f"public_{number}"]
                )


class DecideOnAnswer(CaseAct):
    """The answer that waits, as the citizen and as the public will read it; approved or sent back."""

    form_class = AnswerDecisionForm
    template_name = "portals/accountability/decide.html"
    page_title = gettext_lazy("Decide on the answer")

    @cached_property
    def draft(self) -> AnswerDraft:
        found = open_draft(self.case)
        if found is None:
            raise Http404
        return found

    @cached_property
    def situation(self) -> str:
        if self.case.state == CaseState.ENDED:
            return _("This request has ended.")
        if self.draft.state != DraftState.SUBMITTED:
            return _("This answer does not wait for approval.")
        return ""

    def get_initial(self) -> dict[str, Any]:
        seen = told_copies(self.copies)
        saved_at = self.draft.saved_at.isoformat()
        return {**super().get_initial(), "saved_at": saved_at, "files_seen": seen}

    @cached_property
    def copies(self) -> list[CaseFile]:
        return copies_of(self.case)

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        if "return" in self.request.POST:
            return_draft(draft=self.draft, reason=told["reason"], actor=self.user, now=self.now)
            return _("The answer went back to its author.")
        approve_draft(
            draft=self.draft,
            actor=self.user,
            now=self.now,
            saved_at=read_moment(told["saved_at"]) or self.now,
            files=read_copies(told["files_seen"]),
            promises=form.promises(),
        )
        return _("The answer is approved, and the citizen has it.")
