"""The forms of the office. Days are asked for as people say them: the last day is the last day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.admin_kit.form_fields import choice_field
from portals.boards.actions.appointing import Decision
from portals.boards.actions.people import Person, Term
from portals.boards.enums import EDITORS, Position
from portals.boards.models import User
from portals.boards.models.offices import MOST_SILENT_HOURS, USUAL_SILENT_HOURS
from portals.uploads import TABLES
from portals.uploads.fields import CheckedFileField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portals.boards.models import BoardMember

ONE_DAY = timedelta(days=1)


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and not 1990 <= day.year <= 2200:
            raise forms.ValidationError(_("Check the year."))
        return day


class DecisionForm(forms.Form):
    decision_number = forms.CharField(
        label=_("Decision number"),
        max_length=200,
        required=False,
        help_text=_("As in 12/QĐ-UBND."),
    )
    decided_on = DayField(label=_("Date of the decision"), required=False)

    @property
    def decision(self) -> Decision:
        return Decision(self.cleaned_data["decision_number"], self.cleaned_data["decided_on"])


class DaysForm(forms.Form):
    """A first and perhaps a last day."""

    starts_on = DayField(label=_("First day"))

    def clean(self) -> dict[str, Any]:
        values = cast("dict[str, Any]", super().clean())
        starts_on, last_on = values.get("starts_on"), values.get("last_on")
        if starts_on and last_on and last_on < starts_on:
            self.add_error("last_on", _("The last day must not lie before the first."))
        return values


class SpanForm(DaysForm):
    last_on = DayField(label=_("Last day"))

    @property
    def ends_on(self) -> date:
        """The day after the last, as periods are stored."""
        last_on: date = self.cleaned_data["last_on"]
        return last_on + ONE_DAY


class OpenSpanForm(DaysForm):
    last_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until further notice.")
    )

    @property
    def ends_on(self) -> date | None:
        """The day after the last, as terms are stored; None without one."""
        last_on: date | None = self.cleaned_data["last_on"]
        return last_on + ONE_DAY if last_on else None


class AppointForm(OpenSpanForm, DecisionForm):
    name = forms.CharField(label=_("Full name"), max_length=150, help_text=_("Family name first."))
    main_post = forms.CharField(
        label=_("Main post"),
        max_length=120,
        required=False,
        help_text=_("The person's office outside the board."),
    )
    position = forms.ChoiceField(label=_("Position on the board"))
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        help_text=_("For the invitation. Without one, print a sheet."),
    )
    username = forms.CharField(
        label=_("Account"),
        max_length=150,
        required=False,
        help_text=_(
            "Only if the person has an account already, on another board for instance. Otherwise "
            "one is made."
        ),
    )
    field_order = (
        "name",
        "main_post",
        "position",
        "starts_on",
        "last_on",
        "decision_number",
        "decided_on",
        "email",
        "username",
    )

    def __init__(self, *args: Any, with_head: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "position").choices = [
            (position.value, position.label)
            for position in Position
            if with_head or position != Position.HEAD
        ]

    @property
    def person(self) -> Person:
        values = self.cleaned_data
        return Person(values["name"], values["username"].strip(), values["email"])

    @property
    def term(self) -> Term:
        values = self.cleaned_data
        return Term(
            position=Position(values["position"]),
            starts_on=values["starts_on"],
            ends_on=self.ends_on,
            main_post=values["main_post"],
            decision=self.decision,
        )


class GrantReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class EndPostForm(GrantReasonForm):
    ends_on = DayField(
        label=_("No longer in post from"),
        help_text=_("From this day on the person may do nothing here any more."),
    )
    field_order = ("ends_on", "reason")


class PositionForm(DecisionForm):
    position = forms.ChoiceField(label=_("New position"))
    from_on = DayField(label=_("First day"))
    field_order = ("position", "from_on", "decision_number", "decided_on")

    def __init__(self, *args: Any, member: BoardMember, with_head: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "position").choices = [
            (position.value, position.label)
            for position in Position
            if position != member.position and (with_head or position != Position.HEAD)
        ]


class TermForm(OpenSpanForm, DecisionForm, GrantReasonForm):
    field_order = ("starts_on", "last_on", "decision_number", "decided_on", "reason")


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in stubs only
    """A member of the board, named with their position."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), **{"empty_label": None, **kwargs})
        self.positions: dict[int, str] = {}

    def offer(self, posts: Iterable[BoardMember]) -> None:
        self.positions = {post.user_id: str(Position(post.position).label) for post in posts}
        self.queryset = User.objects.filter(pk__in=self.positions).order_by("last_name", "pk")

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}, {self.positions[obj.pk]}"


class DelegateForm(SpanForm):
    receiver = MemberField(label=_("Delegate to"), empty_label=_("Choose somebody"))
    decision_number = forms.CharField(label=_("Decision number"), max_length=60, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    field_order = ("receiver", "starts_on", "last_on", "decision_number", "reason")

    def __init__(
        self, *args: Any, posts: Iterable[BoardMember], giver: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("MemberField", self.fields["receiver"]).offer(
            post for post in posts if post.user_id != giver.pk and post.position in EDITORS
        )


class AwayForm(SpanForm):
    user = MemberField(label=_("Who is away"))
    # Nobody proposed: the first of the list may be who is away.
    stand_in = MemberField(label=_("Stand-in"), empty_label=_("Choose somebody"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    field_order = ("user", "stand_in", "starts_on", "last_on", "reason")

    def __init__(
        self, *args: Any, posts: list[BoardMember], only: User | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("MemberField", self.fields["user"]).offer(
            post for post in posts if only is None or post.user_id == only.pk
        )
        cast("MemberField", self.fields["stand_in"]).offer(
            post
            for post in posts
            if post.position in EDITORS and (only is None or post.user_id != only.pk)
        )


class WaiverForm(SpanForm, GrantReasonForm):
    field_order = ("starts_on", "last_on", "reason")


class HoursForm(forms.Form):
    hours = forms.IntegerField(
        label=_("Hours after which a deputy may decide for the head"),
        min_value=1,
        max_value=MOST_SILENT_HOURS,
        required=False,
        help_text=_("Empty: %(usual)s hours.") % {"usual": USUAL_SILENT_HOURS},
    )


class ListForm(forms.Form):
    file = CheckedFileField(accepts=TABLES, label=_("File"))
