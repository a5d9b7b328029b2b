"""Which numbers a records office says are public: the ground on which further missing numbers are named."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.document_numbers.parsing import LONGEST_NUMBER
from portals.boards.models import User
from portals.models import Portal

from .document import LONGEST_ISSUER
from .register_import import unguessable_table


class NumberList(models.Model):
    """A records office's own export of public numbers, as a board declared it. The file stays as evidence.

    It holds until `ended_at`, when the board took it back.
    """

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    name = models.CharField(_("name of the file"), max_length=255)
    file = models.FileField(upload_to=unguessable_table)
    sha256 = models.CharField(max_length=64)
    declared_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    declared_at = models.DateTimeField(_("declared at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[models.Manager[NumberList]]

    class Meta:
        verbose_name = _("list of numbers")
        verbose_name_plural = _("lists of numbers")

    def __str__(self) -> str:
        return self.name


class ListedNumber(models.Model):
    """One number of a list: its document exists and is public."""

    number_list = models.ForeignKey(NumberList, models.CASCADE, related_name="numbers")
    issuer = models.CharField(_("issuing body"), max_length=LONGEST_ISSUER)
    issuer_key = models.CharField(max_length=LONGEST_ISSUER)
    series = models.CharField(max_length=LONGEST_NUMBER)
    is_normative = models.BooleanField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number and symbol"), max_length=LONGEST_NUMBER)
    issued_on = models.DateField(_("issued on"))

    objects: ClassVar[models.Manager[ListedNumber]]

    class Meta:
        verbose_name = _("listed number")
        verbose_name_plural = _("listed numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["number_list", "issuer_key", "series", "is_normative", "serial"],
                name="number_listed_once",
            )
        ]

    def __str__(self) -> str:
        return self.number
