"""The card of the portal that runs the install: measured like all others, and confirmed by an office outside."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.auditors.models import Auditor

from .scorecard import Scorecard


class OwnCard(models.Model):
    """The way of the province's own card: an auditor may confirm it until `due_at`, then it is public either way.

    Nobody of the province scores it, so it goes through no proceeding and has no rank.
    """

    card = models.OneToOneField(
        Scorecard,
        models.PROTECT,
        primary_key=True,
        related_name="own_way",
        verbose_name=_("scorecard"),
    )
    due_at = models.DateTimeField(_("to be confirmed by"))
    # A place on a team: whose office it is says its decision.
    confirmed_by = models.ForeignKey(
        Auditor, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    published_at = models.DateTimeField(_("published at"), null=True)

    objects: ClassVar[models.Manager[OwnCard]]

    class Meta:
        verbose_name = _("the province's own card")
        verbose_name_plural = _("the province's own cards")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="own_card_is_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__lte=F("due_at")),
                name="own_card_is_confirmed_in_time",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None)
                | Q(published_at__gt=F("due_at"))
                | Q(confirmed_at__isnull=False, published_at__gte=F("confirmed_at")),
                name="own_card_waits_for_its_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id}"


class OwnCardVerdict(models.Model):
    """What the office outside found of one line, which had these points (None: did not count) when it was seen."""

    own_card = models.ForeignKey(
        OwnCard,
        models.PROTECT,
        db_index=False,
        related_name="verdicts",
        verbose_name=_("the province's own card"),
    )
    criterion_code = models.CharField(_("criterion"), max_length=8)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True)
    is_contested = models.BooleanField(_("contested"))
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    objects: ClassVar[models.Manager[OwnCardVerdict]]

    class Meta:
        verbose_name = _("finding on a line of the province's own card")
        verbose_name_plural = _("findings on lines of the province's own card")
        constraints = [
            models.UniqueConstraint(
                fields=["own_card", "criterion_code"], name="one_finding_a_line"
            ),
            models.CheckConstraint(
                condition=Q(is_contested=False, reason="") | Q(is_contested=True) & ~Q(reason=""),
                name="contested_line_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.own_card_id} {self.criterion_code}"
