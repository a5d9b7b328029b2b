"""The forms in which a board says who and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portals.admin_kit.form_fields import model_field
from portals.models import Portal
from portals.organisation.actions import CONTACT_FIELDS
from portals.organisation.models import Official, ResidentialGroup, Unit
from portals.text import nfc

if TYPE_CHECKING:
    _FormOfPortal = forms.ModelForm[Portal]
    _FormOfUnit = forms.ModelForm[Unit]
    _FormOfResidentialGroup = forms.ModelForm[ResidentialGroup]
    _FormOfOfficial = forms.ModelForm[Official]
else:
    # Generic in the stubs only.
    _FormOfPortal = _FormOfUnit = _FormOfResidentialGroup = _FormOfOfficial = forms.ModelForm


def written(text: str) -> str:
    return nfc(text).strip()


class ContactForm(_FormOfPortal):
    """The contact block of a portal."""

    class Meta:
        model = Portal
        fields = CONTACT_FIELDS

    def clean_map_link(self) -> str:
        address = str(self.cleaned_data["map_link"])
        if address and urlsplit(address).scheme != "https":
            raise ValidationError(_("The link must begin with https://."))
        return address

    @property
    def contact(self) -> dict[str, str]:
        return {name: written(self.cleaned_data[name]) for name in CONTACT_FIELDS}


class UnitForm(_FormOfUnit):
    class Meta:
        model = Unit
        fields = ("name", "parent", "duties", "phone", "email", "position")
        widgets = {"duties": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(portal=self.instance.portal_id).order_by("position", "name")
        offered = model_field(self, "parent")
        offered.queryset = units.exclude(pk=self.instance.pk)
        offered.empty_label = _("The body itself")

    def clean_name(self) -> str:
        return written(self.cleaned_data["name"])


class ResidentialGroupForm(_FormOfResidentialGroup):
    class Meta:
        model = ResidentialGroup
        fields = ("name", "position")

    def clean_name(self) -> str:
        return written(self.cleaned_data["name"])


class OfficialForm(_FormOfOfficial):
    class Meta:
        model = Official
        fields = ("role", "name", "post", "unit", "field", "phone", "email", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(portal=self.instance.portal_id).order_by("position", "name")
        offered = model_field(self, "unit")
        offered.queryset = units
        offered.empty_label = _("The body itself")

    def clean_name(self) -> str:
        return written(self.cleaned_data["name"])

    def clean_post(self) -> str:
        return written(self.cleaned_data["post"])


class RenameForm(forms.Form):
    title = forms.CharField(label=_("Name"), max_length=120)
    readdress = forms.BooleanField(
        label=_("Change the address with it"),
        required=False,
        help_text=_("The old address then leads to the new one."),
    )
