"""Who countersigns the ledger from outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from portals.ledger.models import LedgerCheckpoint, LedgerCosignature, LedgerKey
from portals.querysets import manager_of


class WitnessQuerySet(models.QuerySet["Witness"]):
    def standing(self) -> WitnessQuerySet:
        """Those who are asked."""
        return self.filter(forgotten_at=None)

    def silent(self, now: datetime) -> WitnessQuerySet:
        """Those who were sent a checkpoint days ago and have sent none back since."""
        late = now - timedelta(days=settings.PORTALS_WITNESS_SILENT_DAYS)
        answers = LedgerCosignature.objects.filter(
            name=OuterRef("key_name"), received_at__gt=OuterRef("waiting_since")
        )
        return self.standing().filter(~Exists(answers), waiting_since__lte=late)

    def with_answers(self) -> WitnessQuerySet:
        """With `signed_size` and `signed_at`: the largest checkpoint that they countersigned, and when it came."""
        answers = LedgerCosignature.objects.filter(name=OuterRef("key_name")).order_by(
            "-checkpoint"
        )
        return self.annotate(
            signed_size=Subquery(answers.values("checkpoint")[:1]),
            signed_at=Subquery(answers.values("received_at")[:1]),
        )


class Witness(models.Model):
    """An office outside, by the key with which it countersigns. One that was forgotten is asked no more."""

    office = models.CharField(_("office"), max_length=160)
    key = models.ForeignKey(
        LedgerKey, models.PROTECT, related_name="witnesses", verbose_name=_("key")
    )
    # The name in the key, which stands before each of its signatures.
    key_name = models.CharField(_("name of the key"), max_length=200)
    address = models.EmailField(_("mail address"), max_length=254)
    known_since = models.DateTimeField(_("known since"))
    forgotten_at = models.DateTimeField(_("forgotten"), null=True, blank=True)
    # The newest checkpoint that was mailed, and when.
    mailed = models.ForeignKey(
        LedgerCheckpoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checkpoint"),
    )
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    # When the first was mailed that nothing came back for.
    waiting_since = models.DateTimeField(_("no answer since"), null=True, blank=True)

    objects: ClassVar[WitnessQuerySet] = manager_of(WitnessQuerySet)

    class Meta:
        verbose_name = _("witness of the ledger")
        verbose_name_plural = _("witnesses of the ledger")
        constraints = [
            models.UniqueConstraint(
                fields=["key_name"],
                condition=Q(forgotten_at=None),
                name="witness_known_once",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(forgotten_at__gte=F("known_since")),
                name="witness_forgotten_after_known",
            ),
            models.CheckConstraint(
                condition=Q(mailed=None, mailed_at=None)
                | Q(mailed__isnull=False, mailed_at__isnull=False),
                name="witness_mailed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.office
