"""An invitation to set the first password: by mail or on a printed sheet."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.querysets import manager_of

from .offices import EditorialBoard
from .people import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, now: datetime) -> InvitationQuerySet:
        """Invitations that can still be taken up."""
        return self.filter(
            used_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now,
            wrong_codes__lt=MOST_WRONG_CODES,
        )


# So many wrong codes close an invitation; the board asks for another sheet.
MOST_WRONG_CODES = 8


class Invitation(models.Model):
    """One person's way in, for as long as it is neither used, withdrawn nor expired.

    A sheet's code has a public part (`selector`, which the QR carries too) and a secret one, of which only a hash
    is kept. A mail carries a signed link instead and has no code.
    """

    class Way(models.TextChoices):
        MAIL = "mail", _("by mail")
        SHEET = "sheet", _("on a printed sheet")

    board = models.ForeignKey(
        EditorialBoard, models.PROTECT, related_name="invitations", verbose_name=_("board")
    )
    user = models.ForeignKey(
        User, models.PROTECT, related_name="invitations", verbose_name=_("person")
    )
    way = models.CharField(_("way"), max_length=5, choices=Way)
    selector = models.CharField(max_length=4, null=True, unique=True, editable=False)  # noqa: DJ001
    code_hash = models.CharField(max_length=128, blank=True, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(default=0, editable=False)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = manager_of(InvitationQuerySet)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.way}"
