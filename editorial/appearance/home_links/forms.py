"""The rows in which a board writes its links and figures; a row left empty is passed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from portals.text import nfc

from .models import MOST_FIGURES, MOST_LINKS, HomeFigure, HomeLink
from .queries import figures_of, home_links_of


class HomeLinkForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    address = forms.URLField(label=_("Address"), max_length=200, assume_scheme="https")

    class Meta:
        model = HomeLink
        fields = ["label", "address"]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if not address.startswith("https://"):
            raise forms.ValidationError(_("Give an address that begins with https://."))
        return address


class HomeFigureForm(forms.ModelForm):  # type: ignore[type-arg]  # no subscript at run time
    class Meta:
        model = HomeFigure
        fields = ["label", "value", "unit", "source"]


class RewrittenRows(BaseFormSet):  # type: ignore[type-arg]  # no subscript at run time
    """Rows that are written anew each time: what matters is what stands in them, not which row it was."""

    def initial_form_count(self) -> int:
        # A row that was filled and is emptied now is taken away, not missed.
        return 0

    def rows(self) -> list[Any]:
        """Return an unsaved row for each that is filled. Only for valid forms."""
        return [
            form._meta.model(
                **{name: nfc(text).strip() for name, text in form.cleaned_data.items()}
            )
            for form in self.forms
            if any(form.cleaned_data.values())
        ]


LinkRows = formset_factory(
    HomeLinkForm, formset=RewrittenRows, extra=MOST_LINKS, max_num=MOST_LINKS
)
FigureRows = formset_factory(
    HomeFigureForm, formset=RewrittenRows, extra=MOST_FIGURES, max_num=MOST_FIGURES
)


def link_rows(data: Any, portal: Portal) -> RewrittenRows:
    initial = _initial(data, home_links_of(portal), HomeLinkForm)
    return cast("RewrittenRows", LinkRows(data, prefix="lien-ket", initial=initial))


def figure_rows(data: Any, portal: Portal) -> RewrittenRows:
    initial = _initial(data, figures_of(portal), HomeFigureForm)
    return cast("RewrittenRows", FigureRows(data, prefix="con-so", initial=initial))


def _initial(
    data: Any, rows: Sequence[Any], form: type[forms.ModelForm[Any]]
) -> list[dict[str, str]] | None:
    """What stands in the rows before anybody typed; nothing counts as unchanged once something was sent."""
    if data:
        return None
    return [{name: getattr(row, name) for name in form._meta.fields or ()} for row in rows]
