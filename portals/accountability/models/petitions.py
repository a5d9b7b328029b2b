"""What voters and deputies put before a council: public from the beginning, beside the case that answers it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portals.ledger.canonical import normalised
from portals.ledger.commitments import Opening
from portals.models import Portal

from ..enums import CaseOutcome
from .cases import LONGEST_SUBJECT, CitizenCase

LONGEST_NAME, LONGEST_NUMBER = 120, 20


# One whose answer was taken out of view, and that has none any more.
WITHOUT_ANSWER = Q(case__outcome=CaseOutcome.ANSWERED, case__released_at=None, result="")


class CouncilPetition(models.Model):
    """A voters' petition, or a question of a deputy: its place in a council, and its words as anybody reads them.

    The case has owner, clock and answer. `brought_by` is the portal whose head brought the council's sheet in. `result`
    is what the council's office wrote of an answer that was not given here, on `result_on`; with the salt, in
    hexadecimal, it leads to the commitment of the ledger's entry. A result of before these entries has neither.
    """

    case = models.OneToOneField(CitizenCase, models.PROTECT, related_name="petition")
    brought_by = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", verbose_name=_("brought in by")
    )
    council = models.CharField(_("council"), max_length=LONGEST_NAME)
    session = models.CharField(_("session"), max_length=LONGEST_NAME)
    number = models.CharField(_("number"), max_length=LONGEST_NUMBER)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    text = models.TextField(_("text"))
    raised_by = models.CharField(_("group of deputies, or place"), max_length=200)
    result = models.TextField(_("result"), blank=True, default="")
    result_on = models.DateField(_("answered on"), null=True, blank=True)
    result_salt = models.CharField(max_length=64, blank=True, default="", db_default="")
    result_commitment = models.CharField(max_length=67, blank=True, default="", db_default="")
    brought_at = models.DateTimeField()

    objects: ClassVar[models.Manager[CouncilPetition]]

    class Meta:
        verbose_name = _("petition before a council")
        verbose_name_plural = _("petitions before councils")
        constraints = [
            models.UniqueConstraint(
                fields=["brought_by", "council", "session", "number"],
                name="one_petition_a_session_and_number",
            ),
            models.CheckConstraint(
                condition=~Q(council="")
                & ~Q(session="")
                & ~Q(number="")
                & ~Q(subject="")
                & ~Q(text="")
                & ~Q(raised_by=""),
                name="petition_has_place_and_words",
            ),
            models.CheckConstraint(
                condition=Q(result="", result_on=None)
                | (~Q(result="") & Q(result_on__isnull=False)),
                name="petitions_result_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(result_salt="", result_commitment="")
                | (~Q(result="") & ~Q(result_salt="") & ~Q(result_commitment="")),
                name="petitions_commitment_has_salt_and_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council}, {self.session}, {self.number}"

    def commit_to_result(self) -> None:
        """Commit to the words of the result and its day with a new salt; nothing is saved here."""
        day = self.result_on.isoformat() if self.result_on else ""
        opening = Opening.of(normalised({"result": self.result, "on": day}))
        self.result_salt, self.result_commitment = opening.salt.hex(), opening.commitment

    @property
    def path(self) -> str:
        """Its page, on each portal that lists it."""
        return reverse("petition", urlconf="portals.urls.public", args=[self.pk])
