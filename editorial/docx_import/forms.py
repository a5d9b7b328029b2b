"""The form by which a Word document comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from editorial.kinds.registry import content_kinds, usual
from editorial.tenancy.fields import SectionField
from portals.uploads import WORD

if TYPE_CHECKING:
    from portals.models import Portal


class DocumentForm(forms.Form):
    file = forms.FileField(
        label=_("Word document (.docx)"),
        help_text=lazystr(WORD),
        widget=forms.ClearableFileInput(attrs={"accept": WORD.attribute}),
        error_messages={"empty": _("The file is empty.")},
    )
    section = SectionField(label=_("Section"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=lambda: [
            (kind.code, kind.label) for kind in content_kinds() if kind.is_made_of_text
        ],
        initial=lambda: usual().code,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, portal: Portal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SectionField", self.fields["section"]).offer([portal])
