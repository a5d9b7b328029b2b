"""Forms of royalties: the works of a sheet, their authors, the fund, and the province's terms and rates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from editorial.kinds.registry import content_kinds
from editorial.royalties.actions.lines import (
    WantedAuthor,
    WantedWork,
    refuse_units,
)
from editorial.royalties.actions.terms import WantedRate, WantedTerms
from editorial.royalties.enums import RoyaltyKind
from editorial.royalties.models.sheets import LONGEST_NAME, LONGEST_REASON
from editorial.royalties.models.terms import LONGEST_SOURCE
from editorial.royalties.proposing import MOST_AUTHORS, Rates
from portals.admin_kit.form_fields import choice_field
from portals.refusals import Refusal

from .fields import DongField, UnitsField

# Members of the board are known to be on it, contributors and guests not to be.
PAYROLL = {
    "": gettext_lazy("as known"),
    "yes": gettext_lazy("on this agency's payroll: taxed with the salary"),
    "no": gettext_lazy("not on the payroll: taxed here"),
}
SOURCE_HELP = gettext_lazy("Number, day and issuer of the document.")


class WorkForm(forms.Form):
    """One work of a sheet. `title` names it to those who hear its fields."""

    kind = forms.ChoiceField(label=pgettext_lazy("royalty", "Kind"), choices=RoyaltyKind.choices)
    units = UnitsField(label=pgettext_lazy("royalty", "Units"), min_value=0)
    is_paid = forms.BooleanField(label=pgettext_lazy("royalty", "pay"), required=False)

    def __init__(self, data: Any, *, rates: Rates, work: int, title: str, initial: Any) -> None:
        super().__init__(data, prefix=f"tp-{work}", initial=initial)
        self.rates, self.work, self.title = rates, work, title
        for field in self.fields.values():
            field.widget.attrs["aria-describedby"] = f"tac-pham-{work}"

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("is_paid") and told.get("units") is not None and told.get("kind"):
            try:
                refuse_units(self.rates, told["kind"], told["units"], self.title)
            except Refusal as refusal:
                self.add_error("units", str(refusal))
        return told

    def wanted(self) -> WantedWork:
        told = self.cleaned_data
        return WantedWork(self.work, told["kind"], told["units"], told["is_paid"])


class PayeeForm(forms.Form):
    """Who is paid: somebody of the board, or a guest by name."""

    person = forms.ChoiceField(label=gettext_lazy("Author"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Name of the guest"), max_length=LONGEST_NAME, required=False
    )
    has_contract = forms.ChoiceField(
        label=gettext_lazy("Payroll"), choices=PAYROLL.items(), required=False
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guest = ("", _("A guest, by the name below"))
        choice_field(self, "person").choices = [guest, *((str(pk), name) for pk, name in people)]

    @property
    def is_named(self) -> bool:
        return bool(self.cleaned_data.get("person") or self.cleaned_data.get("name"))

    def wanted(self) -> WantedAuthor:
        told = self.cleaned_data
        person = int(told["person"]) if told["person"] else None
        # None leaves what is known.
        on_payroll = {"yes": True, "no": False}.get(told["has_contract"])
        return WantedAuthor(told["name"], told.get("share", 100) or 0, person, on_payroll)


class AuthorForm(PayeeForm):
    field_order = ("person", "name", "share", "has_contract")
    share = forms.IntegerField(
        label=gettext_lazy("Share in percent"), min_value=1, max_value=100, required=False
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        named = told.get("person") or told.get("name")
        if named and not told.get("share") and "share" not in self.errors:
            self.add_error("share", _("Write this author's share."))
        if not named and told.get("share"):
            self.add_error("name", _("Name each author."))
        return told


class AuthorForms(forms.BaseFormSet):  # type: ignore[type-arg]  # not generic at run time
    def clean(self) -> None:
        if any(self.errors):
            return
        shares = [form.cleaned_data.get("share") or 0 for form in self.forms if form.is_named]
        if sum(shares) != 100:
            raise ValidationError(
                _("The shares of the authors must sum to 100 percent; they sum to %s.")
                % sum(shares)
            )

    def wanted(self) -> list[WantedAuthor]:
        return [form.wanted() for form in self.forms if form.is_named]


AuthorFormSet = forms.formset_factory(
    AuthorForm, formset=AuthorForms, extra=2, max_num=MOST_AUTHORS, validate_max=True
)


class AddWorkForm(PayeeForm):
    field_order = ("title", "kind", "units", "person", "name", "has_contract")
    title = forms.CharField(
        label=gettext_lazy("Work"),
        max_length=300,
        help_text=gettext_lazy("Such as: three photos of the story on the dyke."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of work"), choices=RoyaltyKind.choices)
    units = UnitsField(label=pgettext_lazy("royalty", "Units"), min_value=0)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.is_named:
            self.add_error("name", _("Name each author."))
        return told


class AdjustForm(forms.Form):
    amount = DongField(
        label=gettext_lazy("By how many đồng it changes"),
        help_text=gettext_lazy("With a minus where less is to be paid, such as -117.000."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What was wrong"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SheetReturnForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What is to be changed"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FundForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2150)
    ceiling = DongField(
        label=gettext_lazy("Ceiling in đồng"), min_value=1, max_value=1_000_000_000_000
    )
    decision = forms.CharField(
        label=gettext_lazy("By the decision"), max_length=LONGEST_SOURCE, help_text=SOURCE_HELP
    )


def _since() -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("From the month that begins on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


def _source() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Source"), max_length=LONGEST_SOURCE, help_text=SOURCE_HELP
    )


def _provisional() -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext_lazy("provisional: still to be confirmed"), required=False
    )


class TermsForm(forms.Form):
    since = _since()
    base_salary = DongField(label=gettext_lazy("Base salary in đồng"), min_value=1)
    unit_percent = forms.IntegerField(
        label=gettext_lazy("One unit, in percent of it"), min_value=1, max_value=100
    )
    tax_percent = forms.IntegerField(
        label=gettext_lazy("Tax withheld, in percent"), min_value=0, max_value=99
    )
    tax_from = DongField(label=gettext_lazy("Withheld from payments of, in đồng"), min_value=0)
    source = _source()
    is_provisional = _provisional()

    def wanted(self) -> WantedTerms:
        told = {name: value for name, value in self.cleaned_data.items() if name != "since"}
        return WantedTerms(**told)


class RateForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of work"), choices=RoyaltyKind.choices)
    since = _since()
    least = UnitsField(label=gettext_lazy("Least units"), min_value=0)
    usual = UnitsField(label=gettext_lazy("Units proposed"), min_value=0)
    most = UnitsField(label=gettext_lazy("Most units"), min_value=0)
    story_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Proposed for texts that are"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: it is entered by hand only."),
    )
    from_words = forms.IntegerField(
        label=gettext_lazy("from so many words on"), min_value=0, initial=0
    )
    source = _source()
    is_provisional = _provisional()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "story_kinds").choices = story_kind_choices()

    def wanted(self) -> WantedRate:
        told = {name: value for name, value in self.cleaned_data.items() if name != "since"}
        return WantedRate(**told)


def story_kind_choices() -> list[tuple[str, str]]:
    """The kinds of texts that boards write, with what they are called."""
    return [(kind.model.story_kind, str(kind.label)) for kind in content_kinds()]
