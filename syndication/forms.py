"""Forms of the desk: they gather and explain; the verbs decide."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.desk.forms import LocalMinuteField
from editorial.enums import WITHDRAWAL_KINDS, RemovalKind
from editorial.models import SectionPage
from portals.models import Portal

from .audience import Audience, Receiver
from .enums import AudienceKind
from .models import Dispatch, Proposal, Recall

# Before anything is chosen; the labels of the kinds themselves tell what was chosen.
_KINDS_TO_CHOOSE = [
    (AudienceKind.TIER, _("Portals of one tier")),
    (AudienceKind.CLUSTER, _("Portals of one cluster")),
    (AudienceKind.CHOSEN, _("Portal by portal")),
]


class DispatchForm(forms.Form):
    """Who receives the story, until when, and on what ground."""

    audience = forms.ChoiceField(label=_("Audience"), widget=forms.RadioSelect)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    portals = forms.TypedMultipleChoiceField(
        label=_("Portals"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    due_at = LocalMinuteField(
        label=_("Due"),
        required=False,
        help_text=_("By when it has to be public. Empty: no due time."),
    )
    mandate = forms.CharField(
        label=_("Mandate"),
        required=False,
        max_length=Dispatch._meta.get_field("mandate").max_length,
        help_text=_("The document that asks for it, with number and date."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=Dispatch._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the boards that receive it; not public."),
    )

    def __init__(self, *args: Any, receivers: list[Receiver], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receivers = receivers
        self.now = now
        self._choices("audience", [(AudienceKind.ALL, self._all_label()), *_KINDS_TO_CHOOSE])
        self._choices("tier", _counted((r.tier, r.tier_name) for r in receivers))
        self._choices("cluster", _counted((r.cluster, r.cluster_name) for r in receivers))
        self._choices("portals", _grouped(receivers))

    def clean_due_at(self) -> datetime | None:
        due_at: datetime | None = self.cleaned_data["due_at"]
        if due_at is not None and due_at <= self.now:
            raise forms.ValidationError(_("The due time has passed already."))
        return due_at

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for kind, field, message in (
            (AudienceKind.TIER, "tier", _("Choose a tier.")),
            (AudienceKind.CLUSTER, "cluster", _("Choose a cluster.")),
            (AudienceKind.CHOSEN, "portals", _("Choose at least one portal.")),
        ):
            meant = cleaned.get("audience") == kind
            if meant and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, message)
        return cleaned

    def audience_meant(self) -> Audience:
        """Return the audience of a valid form."""
        kind = AudienceKind(self.cleaned_data["audience"])
        if kind == AudienceKind.CHOSEN:
            return Audience(kind, portal_ids=frozenset(self.cleaned_data["portals"]))
        if kind == AudienceKind.ALL:
            return Audience(kind)
        return Audience(kind, detail=self.cleaned_data[kind.value])

    def audience_in_words(self) -> str:
        """Return the audience of a valid form as its reader knows it, tier or cluster by name."""
        kind = AudienceKind(self.cleaned_data["audience"])
        if kind == AudienceKind.ALL:
            return self._all_label()
        if kind == AudienceKind.CHOSEN:
            return str(kind.label)
        names = dict(self.fields[kind.value].choices)  # type: ignore[attr-defined]
        return f"{dict(_KINDS_TO_CHOOSE)[kind]}: {names[self.cleaned_data[kind.value]]}"

    def receivers_meant(self) -> list[Receiver]:
        """Return the portals that a valid form reaches, as they were when it was shown."""
        meant = self.audience_meant()
        if meant.kind == AudienceKind.ALL:
            return self.receivers
        if meant.kind == AudienceKind.CHOSEN:
            return [r for r in self.receivers if r.portal_id in meant.portal_ids]
        return [r for r in self.receivers if getattr(r, meant.kind.value) == meant.detail]

    def _choices(self, field: str, choices: list[Any]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    def _all_label(self) -> str:
        return gettext("All portals (%(count)s)") % {"count": len(self.receivers)}


class RecallForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, RemovalKind(kind).label) for kind in WITHDRAWAL_KINDS],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Recall._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see it at every address where the story stood."),
    )
    with_copies = forms.BooleanField(
        label=_("Withdraw own versions of other boards too"),
        required=False,
        initial=True,
        help_text=_(
            "Without this they stay, marked for their readers, and their boards are told to decide at once."
        ),
    )


class ProposeForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=Proposal._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the desk that decides on it; not public."),
    )


class TakeForm(forms.Form):
    section = forms.ModelChoiceField(
        label=_("Section"), queryset=SectionPage.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, receiver: Portal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = SectionPage.objects.filter(  # type: ignore[attr-defined]
            portal=receiver
        ).order_by("section_type__position", "pk")


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Proposal._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The board that sent the story reads it."),
    )


def _counted(pairs: Any) -> list[tuple[str, str]]:
    counts = Counter(pair for pair in pairs if pair[0])
    return [
        ("", "—"),
        *((code, f"{name} ({count})") for (code, name), count in counts.items()),
    ]


def _grouped(receivers: list[Receiver]) -> list[tuple[str, list[tuple[int, str]]]]:
    return [
        (overseer, [(r.portal_id, f"{r.name} ({overseer})") for r in group])
        for overseer, group in groupby(receivers, key=lambda r: r.overseer)
    ]
