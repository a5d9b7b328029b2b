"""The forms in which a board enters what documents say of each other, and which provisions a document has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.document_numbers.parsing import LONGEST_NUMBER
from editorial.documents.provision_names import (
    provision_name,
    provision_names,
    read_list,
    read_provision,
    read_provisions,
)
from editorial.documents.relations.actions import RelationSaid
from editorial.documents.relations.naming import Named
from editorial.documents.relations.words import RELATIONS
from editorial.models import DocumentProvision, DocumentRelation
from editorial.models.document import LONGEST_ISSUER
from editorial.models.document_relation import LONGEST_QUOTE
from portals.admin_kit.form_fields import choice_field
from portals.refusals import Refusal

HEARD = "heard"
SAID = "said"


def _day_field(label: Any, help_text: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


def _relation_choices() -> list[tuple[Any, Any]]:
    said = [(f"{SAID}:{kind}", both.said) for kind, both in RELATIONS.items()]
    heard = [(f"{HEARD}:{kind}", both.heard) for kind, both in RELATIONS.items()]
    return [("", "---------"), (_("This document"), said), (_("Done to this document"), heard)]


class RelationForm(forms.Form):
    """What is entered is `said()` once the form is valid."""

    relation = forms.ChoiceField(label=_("Relation"))
    number = forms.CharField(
        label=_("Number of the other document"),
        max_length=LONGEST_NUMBER,
        help_text=_("As it is printed, such as 96/QĐ-UBND."),
    )
    issuer = forms.CharField(
        label=_("Issuing body"),
        max_length=LONGEST_ISSUER,
        required=False,
        help_text=_(
            "In full. It may be left out for a body of the State that the number names, such as NĐ-CP."
        ),
    )
    issued_on = _day_field(
        _("Issued on"),
        _("Needed where the number has no year in it: such numbers begin anew each year."),
    )
    provisions = forms.CharField(
        label=_("Provisions concerned"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Of the document that is amended, repealed and so on, one a line. Empty: the whole of it."
        ),
    )
    clause = forms.CharField(
        label=_("Provision of the act that says so"),
        required=False,
        help_text=_("Such as: khoản 2 Điều 15. Its day of effect is that of the relation."),
    )
    quote = forms.CharField(
        label=_("Words of the act"),
        max_length=LONGEST_QUOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The sentence in which the act says so. Readers see it as the proof."),
    )
    happens_on = _day_field(
        _("From the day"),
        _("Only where the act names a day for this. Otherwise it is the act's own day of effect."),
    )
    suspended_through = _day_field(
        _("Suspended through"), _("The last day of a suspension, where the act names it.")
    )
    lifts = forms.TypedChoiceField(
        label=_("Suspension that ends"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Where a document was suspended several times."),
    )
    legal_order = forms.IntegerField(
        label=_("Order in the act"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_(
            "Which of the act's statements it is, where the order matters. Empty: after those entered."
        ),
    )

    def __init__(
        self, *args: Any, suspensions: Iterable[tuple[int, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "relation").choices = _relation_choices()
        choice_field(self, "lifts").choices = [("", "---------"), *suspensions]

    def clean_provisions(self) -> tuple[str, ...]:
        return self._read("provisions", read_provisions) or ()

    def clean_clause(self) -> str:
        typed = self.cleaned_data["clause"].strip()
        return self._read("clause", read_provision) if typed else ""

    def _read(self, name: str, read: Any) -> Any:
        try:
            return read(self.cleaned_data[name])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def said(self) -> RelationSaid:
        typed = self.cleaned_data
        direction, kind = typed["relation"].split(":")
        return RelationSaid(
            kind=kind,
            incoming=direction == HEARD,
            other=Named(typed["number"], typed["issuer"], typed["issued_on"]),
            clause=typed["clause"],
            provisions=typed["provisions"] or None,
            happens_on=typed["happens_on"],
            suspended_through=typed["suspended_through"],
            lifts=typed["lifts"],
            legal_order=typed["legal_order"],
            quote=typed["quote"],
        )


class ChangedRelationForm(RelationForm):
    reason = forms.CharField(
        label=_("Why it is changed"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


def initial_of(relation: DocumentRelation) -> dict[str, Any]:
    """Return what the form shows of a relation, as the board that keeps it entered it."""
    heard = relation.kept_at_id == relation.target_page_id
    other = (
        relation.source_page or relation.source_stub
        if heard
        else relation.target_page or relation.target_stub
    )
    return {
        "relation": f"{HEARD if heard else SAID}:{relation.kind}",
        "number": other.number if other else "",
        "issuer": other.issuer if other else "",
        "issued_on": other.issued_on if other else None,
        "provisions": "\n".join(map(provision_name, relation.provisions or ())),
        "clause": provision_name(relation.clause) if relation.clause else "",
        "quote": relation.quote,
        "happens_on": relation.happens_on,
        "suspended_through": relation.suspended_through,
        "lifts": relation.lifts_id,
        "legal_order": relation.legal_order,
    }


class ProvisionsForm(forms.Form):
    """The list of a document's provisions as text, one a line."""

    provisions = forms.CharField(
        label=_("Provisions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "One a line: Điều 1; khoản 2 Điều 3; Phụ lục I. Several at once: Điều 1 đến Điều 20. Where one applies "
            "from a day of its own, write the day behind it: Điều 5: 01/07/2026."
        ),
    )

    def clean_provisions(self) -> list[tuple[str, date | None]]:
        try:
            return read_list(self.cleaned_data["provisions"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None


def list_as_text(provisions: Iterable[DocumentProvision]) -> str:
    """Return a list as the form takes it."""
    return "\n".join(
        provision_name(one.path) + (f": {one.commences_on:%d/%m/%Y}" if one.commences_on else "")
        for one in provisions
    )


def suspension_choices(relations: Iterable[DocumentRelation]) -> list[tuple[int, str]]:
    """Return suspensions as they are offered: whose, of what, from when."""
    offered = []
    for one in relations:
        source, target = one.source_page or one.source_stub, one.target_page or one.target_stub
        words = [str(getattr(source, "number", "")), str(getattr(target, "number", ""))]
        parts = provision_names(one.provisions or ())
        day = f"{one.happens_on:%d/%m/%Y}" if one.happens_on else ""
        offered.append((one.pk, ", ".join(filter(None, (" → ".join(words), parts, day)))))
    return offered
