"""The form in which a desk enters what another system counted before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from portals.visits.models import FormerYear

if TYPE_CHECKING:
    _FormOfFormerYear = forms.ModelForm[FormerYear]
else:
    # Generic in the stubs only.
    _FormOfFormerYear = forms.ModelForm


class FormerYearForm(_FormOfFormerYear):
    corrects = forms.BooleanField(label=_("Correct what was entered of this year"), required=False)

    class Meta:
        model = FormerYear
        fields = ("portal", "year", "views", "source")

    def __init__(self, *args: Any, portals: list[Portal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [portal.pk for portal in portals]
        self.fields["portal"] = forms.ModelChoiceField(
            Portal.objects.filter(pk__in=ids).order_by("name", "pk"), label=_("Portal")
        )

    def validate_constraints(self) -> None:
        """The verbs say what is wrong with a year: it may be there already, where it is to be corrected."""
