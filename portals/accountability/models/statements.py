"""What the head of a board says in public beside a request that is overdue, or a correction that was ruled on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portals.boards.models import User
from portals.models import Portal

from ..enums import StatementBeside
from .cases import CitizenCase

LONGEST_STATEMENT = 1_000
LONGEST_WITHDRAWAL = 300


class CaseStatement(models.Model):
    """One signed statement ("Lời của người đứng đầu"): of each case one stands beside each of the two things.

    It is never changed. One that is withdrawn keeps its day and the reason for readers, and loses its words; one that
    takes its place names it. `post` is what the signer was then, and on what the signature rests, in words.
    """

    case = models.ForeignKey(CitizenCase, models.PROTECT, related_name="statements")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    beside = models.CharField(_("beside"), max_length=10, choices=StatementBeside)
    text = models.TextField(_("statement"), max_length=LONGEST_STATEMENT, blank=True)
    signed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    post = models.CharField(pgettext_lazy("of who signs", "post"), max_length=200)
    signed_at = models.DateTimeField(_("signed at"))
    # With the salt the commitment in the ledger can be computed again; withdrawn words have none.
    salt = models.CharField(max_length=64, blank=True, default="")
    commitment = models.CharField(max_length=80, blank=True, default="")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(
        _("why it was withdrawn"), max_length=LONGEST_WITHDRAWAL, blank=True, default=""
    )

    objects: ClassVar[models.Manager[CaseStatement]]

    class Meta:
        verbose_name = _("statement of the head")
        verbose_name_plural = _("statements of heads")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "beside"],
                condition=Q(withdrawn_at=None),
                name="one_statement_beside_a_case",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                & ~Q(text="")
                & ~Q(post="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, text="", salt="")
                & ~Q(withdrawn_why=""),
                name="case_statement_stands_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.beside}"

    @property
    def is_emptied(self) -> bool:
        """Whether its words went with the data of who asked: its salt went with them, and it was not withdrawn."""
        return self.withdrawn_at is None and not self.salt
