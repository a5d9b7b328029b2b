"""The forms of the acts on a request. Each carries which state of it was seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portals.admin_kit.form_fields import choice_field, model_field
from portals.boards.enums import EDITORS, Position
from portals.boards.models import User
from portals.boards.queries import holders
from portals.clock import local_date
from portals.models import Portal

from ..actions.triage import LONGEST_BASIS, SEAL_KEEPERS
from ..enums import ASKED_BY_FORM, CaseKind
from ..models import CitizenCase, RefusalGround
from ..models.cases import LONGEST_SUBJECT, LONGEST_TEXT
from .duplicates import likely_duplicates

DAY_INPUT = {"type": "date"}


def date_input_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs=DAY_INPUT, format="%Y-%m-%d"), **more
    )


def text_field(label: Any, *, rows: int = 5, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=more.pop("max_length", LONGEST_TEXT),
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


class CaseForm(forms.Form):
    """Whatever is done with a request: it is refused where something happened since the form was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, case: CitizenCase, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.now = case, now
        self.begin()

    def begin(self) -> None:
        """Fill choices that follow from the request."""


def offer_other_portals(form: forms.Form, name: str, but: int, now: datetime) -> None:
    found = Portal.objects.open_on(local_date(now)).exclude(pk=but)
    model_field(form, name).queryset = found.order_by("tier__level", "name")


def offer_people_of(
    form: forms.Form, name: str, portal: Portal, now: datetime, positions: frozenset[Position]
) -> None:
    members = holders(portal, now, positions).values("user")
    model_field(form, name).queryset = User.objects.filter(pk__in=members).order_by("pk")


class AskPersonForm(CaseForm):
    question = text_field(_("What you ask of the citizen"))


class HandOverForm(CaseForm):
    to = forms.ModelChoiceField(Portal.objects.none(), label=_("Agency in charge"))
    reason = text_field(_("Why that agency is in charge; the citizen reads it"), rows=3)

    def begin(self) -> None:
        offer_other_portals(self, "to", self.case.portal_id, self.now)


class ConsultForm(CaseForm):
    portal = forms.ModelChoiceField(Portal.objects.none(), label=_("Agency to ask"))
    question = text_field(
        _("Question"),
        help_text=_(
            "The other agency reads this question and nothing else: write all that it needs, and nothing of the person."
        ),
    )

    def begin(self) -> None:
        offer_other_portals(self, "portal", self.case.portal_id, self.now)


class AssignForm(CaseForm):
    officer = forms.ModelChoiceField(User.objects.none(), label=_("Officer"))

    def begin(self) -> None:
        offer_people_of(self, "officer", self.case.portal, self.now, EDITORS)


class SealForm(CaseForm):
    officer = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Head of the board, who alone opens it"),
        help_text=_("The request ends here, and the citizen is told the lawful way."),
    )

    def begin(self) -> None:
        offer_people_of(self, "officer", self.case.portal, self.now, SEAL_KEEPERS)


class DismissForm(CaseForm):
    """Nothing to say: what is no request gets no answer."""


class JoinForm(CaseForm):
    proposed = forms.ChoiceField(
        label=_("Requests that may be the same"), widget=forms.RadioSelect, required=False
    )
    code = forms.CharField(label=_("Or its code"), max_length=20, required=False)

    def begin(self) -> None:
        found = likely_duplicates(self.case)
        choice_field(self, "proposed").choices = [
            (one.case.code, f"{one.case.code}: {one.case.subject}") for one in found
        ]
        if not found:
            del self.fields["proposed"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        code = (told.get("code") or told.get("proposed") or "").strip().upper()
        other = CitizenCase.objects.filter(code=code, portal=self.case.portal_id).first()
        if other is None:
            raise forms.ValidationError(
                _("Choose a request of this board, or type its code as it stands in the list.")
            )
        return {**told, "into": other}


class RefuseForm(CaseForm):
    ground = forms.ChoiceField(label=_("Lawful ground"), widget=forms.RadioSelect)
    reason = text_field(_("Reason; the citizen reads it, with what they can do instead"))

    def begin(self) -> None:
        grounds = RefusalGround.objects.in_force(local_date(self.now)).filter(kind=self.case.kind)
        choice_field(self, "ground").choices = [
            (ground.code, f"{ground.words}. {ground.advice}") for ground in grounds.order_by("pk")
        ]


class NationalForm(CaseForm):
    number = forms.CharField(label=_("Number in the national system"), max_length=60)
    basis = forms.CharField(label=_("Legal ground"), max_length=LONGEST_BASIS)
    reason = text_field(_("Why the national system is in charge; the citizen reads it"), rows=3)


class ExtendTimeForm(CaseForm):
    days = forms.IntegerField(label=_("Working days more"), min_value=1, max_value=60)
    basis = forms.CharField(label=_("Legal ground"), max_length=LONGEST_BASIS)
    reason = text_field(_("Why more time is needed; the citizen reads it"), rows=3)


class RetractForm(CaseForm):
    reason = text_field(_("Reason; it stands in the place of the answer"), rows=3)


class EnterForm(forms.Form):
    """What a person says who comes or telephones."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("request", "Kind"),
        choices=[one for one in CaseKind.choices if one[0] in ASKED_BY_FORM],
    )
    subject = forms.CharField(label=pgettext_lazy("request", "Subject"), max_length=LONGEST_SUBJECT)
    text = text_field(_("What is asked, in the citizen's words"), rows=8)
    person_name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=200, required=False
    )
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    email = forms.EmailField(label=_("Mail address"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    wants_public = forms.BooleanField(
        label=_("The citizen agrees that question and answer are published"), required=False
    )


class ConsultAnswerForm(forms.Form):
    text = text_field(_("Answer"), rows=8)


class PromiseForm(forms.Form):
    KEPT, DROPPED = "kept", "dropped"
    what = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(KEPT, _("It was done")), (DROPPED, _("It will not be done"))],
        widget=forms.RadioSelect,
    )
    done_on = date_input_field(_("Done on"), required=False)
    note = forms.CharField(
        label=_("In words; the citizen reads them"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("what") == self.KEPT and not told.get("done_on"):
            self.add_error("done_on", _("Give the day on which it was done."))
        return told


class TemplateForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(
        label=_("For requests of the kind"),
        choices=[("", _("All kinds")), *CaseKind.choices],
        required=False,
    )
    text = text_field(pgettext_lazy("template of answers", "Text"), rows=10, max_length=5000)


def promise_fields(number: int) -> Iterable[tuple[str, forms.Field]]:
    """The fields of one promise in a form that approves an answer."""
    yield (
        f"promise_{number}",
        forms.CharField(
            label=_("What is promised"),
            max_length=300,
            required=False,
            help_text=_("Only where the answer says that something is done by a day."),
        ),
    )
    yield f"due_{number}", date_input_field(_("By the day"), required=False)
    yield (
        f"public_{number}",
        forms.BooleanField(label=_("Shown with the public answer"), required=False),
    )
