"""Ruling on who contests what was published: the form, and what the page of the request shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.ruling import RulingWords, rule_correction
from ..contested import ContestedFact, RulingProof, contested_fact, proof_of_ruling
from ..enums import CaseKind, CaseState, RulingVerdict
from ..models import CitizenCase, CorrectionRuling
from ..models.rulings import LONGEST_PASSAGE, LONGEST_REMAINDER
from . import forms
from .acts import CaseAct


@dataclass(frozen=True, slots=True)
class Contested:
    """What a request for a correction contests, as it stands now, and what was ruled and proven of it."""

    fact: ContestedFact | None
    ruling: CorrectionRuling | None
    proof: RulingProof | None
    is_of_another: bool

    @property
    def waits_for_ruling(self) -> bool:
        return self.fact is not None and self.ruling is None and not self.is_of_another


def contested_by(case: CitizenCase) -> Contested | None:
    """Return what stands behind a request for a correction; None for other requests. Eight queries at most."""
    if case.kind != CaseKind.CORRECTION or not case.about:
        return None
    fact = contested_fact(case)
    ruling = CorrectionRuling.objects.filter(case=case).select_related("ruled_by", "portal").first()
    proof = proof_of_ruling(case.pk) if ruling is not None else None
    of_another = fact is not None and fact.portal.pk != case.portal_id
    return Contested(fact, ruling, proof, is_of_another=of_another and ruling is None)


class RulingForm(forms.CaseForm):
    verdict = django_forms.ChoiceField(
        label=gettext_lazy("Ruling"),
        choices=RulingVerdict.choices,
        widget=django_forms.RadioSelect,
        help_text=gettext_lazy(
            "Not accepted at all? Go back and choose “Not accept”, which asks for the lawful ground."
        ),
    )
    wrong = forms.text_field(
        gettext_lazy("What was published and is wrong"),
        rows=3,
        max_length=LONGEST_PASSAGE,
        help_text=gettext_lazy(
            "Word for word as it stands there: the correction is done once the text does not say it any more."
        ),
    )
    right = forms.text_field(
        gettext_lazy("What is right"),
        rows=3,
        max_length=LONGEST_PASSAGE,
        help_text=gettext_lazy("Everybody reads both. Name no person who asked for it."),
    )
    remainder = forms.text_field(
        gettext_lazy("In part: what stays as it is, and why"),
        rows=3,
        max_length=LONGEST_REMAINDER,
        required=False,
    )


class RuleCorrection(CaseAct):
    """Where head or deputy say what was wrong and what is right; readers are told at once."""

    form_class = RulingForm
    template_name = "portals/accountability/rule.html"
    page_title = gettext_lazy("Rule on the correction")
    submit_label = gettext_lazy("Rule, and tell all readers now")
    for_ended = True

    @cached_property
    def contested(self) -> Contested | None:
        return contested_by(self.case)

    @cached_property
    def situation(self) -> str:
        contested = self.contested
        if contested is not None and contested.ruling is not None:
            return _("This correction was ruled on already.")
        if contested is None or contested.fact is None:
            return _("Nothing that this contests is known here any more: answer it.")
        if contested.is_of_another:
            return _("%(portal)s wrote this: hand the request over to it; the due day stays.") % {
                "portal": contested.fact.portal.name
            }
        return ""

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        words = RulingWords(
            RulingVerdict(told["verdict"]), told["wrong"], told["right"], told["remainder"]
        )
        ruling = rule_correction(words=words, **self.same(form))
        if ruling.was_down:
            return _("The ruling stands where the text stood. Next: answer the citizen.")
        if self.case.state == CaseState.ENDED:
            return _(
                "The correction is being shown on all portals, and every address is asked for it."
            )
        return _(
            "The correction is being shown on all portals, and every address is asked for it. Next: answer the citizen."
        )
