"""The short forms in which a change of one unit is entered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.clock import local_date
from portals.models import Portal
from portals.text import nfc
from portals.tiers import INSTALL_TIER

from ..sheet import ReformLine
from ..sheet_checks import LONGEST_NAME
from ..small_changes import closing, moving, renaming
from .forms import MandateForm


class SmallForm(MandateForm):
    """A form about one portal that is open today."""

    portal = forms.ModelChoiceField(Portal.objects.none(), label=gettext_lazy("Portal"))
    field_order = ["portal"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = local_date(timezone.now())
        portals = Portal.objects.open_on(today).order_by("tier__level", "name", "pk")
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                # The province itself neither ends nor stands under another.
                own = name == "portal"
                field.queryset = portals.exclude(tier=INSTALL_TIER) if own else portals

    def title(self) -> str:
        """What the change is called in the list."""
        raise NotImplementedError

    def lines(self, day: date) -> list[ReformLine]:
        """Raises UnfitReform where what was chosen does not stand the day before."""
        raise NotImplementedError


class RenameUnitForm(SmallForm):
    name = forms.CharField(
        label=gettext_lazy("New name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("With the word for the unit before it, as in “Phường Vũ Ninh”."),
    )
    field_order = ["portal", "name"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["name"] = " ".join(nfc(told.get("name", "")).split())
        portal = told.get("portal")
        if portal is not None and portal.name == told["name"]:
            self.add_error("name", _("This is its name already; give the new one."))
        return told

    def title(self) -> str:
        told = self.cleaned_data
        return _("%(old)s is renamed %(new)s") % {"old": told["portal"].name, "new": told["name"]}

    def lines(self, day: date) -> list[ReformLine]:
        return renaming(self.cleaned_data["portal"], self.cleaned_data["name"], day=day)


class MoveUnitForm(SmallForm):
    overseer = forms.ModelChoiceField(Portal.objects.none(), label=gettext_lazy("New overseer"))
    field_order = ["portal", "overseer"]

    def title(self) -> str:
        told = self.cleaned_data
        names = {"portal": told["portal"].name, "overseer": told["overseer"].name}
        return _("%(portal)s comes under %(overseer)s") % names

    def lines(self, day: date) -> list[ReformLine]:
        return moving(self.cleaned_data["portal"], self.cleaned_data["overseer"], day=day)


class CloseUnitForm(SmallForm):
    successor = forms.ModelChoiceField(
        Portal.objects.none(),
        label=gettext_lazy("Successor"),
        required=False,
        help_text=gettext_lazy("Who takes over. Empty: it is dissolved, and its overseer does."),
    )
    field_order = ["portal", "successor"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("portal") is not None and told["portal"] == told.get("successor"):
            self.add_error("successor", _("A portal cannot be its own successor; choose another."))
        return told

    def title(self) -> str:
        return _("%(portal)s ends") % {"portal": self.cleaned_data["portal"].name}

    def lines(self, day: date) -> list[ReformLine]:
        return closing(self.cleaned_data["portal"], self.cleaned_data["successor"], day=day)
