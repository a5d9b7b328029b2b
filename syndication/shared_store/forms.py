"""Forms of stories going up and across: what a list is narrowed to, and where a story shall stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.models.taxonomy import SectionType
from portals.admin_kit.form_fields import choice_field
from portals.models import Portal
from portals.queries import tiers_in_use
from syndication.adaptations.forms import SectionOfMineForm

from .queries import LocalStoryFilter

_DAYS = [("1", _("1 day")), ("3", _("3 days")), ("7", _("7 days")), ("30", _("30 days"))]
USUAL_DAYS = "3"


class LocalStoriesForm(forms.Form):
    """What standing editors narrow the list of local stories to; all of it in the address."""

    q = forms.CharField(label=_("Title or portal"), required=False, max_length=100)
    days = forms.ChoiceField(label=_("Published within"), choices=_DAYS, required=False)
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False)
    new = forms.BooleanField(label=_("Only those not on our portal"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = tiers_in_use().values_list("code", "name")
        sections = SectionType.objects.order_by("position", "code").values_list("code", "name")
        self._choices("tier", [("", _("All")), *tiers])
        self._choices("section", [("", _("All")), *sections])
        # It stands before its words.
        self.fields["new"].label_suffix = ""

    def wanted(self, now: datetime) -> LocalStoryFilter:
        """What is asked for; a value that cannot be read narrows nothing, and the form says so."""
        self.is_valid()
        given = self.cleaned_data
        return LocalStoryFilter(
            since=now - timedelta(days=int(given.get("days") or USUAL_DAYS)),
            words=given.get("q") or "",
            tier=given.get("tier") or "",
            section_type=given.get("section") or "",
            only_new=bool(given.get("new")),
        )

    def _choices(self, field: str, choices: list[Any]) -> None:
        choice_field(self, field).choices = choices


class StoreForm(forms.Form):
    """What somebody looks for in the shared store."""

    q = forms.CharField(label=_("Words to look for"), required=False, max_length=200)


class PickForm(SectionOfMineForm):
    """Where a local story shall stand, and whether it goes on to all portals below."""

    sends_on = forms.BooleanField(
        label=_("Send it on to all portals at once"),
        required=False,
        help_text=_(
            "As an ordinary story: each board places it, leaves it or lets it lapse. Portals where it stands keep it."
        ),
    )

    def __init__(self, *args: Any, portal: Portal, **kwargs: Any) -> None:
        super().__init__(*args, portals=[portal], **kwargs)
