"""The form by which standing editors send one story or several: to whom, as what, when, and on what ground."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.models import SectionType, StoryPage
from portals.admin_kit.fields import LocalMinuteField
from portals.admin_kit.form_fields import choice_field
from portals.calendar.working_days import load_calendar
from syndication.enums import AudienceKind, Urgency
from syndication.models import Dispatch, PortalList

from .actions import StoryToSend
from .audience import Audience, Receiver, meant_among

# Before anything is chosen; the labels of the kinds themselves tell what was chosen.
_KINDS_TO_CHOOSE = [
    (AudienceKind.TIER, _("Portals of one tier")),
    (AudienceKind.CLUSTER, _("Portals of one cluster")),
    (AudienceKind.BELOW, _("Portals below one portal")),
    (AudienceKind.LIST, _("A saved list")),
    (AudienceKind.CHOSEN, _("Portal by portal")),
]
# What a priority story is given where the desk names no time: a working day, in the office's hours.
USUAL_HOURS = 8


class SendingForm(forms.Form):
    """Fields for all stories together, and for each its class and its section there (`rows`)."""

    audience = forms.ChoiceField(label=_("Audience"), widget=forms.RadioSelect)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    below = forms.ChoiceField(label=_("Portal above"), required=False)
    saved = forms.ChoiceField(label=_("List"), required=False)
    portals = forms.TypedMultipleChoiceField(
        label=_("Portals"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    save_as = forms.CharField(
        label=_("Save these portals as a list"),
        required=False,
        max_length=PortalList._meta.get_field("name").max_length,
        help_text=_("A name under which you find them next time. Empty: not saved."),
    )
    due_at = LocalMinuteField(
        label=_("Due"),
        required=False,
        help_text=_(
            "A priority story places itself then; empty: after a working day."
            " An ordinary one is offered until then; empty: for 7 days."
        ),
    )
    starts_at = LocalMinuteField(
        label=_("Send later, at"),
        required=False,
        help_text=_("Empty: in 30 seconds, within which you may undo it."),
    )
    mandate = forms.CharField(
        label=_("Mandate"),
        required=False,
        max_length=Dispatch._meta.get_field("mandate").max_length,
        help_text=_("The decision or plan that asks for it, with number and date."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=Dispatch._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the boards that receive it; not public."),
    )

    def __init__(
        self,
        *args: Any,
        stories: Sequence[StoryPage],
        receivers: Sequence[Receiver],
        lists: Sequence[PortalList],
        usual: dict[int, str],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        """`usual` has by story the class with which its section is sent as a rule."""
        super().__init__(*args, **kwargs)
        self.stories, self.receivers, self.lists, self.now = stories, receivers, lists, now
        kinds = [kind for kind in _KINDS_TO_CHOOSE if lists or kind[0] != AudienceKind.LIST]
        self._choices("audience", [(AudienceKind.ALL, self._all_label()), *kinds])
        self._choices("tier", _counted((r.tier, r.tier_name) for r in receivers))
        self._choices("cluster", _counted((r.cluster, r.cluster_name) for r in receivers))
        self._choices("below", _counted((str(r.overseer_id), r.overseer) for r in receivers))
        self._choices("saved", [("", "—"), *((str(one.pk), one.name) for one in lists)])
        self._choices("portals", _grouped(receivers))
        self._add_rows(usual)

    def _add_rows(self, usual: dict[int, str]) -> None:
        there = [("", gettext("As on our portal"))]
        there += [(kind.pk, kind.name) for kind in SectionType.objects.order_by("position", "pk")]
        for story in self.stories:
            self.fields[f"class-{story.pk}"] = forms.ChoiceField(
                label=_("Class"),
                choices=Urgency,
                initial=usual.get(story.pk, Urgency.ORDINARY),
                required=False,
            )
            self.fields[f"section-{story.pk}"] = forms.ChoiceField(
                label=_("Section there"), choices=there, required=False
            )

    @property
    def rows(self) -> list[tuple[StoryPage, Any, Any]]:
        return [
            (story, self[f"class-{story.pk}"], self[f"section-{story.pk}"])
            for story in self.stories
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for kind, field, message in (
            (AudienceKind.TIER, "tier", _("Choose a tier.")),
            (AudienceKind.CLUSTER, "cluster", _("Choose a cluster.")),
            (AudienceKind.BELOW, "below", _("Choose a portal.")),
            (AudienceKind.LIST, "saved", _("Choose a list.")),
            (AudienceKind.CHOSEN, "portals", _("Choose at least one portal.")),
        ):
            meant = cleaned.get("audience") == kind
            if meant and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, message)
        self._clean_times(cleaned)
        return cleaned

    def _clean_times(self, cleaned: dict[str, Any]) -> None:
        starts, due = cleaned.get("starts_at"), cleaned.get("due_at")
        urgent = any(order.urgency == Urgency.URGENT for order in self.orders())
        if starts is not None and starts <= self.now:
            self.add_error("starts_at", _("This time has passed already."))
        elif starts is not None and urgent:
            self.add_error(
                "starts_at",
                _(
                    "An urgent story goes out as soon as a second person confirms it; leave this empty."
                ),
            )
        if due is not None and due <= (starts or self.now):
            self.add_error("due_at", _("The due time has passed already."))

    def orders(self) -> list[StoryToSend]:
        """The stories of a form with what was chosen for each; a choice that is missing is as by default."""
        return [
            StoryToSend(
                story,
                self.cleaned_data.get(f"section-{story.pk}", ""),
                Urgency(self.cleaned_data.get(f"class-{story.pk}") or Urgency.ORDINARY),
            )
            for story in self.stories
        ]

    def due_named(self) -> datetime | None:
        """The due time that a valid form names, for all of its stories."""
        due: datetime | None = self.cleaned_data["due_at"]
        return due

    def priority_due(self) -> datetime | None:
        """When the priority stories of a valid form place themselves: as it names, else after a working day."""
        if not any(order.urgency == Urgency.PRIORITY for order in self.orders()):
            return None
        begins = self.cleaned_data["starts_at"] or self.now
        return self.due_named() or load_calendar().add_working_hours(begins, USUAL_HOURS)

    def audience_meant(self) -> Audience:
        """Return the audience of a valid form."""
        kind = AudienceKind(self.cleaned_data["audience"])
        if kind == AudienceKind.CHOSEN:
            return Audience(kind, portal_ids=frozenset(self.cleaned_data["portals"]))
        if kind == AudienceKind.LIST:
            chosen = self._list_chosen()
            # Those that closed, or are somebody else's now, are left out of a list.
            able = {receiver.portal_id for receiver in self.receivers}
            ids = frozenset(portal.pk for portal in chosen.portals.all() if portal.pk in able)
            return Audience(kind, detail=chosen.name, portal_ids=ids)
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
        field = "saved" if kind == AudienceKind.LIST else kind.value
        names = dict(cast("list[tuple[str, str]]", choice_field(self, field).choices))
        return f"{dict(_KINDS_TO_CHOOSE)[kind]}: {names[self.cleaned_data[field]]}"

    def receivers_meant(self) -> list[Receiver]:
        """Return the portals that a valid form reaches, as they were when it was shown."""
        return meant_among(self.receivers, self.audience_meant())

    def _list_chosen(self) -> PortalList:
        return next(one for one in self.lists if str(one.pk) == self.cleaned_data["saved"])

    def _choices(self, field: str, choices: Sequence[Any]) -> None:
        choice_field(self, field).choices = choices

    def _all_label(self) -> str:
        return gettext("All portals (%(count)s)") % {"count": len(self.receivers)}


def _counted(pairs: Any) -> list[tuple[str, str]]:
    counts = Counter(pair for pair in pairs if pair[0])
    return [
        ("", "—"),
        *((code, f"{name} ({count})") for (code, name), count in counts.items()),
    ]


def _grouped(receivers: Sequence[Receiver]) -> list[tuple[str, list[tuple[int, str]]]]:
    return [
        (overseer, [(r.portal_id, f"{r.name} ({overseer})") for r in group])
        for overseer, group in groupby(receivers, key=lambda r: r.overseer)
    ]
