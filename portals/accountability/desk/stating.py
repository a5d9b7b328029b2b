"""The head's word beside an overdue request or a correction: the form, and taking it away again."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.refusals import Refusal

from ..actions.acting import may_open
from ..actions.stating import may_sign, named_portal, state_beside_case, withdraw_statement
from ..enums import CaseOutcome, StatementBeside
from ..models import CaseStatement, CitizenCase
from ..models.statements import LONGEST_STATEMENT, LONGEST_WITHDRAWAL
from . import forms
from .acts import CaseAct
from .listing import queue_of


class LookedForm(forms.CaseForm):
    has_looked = django_forms.BooleanField(
        label=gettext_lazy("I have looked at names, numbers and addresses in it: they may stand"),
        required=False,
    )


class CaseStatementForm(LookedForm):
    field_order = ("text", "reason", "has_looked")
    text = forms.text_field(
        gettext_lazy("Statement"),
        rows=6,
        max_length=LONGEST_STATEMENT,
        help_text=gettext_lazy(
            "Everybody reads it with your name, post and the day. Nothing of what the citizen wrote, and no person."
        ),
    )
    reason = forms.text_field(
        gettext_lazy("Why the statement that stands is replaced"),
        rows=2,
        max_length=LONGEST_WITHDRAWAL,
        required=False,
        help_text=gettext_lazy("Readers see it beside the new one."),
    )


class WithdrawalForm(LookedForm):
    field_order = ("reason", "has_looked")
    reason = forms.text_field(
        gettext_lazy("Why it is withdrawn"),
        rows=2,
        max_length=LONGEST_WITHDRAWAL,
        help_text=gettext_lazy("The words go; readers see the day and this reason."),
    )


class BesideCase(CaseAct):
    """What both forms know of the statement that stands."""

    for_ended = True
    beside: ClassVar[StatementBeside]
    # Of who signed it and may not open the request any more: they are shown nothing of that.
    is_elsewhere = False

    @cached_property
    def standing(self) -> CaseStatement | None:
        return (
            CaseStatement.objects.filter(
                case=self.kwargs["case_id"], beside=self.beside, withdrawn_at=None
            )
            .select_related("case", "portal")
            .first()
        )


class StateBesideCase(BesideCase):
    form_class = CaseStatementForm
    template_name = "portals/accountability/state.html"
    page_title = gettext_lazy("Statement of the head")
    submit_label = gettext_lazy("Sign and publish")

    @cached_property
    def situation(self) -> str:
        try:
            named_portal(self.case, self.beside, self.now)
        except Refusal as refusal:
            return str(refusal)
        return ""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.standing is None:
            del form.fields["reason"]
        return form

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        state_beside_case(
            case=self.case, beside=self.beside, text=told["text"], actor=self.user, now=self.now,
            reason=told.get("reason", ""), has_looked=told["has_looked"],
        )  # fmt: skip
        return _("The statement stands in public.")


class WithdrawBeside(BesideCase):
    form_class = WithdrawalForm
    template_name = "portals/accountability/state.html"
    page_title = gettext_lazy("Withdraw the statement of the head")

    def opened(self, case_id: int) -> CitizenCase:
        """Return it also where the request is with another agency now, for who speaks for the board that signed."""
        told = self.standing
        if told is None or told.case.outcome == CaseOutcome.SEALED:
            return super().opened(case_id)
        if may_open(self.user, told.case, self.now) or not may_sign(
            self.user, told.portal, self.now
        ):
            return super().opened(case_id)
        self.is_elsewhere = True
        self.page_subtitle = told.portal.name
        return told.case

    def get_success_url(self) -> str:
        if self.is_elsewhere and self.standing is not None:
            return queue_of(self.standing.portal_id)
        return super().get_success_url()

    @cached_property
    def situation(self) -> str:
        return "" if self.standing else _("No statement stands here.")

    def act(self, form: Any) -> str:
        if self.standing is not None:
            withdraw_statement(
                statement=self.standing, reason=form.cleaned_data["reason"], actor=self.user,
                now=self.now, has_looked=form.cleaned_data["has_looked"],
            )  # fmt: skip
        return _("The statement is withdrawn; its day and your reason stand in its place.")


class StateBesideLate(StateBesideCase):
    beside = StatementBeside.LATE


class WithdrawBesideLate(WithdrawBeside):
    beside = StatementBeside.LATE


class StateBesideCorrection(StateBesideCase):
    beside = StatementBeside.CORRECTION


class WithdrawBesideCorrection(WithdrawBeside):
    beside = StatementBeside.CORRECTION
