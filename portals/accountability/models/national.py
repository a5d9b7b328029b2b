"""A case that goes on in the national system: its number there, what was given over, and how it stands there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal

from ..enums import NationalState
from .cases import CitizenCase

LONGEST_NUMBER = 60


class NationalHandover(models.Model):
    """One a case, from the day on which it was handed over.

    `portal` is the one that handed it over, and has its texts until they were given away and erased: `commitments` then
    are what stays, of every export: what, commitment, and when it was exported. The salts stand in the exported files
    alone. State and days are what the newest export
    of the national system told.
    """

    case = models.OneToOneField(CitizenCase, models.PROTECT, related_name="national")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    number = models.CharField(
        _("number in the national system"), max_length=LONGEST_NUMBER, unique=True
    )
    basis = models.CharField(_("legal ground"), max_length=300)
    handed_at = models.DateTimeField(_("handed over"))
    handed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    exported_at = models.DateTimeField(_("exported"), null=True, blank=True)
    exported_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    commitments = models.JSONField(default=list, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    state = models.CharField(
        _("state there"), max_length=10, choices=NationalState, blank=True, default=""
    )
    received_on = models.DateField(_("received there"), null=True, blank=True)
    due_on = models.DateField(_("due there"), null=True, blank=True)
    answered_on = models.DateField(_("answered there"), null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[NationalHandover]]

    class Meta:
        verbose_name = _("handing over to the national system")
        verbose_name_plural = _("handings over to the national system")
        ordering = ["-handed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(basis=""), name="national_has_number_and_ground"
            ),
            models.CheckConstraint(
                condition=Q(exported_at=None, exported_by=None)
                | Q(exported_at__isnull=False, exported_by__isnull=False),
                name="national_export_has_hand_and_hour",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(exported_at__isnull=False),
                name="national_erased_once_exported",
            ),
            models.CheckConstraint(
                condition=Q(state="", told_at=None) | (~Q(state="") & Q(told_at__isnull=False)),
                name="national_state_was_told",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(state="answered"),
                name="national_answer_has_its_state",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(received_on=None) | Q(due_on__gte=F("received_on")),
                name="national_due_after_receipt",
            ),
        ]

    def __str__(self) -> str:
        return self.number
