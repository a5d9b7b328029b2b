"""The short forms in which a change of one unit is entered."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.clock import local_date
from portals.models import Cluster, Portal, Tier
from portals.tiers import INSTALL_TIER

from ..sheet import ReformLine, ReformUnitSpec, one_line
from ..sheet_checks import LONGEST_CODE, LONGEST_HOST, LONGEST_NAME
from ..small_changes import closing, moving, opening, renaming
from .forms import MandateForm

PORTALS_CHOSEN = frozenset({"portal", "overseer", "successor"})


class SmallForm(MandateForm):
    """A form about one unit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = local_date(timezone.now())
        portals = Portal.objects.open_on(today).order_by("tier__level", "name", "pk")
        for name in PORTALS_CHOSEN & self.fields.keys():
            # The province itself neither ends nor stands under another.
            own = name == "portal"
            field = cast("forms.ModelChoiceField[Portal]", self.fields[name])
            field.queryset = portals.exclude(tier=INSTALL_TIER) if own else portals

    def title(self) -> str:
        """What the change is called in the list."""
        raise NotImplementedError

    def lines(self, day: date) -> list[ReformLine]:
        """Raises UnfitReform where what was chosen does not stand the day before."""
        raise NotImplementedError


class _PortalForm(SmallForm):
    """A form about one portal that is open today."""

    portal = forms.ModelChoiceField(Portal.objects.none(), label=gettext_lazy("Portal"))


class HostField(forms.CharField):
    """The part of a host name below the install's domain: empty, or as `sheet_checks` wants it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=format_lazy(
                gettext_lazy("Address below {domain}"), domain=settings.PORTALS_BASE_DOMAIN
            ),
            max_length=LONGEST_HOST,
            required=False,
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        host = str(super().clean(value)).strip().lower()
        return host.removesuffix(f".{settings.PORTALS_BASE_DOMAIN}")


class OpenUnitForm(SmallForm):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=LONGEST_CODE)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("With the word for the unit before it, as in “Phường Vũ Ninh”."),
    )
    tier = forms.ModelChoiceField(Tier.objects.none(), label=gettext_lazy("Tier"))
    overseer = forms.ModelChoiceField(
        Portal.objects.none(),
        label=gettext_lazy("Portal above"),
        help_text=gettext_lazy("Who sends it stories, checks and scores it."),
    )
    host = HostField(
        help_text=gettext_lazy(
            "Empty: made from the name, below the overseer's; the plan shows it before anything happens."
        )
    )
    cluster = forms.ModelChoiceField(
        Cluster.objects.order_by("name", "code"),
        label=gettext_lazy("Cluster"),
        required=False,
        help_text=gettext_lazy("The peers with which it is compared."),
    )
    field_order = ["code", "name", "tier", "overseer", "host", "cluster"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tiers = Tier.objects.exclude(pk=INSTALL_TIER).order_by("level", "code")
        cast("forms.ModelChoiceField[Tier]", self.fields["tier"]).queryset = tiers.filter(
            Q(period__endswith__gt=local_date(timezone.now())) | Q(period__upper_inf=True)
        )

    def title(self) -> str:
        return _("%(name)s opens") % {"name": self._spec().name}

    def lines(self, day: date) -> list[ReformLine]:
        return opening(self._spec())

    def _spec(self) -> ReformUnitSpec:
        told = self.cleaned_data
        return ReformUnitSpec(
            code=one_line(told["code"]),
            name=one_line(told["name"]),
            tier=told["tier"].pk,
            overseer=told["overseer"].code,
            host=told["host"],
            cluster=told["cluster"].code if told["cluster"] else "",
        )


class RenameUnitForm(_PortalForm):
    name = forms.CharField(
        label=gettext_lazy("New name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("With the word for the unit before it, as in “Phường Vũ Ninh”."),
    )
    host = HostField(
        help_text=gettext_lazy(
            "Empty: its address stays. Else all its addresses of today lead to the new ones."
        )
    )
    field_order = ["portal", "name", "host"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["name"] = one_line(told.get("name", ""))
        portal = told.get("portal")
        if portal is not None and portal.name == told["name"]:
            self.add_error("name", _("This is its name already; give the new one."))
        return told

    def title(self) -> str:
        told = self.cleaned_data
        return _("%(old)s is renamed %(new)s") % {"old": told["portal"].name, "new": told["name"]}

    def lines(self, day: date) -> list[ReformLine]:
        told = self.cleaned_data
        return renaming(told["portal"], told["name"], host=told["host"], day=day)


class MoveUnitForm(_PortalForm):
    overseer = forms.ModelChoiceField(Portal.objects.none(), label=gettext_lazy("New overseer"))
    field_order = ["portal", "overseer"]

    def title(self) -> str:
        told = self.cleaned_data
        names = {"portal": told["portal"].name, "overseer": told["overseer"].name}
        return _("%(portal)s comes under %(overseer)s") % names

    def lines(self, day: date) -> list[ReformLine]:
        return moving(self.cleaned_data["portal"], self.cleaned_data["overseer"], day=day)


class CloseUnitForm(_PortalForm):
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
