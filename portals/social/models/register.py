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
from portals.social.enums import SocialFinding

LONGEST_FOUND = 300
# As many as live in the country; reach counts people of each post anew.
MOST_FOLLOWERS, MOST_REACHED = 100_000_000, 10_000_000_000
# In which the first of the services came into use.
FIRST_SOCIAL_YEAR = 2008


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


class SocialMonth(models.Model):
    """How many followed an account at the end of a month, and how many it reached in it, as somebody read it there."""

    account = models.ForeignKey(
        SocialAccount,
        models.CASCADE,
        related_name="months",
        db_index=False,
        verbose_name=_("account"),
    )
    month = models.DateField(_("month"))
    followers = models.PositiveIntegerField(_("followers"))
    reach = models.PositiveBigIntegerField(_("people reached"))
    # Both empty where the service itself told them to the machine.
    evidence = models.ForeignKey(
        SocialEvidence, models.PROTECT, null=True, related_name="months", verbose_name=_("evidence")
    )
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[SocialMonth]]

    class Meta:
        verbose_name = _("month of a social account")
        verbose_name_plural = _("months of social accounts")
        constraints = [
            models.UniqueConstraint(fields=["account", "month"], name="social_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="social_month_is_a_month"),
            models.CheckConstraint(
                condition=Q(followers__lte=MOST_FOLLOWERS, reach__lte=MOST_REACHED),
                name="social_month_is_of_a_size",
            ),
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, entered_by__isnull=False)
                | Q(evidence=None, entered_by=None),
                name="social_month_is_shown_or_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m}: {self.followers}"


class SocialFormerYear(models.Model):
    """Followers and reach of all accounts of a portal in a former year, as a report told them, with where it stands."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    followers = models.PositiveIntegerField(_("followers"))
    reach = models.PositiveBigIntegerField(_("people reached"))
    source = models.CharField(_("source"), max_length=200)
    entered_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[SocialFormerYear]]

    class Meta:
        verbose_name = _("former year of social accounts")
        verbose_name_plural = _("former years of social accounts")
        constraints = [
            models.UniqueConstraint(fields=["portal", "year"], name="social_former_year_once"),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_SOCIAL_YEAR, year__lte=2100),
                name="social_former_year_of_our_time",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="social_former_year_has_a_source"),
            models.CheckConstraint(
                condition=Q(followers__lte=MOST_FOLLOWERS, reach__lte=MOST_REACHED),
                name="social_former_year_is_of_a_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.year}: {self.followers}"
