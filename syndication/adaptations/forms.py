"""Forms of own versions: they gather and explain; the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.models import SectionPage
from portals.models import Portal

from .models import SourceChange

TAKE, KEEP, LATER = "take", "keep", ""


class SectionOfMineForm(forms.Form):
    """In which section of one's own portals a story shall stand."""

    section = forms.ModelChoiceField(
        label=_("Section"), queryset=SectionPage.objects.none(), empty_label=None
    )

    def __init__(
        self, *args: Any, portals: list[Portal], like: SectionPage | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        sections = SectionPage.objects.filter(portal__in=portals).select_related("portal")
        field: Any = self.fields["section"]
        field.queryset = sections.order_by("portal__name", "section_type__position", "pk")
        if len(portals) > 1:
            field.label_from_instance = lambda section: f"{section.title} ({section.portal.name})"
        if like is not None:
            same = [one for one in field.queryset if one.section_type_id == like.section_type_id]
            self.initial.setdefault("section", same[0].pk if same else None)


class AnswerEndForm(forms.Form):
    """What becomes of an own version without its source."""

    answer = forms.ChoiceField(
        label=_("Your version"),
        choices=[
            ("withdraw", _("Withdraw it too")),
            ("keep", _("Keep it: our text is right by itself")),
        ],
        widget=forms.RadioSelect,
        initial="withdraw",
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=SourceChange._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where the version is withdrawn, readers see it at its address."),
    )
