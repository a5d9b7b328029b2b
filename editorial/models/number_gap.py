"""Numbers that are missing in a series that the law wants public."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editorial.document_numbers.parsing import LONGEST_NUMBER
from portals.boards.models import User
from portals.models import Portal

from .document import LONGEST_ISSUER


class GapAnswer(models.TextChoices):
    """What a board says of a missing number."""

    COMING = "coming", _("will be published")
    UNUSED = "unused", _("the number was not used")
    WITHHELD = "withheld", _("may not be public by law")


# What takes a document from the public must say why.
WITH_REASON = (GapAnswer.UNUSED, GapAnswer.WITHHELD)


class NumberGap(models.Model):
    """A number of which no document is public, though one must be. Closed when its document comes.

    It stands below one that is published in a series that the law makes public as a whole, or in the list of a records
    office (`NumberList`).

    The board has until `due_at`; citizens see it once the board has answered, or from `public_from` on.
    """

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    issuer = models.CharField(_("issuing body"), max_length=LONGEST_ISSUER)
    issuer_key = models.CharField(max_length=LONGEST_ISSUER)
    series = models.CharField(max_length=LONGEST_NUMBER)
    is_normative = models.BooleanField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number and symbol"), max_length=LONGEST_NUMBER)
    # The day of its issue by the list; else that of the next number: it was issued by then.
    known_on = models.DateField(_("issued by"))
    noticed_at = models.DateTimeField(_("noticed at"))
    due_at = models.DateTimeField(_("due at"))
    public_from = models.DateTimeField(_("public from"))
    answer = models.CharField(_("answer"), max_length=8, choices=GapAnswer, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects: ClassVar[models.Manager[NumberGap]]

    class Meta:
        verbose_name = _("missing number")
        verbose_name_plural = _("missing numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["issuer_key", "series", "is_normative", "serial"], name="number_gap_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answered_gap_has_its_hour",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=WITH_REASON) | ~Q(reason=""), name="gap_left_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["portal"], name="number_gap_open", condition=Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.number
