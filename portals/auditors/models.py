"""Decisions of auditing offices, who is on their teams, and what these people looked at."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal, Tier
from portals.querysets import manager_of


def unguessable_decision(_instance: models.Model, _filename: str) -> str:
    return f"audits/{secrets.token_urlsafe(16)}.pdf"


class AuditDecisionQuerySet(models.QuerySet["AuditDecision"]):
    def in_force(self, now: datetime) -> AuditDecisionQuerySet:
        """Decisions whose days include the day of `now`, and that were not revoked before."""
        return self.filter(_in_force(now))

    def ending(self, now: datetime, by: datetime) -> AuditDecisionQuerySet:
        """Those in force whose last day is at most the day of `by`."""
        return self.in_force(now).filter(period__endswith__lte=local_date(by))


class AuditDecision(models.Model):
    """By this decision of an office outside a team reads, on the days of `period`, what its scope holds.

    The scope is months, `last_month` empty for all that follow, of the portals that are named or are of a named tier:
    of all portals where none is named.
    """

    office = models.CharField(
        pgettext_lazy("of auditors", "office"),
        max_length=160,
        help_text=_("As the provincial inspectorate, the state audit, the people's council."),
    )
    number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    file = models.FileField(_("file of the decision"), upload_to=unguessable_decision)
    period = DateRangeField(_("period"))
    first_month = models.DateField(_("first month"))
    last_month = models.DateField(_("last month"), null=True, blank=True)
    portals = models.ManyToManyField(Portal, related_name="+", verbose_name=_("portals"))
    tiers = models.ManyToManyField(Tier, related_name="+", verbose_name=_("tiers"))
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_because = models.CharField(_("revoked because"), max_length=500, blank=True)

    objects: ClassVar[AuditDecisionQuerySet] = manager_of(AuditDecisionQuerySet)

    class Meta:
        verbose_name = _("decision on an audit")
        verbose_name_plural = _("decisions on audits")
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="audit_decision_once"),
            models.CheckConstraint(
                condition=~Q(office="") & ~Q(number="") & ~Q(file=""),
                name="audit_decision_is_on_paper",
            ),
            models.CheckConstraint(
                condition=Q(
                    period__isempty=False, period__lower_inf=False, period__upper_inf=False
                ),
                name="audit_begins_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(first_month__day=1)
                & (Q(last_month=None) | Q(last_month__day=1, last_month__gte=F("first_month"))),
                name="audit_is_of_whole_months",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because="")),
                name="revoked_audit_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}, {self.number}"

    @property
    def first_day(self) -> date:
        return self.period.lower

    @property
    def last_day(self) -> date:
        """On which the team still reads."""
        return self.period.upper - timedelta(days=1)


class AuditorQuerySet(models.QuerySet["Auditor"]):
    def in_force(self, now: datetime) -> AuditorQuerySet:
        """Places on teams whose decision is in force, of people whose account is active."""
        return self.filter(_in_force(now, "decision__"), user__is_active=True)


class Auditor(models.Model):
    """One person's place on the team of a decision: the post of somebody who sits on no board."""

    decision = models.ForeignKey(
        AuditDecision, models.PROTECT, related_name="team", verbose_name=_("decision")
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="audits", verbose_name=_("person"))
    leads = models.BooleanField(_("leads the team"), default=False)

    objects: ClassVar[AuditorQuerySet] = manager_of(AuditorQuerySet)

    class Meta:
        verbose_name = _("auditor")
        verbose_name_plural = _("auditors")
        constraints = [
            models.UniqueConstraint(fields=["decision", "user"], name="auditor_once_a_decision"),
            models.UniqueConstraint(
                fields=["decision"], condition=Q(leads=True), name="one_leads_an_audit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.user_id}"


class AuditorAccess(models.Model):
    """What an auditor asked for, and whether they got it. Rows only come; nobody takes one away."""

    auditor = models.ForeignKey(
        Auditor, models.PROTECT, related_name="accesses", verbose_name=_("auditor")
    )
    at = models.DateTimeField(pgettext_lazy("of an access", "at"))
    # The name of the page, and the whole address with what was searched for.
    page = models.CharField(_("page"), max_length=80)
    address = models.CharField(pgettext_lazy("of a page", "address"), max_length=500)
    method = models.CharField(_("method"), max_length=10)
    status = models.PositiveSmallIntegerField(_("status of the answer"))
    # What it was about, where the page says so.
    portal = models.ForeignKey(
        Portal, models.PROTECT, null=True, related_name="+", verbose_name=_("portal")
    )
    month = models.DateField(_("month"), null=True)

    objects: ClassVar[models.Manager[AuditorAccess]]

    class Meta:
        verbose_name = _("access of an auditor")
        verbose_name_plural = _("accesses of auditors")
        constraints = [
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__day=1), name="access_is_of_a_month"
            ),
        ]
        indexes = [models.Index(fields=["auditor", "-at"], name="access_by_auditor")]

    def __str__(self) -> str:
        return f"{self.auditor_id}: {self.address}"


ACCESS_TABLE = AuditorAccess._meta.db_table


def _in_force(now: datetime, way: str = "") -> Q:
    standing = Q(**{f"{way}revoked_at": None}) | Q(**{f"{way}revoked_at__gt": now})
    return standing & Q(**{f"{way}period__contains": local_date(now)})
