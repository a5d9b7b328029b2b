"""A portal: one public body's place on the web."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page, Site

from portals.appearance import Motif, Palette
from portals.tiers import INSTALL_TIER, traits_of
from portals.word_lists import word_list

from ..querysets import PortalQuerySet, manager_of
from .tier import Tier

# These begin the name of an administrative unit and are written small inside a sentence.
UNIT_WORDS = word_list("unit-words")


class Portal(models.Model):
    """One portal, from the day it opens to the day it closes.

    Neither code nor name identifies a unit for ever (the reform of 2025 gave 99 old codes to new units), so
    identity is (`code`, `opened_on`), and no two portals share a code on one day. `closed_on` is the first day on
    which it is closed.
    """

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    tier = models.ForeignKey(Tier, models.PROTECT, verbose_name=_("tier"), related_name="portals")
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    # The home page stays when the portal closes; the Wagtail site only serves it while it is open.
    root = models.OneToOneField(
        Page, models.PROTECT, null=True, blank=True, related_name="home_of", editable=False
    )
    site = models.OneToOneField(
        Site, models.SET_NULL, null=True, blank=True, related_name="portal", editable=False
    )
    collection = models.OneToOneField(
        Collection, models.PROTECT, null=True, blank=True, related_name="portal", editable=False
    )

    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("email"), blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    responsible_name = models.CharField(_("person responsible"), max_length=80, blank=True)
    responsible_post = models.CharField(
        _("post of the person responsible"), max_length=120, blank=True
    )
    spokesperson_name = models.CharField(_("spokesperson"), max_length=80, blank=True)
    spokesperson_phone = models.CharField(_("phone of the spokesperson"), max_length=40, blank=True)
    spokesperson_email = models.EmailField(_("email of the spokesperson"), blank=True)
    governing_body = models.CharField(
        _("governing body"),
        max_length=160,
        blank=True,
        help_text=_("Empty: the body that the portal is named after."),
    )
    map_link = models.URLField(
        _("link to a map"),
        max_length=300,
        blank=True,
        help_text=_("Where a map shows the office. The visitor follows it; no map is loaded here."),
    )
    licence = models.CharField(
        _("licence of the portal"),
        max_length=160,
        blank=True,
        db_default="",
        help_text=_("Number, day and issuer, where the portal needs one."),
    )

    # Empty: as usual for its tier.
    palette = models.CharField(
        _("colours"), max_length=12, choices=Palette, blank=True, db_default=""
    )
    motif = models.CharField(
        _("motif of the banner"), max_length=12, choices=Motif, blank=True, db_default=""
    )
    shows_views = models.BooleanField(
        _("shows in the footer how often it was looked at"), default=False, db_default=False
    )

    objects: ClassVar[PortalQuerySet] = manager_of(PortalQuerySet)

    class Meta:
        verbose_name = _("portal")
        verbose_name_plural = _("portals")
        constraints = [
            models.UniqueConstraint(fields=["code", "opened_on"], name="portal_identity"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=F("opened_on")),
                name="portal_closes_after_it_opens",
            ),
            ExclusionConstraint(
                name="portal_code_once_a_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (Func("opened_on", "closed_on", function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has_ended_by(self, day: date) -> bool:
        """Whether the body is gone on `day`: its pages stay to be read, and nobody answers there any more."""
        return self.closed_on is not None and self.closed_on <= day

    @property
    def last_day(self) -> date | None:
        """The last day on which the portal was open; None while no end is known."""
        return self.closed_on - timedelta(days=1) if self.closed_on else None

    @property
    def shown_palette(self) -> str:
        return self.palette or traits_of(self.tier_id).palette

    @property
    def shown_motif(self) -> str:
        return self.motif or traits_of(self.tier_id).motif

    @property
    def keeps_ledger(self) -> bool:
        """Whether the ledger's page and files are on this portal's host."""
        return self.tier_id == INSTALL_TIER

    @property
    def name_in_sentence(self) -> str:
        """The name as it stands inside a sentence: "phường Vũ Ninh", but "Sở Nội vụ"."""
        if self.name.startswith(UNIT_WORDS):
            return self.name[:1].lower() + self.name[1:]
        return self.name

    @property
    def title(self) -> str:
        """The uniform name of the portal itself (domain rule: one form of name for all)."""
        return f"Cổng Thông tin điện tử {self.name_in_sentence}"

    @property
    def agency(self) -> str:
        """The body that answers for the portal, as its banner names it."""
        if self.name.startswith(UNIT_WORDS):
            return f"Ủy ban nhân dân {self.name_in_sentence}"
        return self.name
