"""What an agency ruled on who contests what it published: that it was wrong, and what is right."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import StandingWaiver, User
from portals.models import Portal

from ..enums import CaseStep, RulingVerdict
from .cases import CitizenCase

# Both, with the words around them, fit into the note that stands on what was corrected.
LONGEST_PASSAGE = 400
LONGEST_REMAINDER = 500


class CorrectionRuling(models.Model):
    """An accepted correction, once a case, in words fit for the public: none of a person.

    `wrong` is what was published, `right` what is to be read in its place. The floor above tells readers of it in the
    ruling's own transaction; `applied_at` is when the text itself was set right, which is owed by `due_at`: the moment
    of the ruling where it was down by then. `portal` owes the text, and is the successor of a body that was closed;
    who ruled stays with the event (`ruled_for`).
    """

    case = models.OneToOneField(CitizenCase, models.PROTECT, related_name="ruling")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    verdict = models.CharField(_("ruling"), max_length=8, choices=RulingVerdict)
    wrong = models.CharField(_("what was published"), max_length=LONGEST_PASSAGE)
    right = models.CharField(_("what is right"), max_length=LONGEST_PASSAGE)
    # Of one that was accepted in part: what stays as it was, and why.
    remainder = models.CharField(
        _("what stays, and why"), max_length=LONGEST_REMAINDER, blank=True, default=""
    )
    ruled_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField(_("ruled at"))
    # A board of one rules on its own texts, where the portal above lets it.
    waiver = models.ForeignKey(
        StandingWaiver, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(_("text to be set right by"))
    applied_at = models.DateTimeField(_("text set right at"), null=True, blank=True)

    objects: ClassVar[models.Manager[CorrectionRuling]]

    class Meta:
        verbose_name = _("ruling on a correction")
        verbose_name_plural = _("rulings on corrections")
        constraints = [
            models.CheckConstraint(
                condition=~Q(wrong="") & ~Q(right="") & ~Q(wrong=F("right")),
                name="ruling_says_what_was_wrong_and_is_right",
            ),
            models.CheckConstraint(
                condition=Q(verdict="whole", remainder="")
                | (Q(verdict="partly") & ~Q(remainder="")),
                name="ruling_in_part_says_what_stays",
            ),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(applied_at__gte=F("ruled_at")),
                name="ruling_applied_not_before_it_was_made",
            ),
        ]
        indexes = [
            models.Index(
                fields=["portal", "due_at"], name="ruling_to_apply", condition=Q(applied_at=None)
            ),
            models.Index(fields=["due_at"], name="ruling_by_due_day"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.verdict}"

    @property
    def was_down(self) -> bool:
        """Whether the text had been taken down before the ruling, and says nothing wrong since."""
        return self.applied_at == self.ruled_at

    @property
    def ruled_for(self) -> Portal:
        """The body that ruled, whoever owes the text by now. One query."""
        ruled = self.case.events.filter(step=CaseStep.CORRECTED).select_related("portal").first()
        return ruled.portal if ruled is not None else self.portal
