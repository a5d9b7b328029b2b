"""The pages on which a change is asked for, confirmed, called off, taken back and dropped: each asks once more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portals.admin_kit.views import VerbForm

from ..actions import ReformNotPossible, drop_reform, may_confirm_reform
from ..enums import ActDirection
from ..models import Reform, ReformAct
from ..switch_actions import call_off_reform_act, confirm_reform_act, want_reform_act
from .act_rows import WHAT, what_it_does
from .pages import OfUnits


class _Asked(forms.Form):
    """Nothing is typed: whoever presses has read what it does."""


class _AskedOf(forms.Form):
    # Who reads of one act does not confirm another that was wanted meanwhile.
    act = forms.IntegerField(widget=forms.HiddenInput)


class OnReform(OfUnits, VerbForm):
    """A form about one change. `sentence` is what the page says before it asks."""

    form_class: type[forms.Form] = _Asked
    template_name = "portals/reforms/ask.html"

    @cached_property
    def reform(self) -> Reform:
        return get_object_or_404(Reform, pk=self.kwargs["reform_id"])

    def get_page_subtitle(self) -> str:
        return str(self.reform)

    @property
    def sentence(self) -> str:
        raise NotImplementedError

    def does(self, act: ReformAct) -> str:
        plan = self.reform.plans.filter(content__isnull=False).order_by("-made_at").first()
        return what_it_does(act, plan.content if plan else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(reform=self.reform, sentence=self.sentence, **kwargs)

    def get_success_url(self) -> str:
        return reverse("reform", args=[self.reform.pk])


class WantReformAct(OnReform):
    """Ask a second person to have the change carried out, or (`direction`) taken back."""

    direction = ActDirection.FORWARD
    page_title = gettext_lazy("Ask to have the change carried out")
    submit_label = gettext_lazy("Ask a second person")

    @property
    def sentence(self) -> str:
        return self.does(ReformAct(reform=self.reform, direction=self.direction))

    def act(self, form: forms.Form) -> str:
        want_reform_act(reform=self.reform, direction=self.direction, actor=self.user, now=self.now)
        return _("Another head or deputy of the province finds it in the inbox and confirms it.")


class WantReformBack(WantReformAct):
    direction = ActDirection.BACK
    page_title = gettext_lazy("Ask to have the change taken back")


class _OnAct(OnReform):
    form_class = _AskedOf

    @cached_property
    def wanted(self) -> ReformAct | None:
        """What is wanted of the change now. One query."""
        return self.reform.acts.wanted().select_related("wanted_by", "reform").first()

    @cached_property
    def situation(self) -> str:
        return "" if self.wanted else _("It was carried out or called off meanwhile.")

    def get_initial(self) -> dict[str, Any]:
        return {"act": self.wanted.pk if self.wanted else None}

    @property
    def sentence(self) -> str:
        return self.does(self.wanted) if self.wanted else ""

    def asked_of(self, form: forms.Form) -> ReformAct:
        """The act of which the person has read."""
        if self.wanted is None or self.wanted.pk != form.cleaned_data["act"]:
            raise ReformNotPossible(_("It was carried out or called off meanwhile."))
        return self.wanted

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        what = WHAT[self.wanted.direction] if self.wanted else ""
        return super().get_context_data(wanted=self.wanted, what=what, **kwargs)


class ConfirmReformAct(_OnAct):
    """For the second person, a head or deputy."""

    may = staticmethod(may_confirm_reform)
    page_title = gettext_lazy("Confirm a change of units")
    submit_label = pgettext_lazy("change of units", "Confirm")

    @cached_property
    def situation(self) -> str:
        if self.wanted and self.wanted.wanted_by_id == self.user.pk:
            return _("You asked for it: another head or deputy of the province has to confirm it.")
        if self.wanted and self.wanted.confirmed_at:
            return _("It is confirmed already.")
        return str(super().situation)

    def act(self, form: forms.Form) -> str:
        act = confirm_reform_act(act=self.asked_of(form), actor=self.user, now=self.now)
        if act.direction == ActDirection.BACK:
            return _("Confirmed. The change is being taken back; look again in a minute.")
        return _("Confirmed. It is carried out by itself on %(day)s.") % {
            "day": f"{self.reform.takes_effect_on:%d/%m/%Y}"
        }


class CallOffReformAct(_OnAct):
    page_title = gettext_lazy("Call off a change of units")
    submit_label = gettext_lazy("Call off")
    template_name = "portals/reforms/ask_call_off.html"

    def act(self, form: forms.Form) -> str:
        call_off_reform_act(act=self.asked_of(form), actor=self.user, now=self.now)
        return _("Called off. Nothing of the portals was changed.")


class DropReform(OnReform):
    """Take back what was entered by mistake."""

    page_title = gettext_lazy("Drop a change of units")
    submit_label = gettext_lazy("Drop the change")

    @property
    def sentence(self) -> str:
        return _("The table and its plans are deleted. Nothing of the portals was changed by it.")

    def act(self, form: forms.Form) -> str:
        drop_reform(reform=self.reform, actor=self.user, now=self.now)
        return _("The change was dropped; nothing of the portals had changed.")

    def get_success_url(self) -> str:
        return reverse("reforms")
