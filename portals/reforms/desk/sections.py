"""The page on which it is decided which sections of units that end, or give a part up, move to what they become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions import UnfitReform, decide_sections
from ..contents import ALL_SECTIONS, content_mover
from ..enums import GIVING
from ..models import Reform, ReformRow
from .acts import OnReform


def rows_that_give(reform: Reform) -> QuerySet[ReformRow]:
    """The rows whose portal may give sections to what it becomes, in the order of the table."""
    rows = reform.rows.filter(kind__in=sorted(GIVING), original__isnull=False)
    return rows.select_related("result").order_by("position")


def _said(row: ReformRow, names: Mapping[str, str]) -> str:
    """A row in words; `names` of sections by their codes."""
    said = f"{row.original_name} ({row.original_code}) → {row.result.name if row.result else ''}"
    if not row.sections:
        return said
    return f"{said}: {', '.join(names.get(code, code) for code in row.sections)}"


class SectionsForm(forms.Form):
    rows = forms.ModelMultipleChoiceField(
        ReformRow.objects.none(),
        label=gettext_lazy("Units"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of which units. What is decided already stands behind the name."),
    )
    everything = forms.BooleanField(label=gettext_lazy("All sections move"), required=False)
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("Sections that move"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None: all of the portal stands as an archive."),
    )

    def __init__(self, *args: Any, reform: Reform, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: Any = self.fields["rows"]
        sections: Any = self.fields["sections"]
        names = content_mover().names()
        rows.queryset = rows_that_give(reform)
        told = {ALL_SECTIONS: _("all sections"), **names}
        rows.label_from_instance = lambda row: _said(row, told)
        sections.choices = list(names.items())

    def chosen(self) -> list[str]:
        told = self.cleaned_data
        return [ALL_SECTIONS] if told["everything"] else told["sections"]


class DecideSections(OnReform):
    form_class = SectionsForm
    page_title = gettext_lazy("Decide which sections move")
    submit_label = gettext_lazy("Save, and have it planned anew")

    @property
    def sentence(self) -> str:
        return _(
            "Pages, stories and files of these sections come to the new unit on the day, and their old addresses lead"
            " there. What does not move stands as an archive under its own address."
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "reform": self.reform}

    def act(self, form: Any) -> str:
        try:
            decide_sections(
                reform=self.reform,
                rows=form.cleaned_data["rows"],
                sections=form.chosen(),
                actor=self.user,
                now=self.now,
            )
        except UnfitReform as unfit:
            # There is no table whose lines could be named.
            reasons = dict.fromkeys(one.reason for one in unfit.bad)
            raise UnfitReform(" ".join(reasons) or str(unfit)) from unfit
        return _("Decided. Nothing has changed yet: the plan is being made.")

    def get_success_url(self) -> str:
        return reverse("reform", args=[self.reform.pk])
