"""What was found of social accounts, and the files that show it."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal, SocialAccount

from .enums import SocialFinding

LONGEST_FOUND = 300


def unguessable_evidence(_instance: models.Model, filename: str) -> str:
    return f"social-evidence/{secrets.token_urlsafe(16)}{PurePath(filename).suffix.lower()}"


class SocialEvidence(models.Model):
    """A picture or file that shows what somebody says of accounts.

    Read by the board of `portal`, which gave it, and by those who oversee that; nobody else.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", verbose_name=_("given by the portal")
    )
    file = models.FileField(_("file"), upload_to=unguessable_evidence)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))

    objects: ClassVar[models.Manager[SocialEvidence]]

    class Meta:
        verbose_name = _("evidence on social accounts")
        verbose_name_plural = _("evidence on social accounts")
        constraints = [
            models.CheckConstraint(condition=~Q(file=""), name="social_evidence_is_a_file")
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.given_at:%Y-%m-%d}"


class SocialCheck(models.Model):
    """One look at an account, by machine or by a person, and what was found. Rows are added and never changed."""

    account = models.ForeignKey(
        SocialAccount,
        models.CASCADE,
        related_name="checks",
        db_index=False,
        verbose_name=_("account"),
    )
    checked_at = models.DateTimeField(_("checked at"))
    finding = models.CharField(_("finding"), max_length=12, choices=SocialFinding)
    found = models.CharField(_("what was found"), max_length=LONGEST_FOUND, blank=True)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("checked by")
    )
    evidence = models.ForeignKey(
        SocialEvidence, models.PROTECT, null=True, related_name="checks", verbose_name=_("evidence")
    )

    objects: ClassVar[models.Manager[SocialCheck]]

    class Meta:
        verbose_name = _("check of a social account")
        verbose_name_plural = _("checks of social accounts")
        indexes = [models.Index(fields=["account", "-checked_at"], name="social_checks_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(finding=SocialFinding.SEEN)
                | Q(checked_by__isnull=False, evidence__isnull=False),
                name="social_account_seen_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.checked_at:%Y-%m-%d}: {self.finding}"
