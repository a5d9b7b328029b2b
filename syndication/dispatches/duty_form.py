"""The form of a shift of duty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals.admin_kit.fields import LocalMinuteField
from portals.admin_kit.form_fields import choice_field
from portals.boards.models import User


class ShiftForm(forms.Form):
    person = forms.ChoiceField(label=_("On duty"))
    starts_at = LocalMinuteField(label=_("Begins"))
    ends_at = LocalMinuteField(label=_("Ends"))

    def __init__(self, *args: Any, members: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        choice_field(self, "person").choices = [
            (key, str(member)) for key, member in self.members.items()
        ]

    def person_meant(self) -> User:
        """The member whom a valid form puts on duty."""
        return self.members[self.cleaned_data["person"]]
