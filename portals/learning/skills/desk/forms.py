"""Forms of courses and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.boards.enums import ALL_POSITIONS
from portals.boards.models import BoardMember, User
from portals.learning.skills.actions import SessionPlan
from portals.learning.skills.catalogue import skills
from portals.learning.skills.changing import SessionChange
from portals.learning.skills.models import SessionTrainer
from portals.models import Portal
from portals.uploads import TABLES
from portals.uploads.fields import CheckedFileField

if TYPE_CHECKING:
    from datetime import date

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def skill_choices() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in skills().values()]


class CourseForm(forms.Form):
    name = forms.CharField(label=_("Name of the course"), max_length=160)
    for_skills = forms.MultipleChoiceField(
        label=_("For the skills"), widget=forms.CheckboxSelectMultiple, choices=skill_choices
    )


class SessionForm(forms.Form):
    """A day, a place or a link, who trains, and which boards; all boards of a tier may be invited at once."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    begins = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    trainers = forms.CharField(
        label=_("Trainers"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: an account of a board, or the name of somebody from outside."),
    )
    tiers = forms.MultipleChoiceField(
        label=_("All boards of"), required=False, widget=forms.CheckboxSelectMultiple
    )
    boards = forms.ModelMultipleChoiceField(
        label=_("Single boards"),
        queryset=Portal.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, invitable: Sequence[Portal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitable = invitable
        tiers = {one.tier_id: one.tier.name for one in invitable}
        cast("forms.MultipleChoiceField", self.fields["tiers"]).choices = list(tiers.items())
        boards = Portal.objects.filter(pk__in=[one.pk for one in invitable]).order_by("name", "pk")
        cast("forms.ModelMultipleChoiceField[Portal]", self.fields["boards"]).queryset = boards

    def plan(self) -> SessionPlan:
        """What was typed, as the verb takes it. One query where trainers are named."""
        given = self.cleaned_data
        chosen = {one.pk for one in given["boards"]}
        boards = [
            one for one in self.invitable if one.pk in chosen or one.tier_id in given["tiers"]
        ]
        users, outside = self._trainers(given["day"])
        return SessionPlan(
            given["day"], given["begins"], boards, given["place"], given["link"], users, outside
        )

    def also_known(self) -> dict[str, User]:
        """Trainers by account besides those who hold a post on the day."""
        return {}

    def _trainers(self, day: date) -> tuple[list[User], list[str]]:
        named = list(
            dict.fromkeys(
                " ".join(line.split())[:160]
                for line in self.cleaned_data["trainers"].splitlines()
                if line.strip()
            )
        )
        if not named:
            return [], []
        posts = BoardMember.objects.holding(ALL_POSITIONS, day).filter(
            board__portal__in=[one.pk for one in self.invitable],
            user__username__in=[one.lower() for one in named],
        )
        held = {post.user.username: post.user for post in posts.select_related("user")}
        known = self.also_known() | held
        return (
            [known[one.lower()] for one in named if one.lower() in known],
            [one for one in named if one.lower() not in known],
        )


class SessionChangeForm(SessionForm):
    """What of a session may change before it begins: its boards stay."""

    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        required=False,
        help_text=_("Empty: the name of its course."),
    )
    field_order = ("title", "day", "begins", "place", "link", "trainers")

    def __init__(self, *args: Any, trainers: Sequence[SessionTrainer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former = trainers
        for name in ("tiers", "boards"):
            del self.fields[name]
        self.initial["trainers"] = "\n".join(
            one.user.username if one.user else one.outside_name for one in trainers
        )

    def also_known(self) -> dict[str, User]:
        # Who trained it before may have left their board meanwhile.
        return {one.user.username: one.user for one in self.former if one.user}

    def change(self) -> SessionChange:
        given = self.cleaned_data
        users, outside = self._trainers(given["day"])
        return SessionChange(
            given["day"], given["begins"], given["place"], given["link"], given["title"],
            users, outside,
        )  # fmt: skip


class SessionCallOffForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class AttendanceSheetForm(forms.Form):
    file = CheckedFileField(accepts=TABLES, label=_("File"))


class VisitForm(forms.Form):
    """Of one proposal: when the visit is."""

    portal = forms.IntegerField(widget=forms.HiddenInput)
    skill = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField(label=_("Day"), widget=DAY)
