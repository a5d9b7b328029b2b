"""The form by which a Word document comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.enums import StoryKind

from .forms import SectionChoice

if TYPE_CHECKING:
    from portals.models import Portal


class DocumentForm(forms.Form):
    file = forms.FileField(
        label=_("Word document (.docx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        error_messages={"empty": _("The file is empty.")},
    )
    section = SectionChoice(label=_("Section"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=StoryKind.choices,
        initial=StoryKind.ARTICLE.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, portal: Portal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SectionChoice", self.fields["section"]).offer([portal])

    def clean_kind(self) -> StoryKind:
        return StoryKind(self.cleaned_data["kind"])
