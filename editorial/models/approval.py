"""On whose word a text was published, and what is checked afterwards."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState

from editorial.enums import ApprovalGround, CheckKind, CheckVerdict, SensitiveSubject
from portals.models import Portal

# Outside what any public view serves: these are shown by one page of the desk, to the board and its overseer.
SHEET_FOLDER = "approval-sheets"


def sheet_name(_instance: models.Model, filename: str) -> str:
    return f"{SHEET_FOLDER}/{secrets.token_urlsafe(16)}{PurePosixPath(filename).suffix.lower()}"


class Approval(models.Model):
    """One approval of one text. Nothing is published by a review without such a row (`publish_reviewed_revision`)."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="approvals", verbose_name=_("text"))
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="approvals", verbose_name=_("portal")
    )
    # Of two approvals of one review the database takes one.
    workflow_state = models.OneToOneField(
        WorkflowState, models.CASCADE, related_name="approval", verbose_name=_("review")
    )
    revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, related_name="+", verbose_name=_("version")
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="approvals",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"))
    # Of a text that waited for its hour and was taken back before: it never became public by this approval.
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    ground = models.CharField(_("basis"), max_length=12, choices=ApprovalGround)
    words = models.CharField(
        _("basis in words"), max_length=300, blank=True, help_text=_("As it was said at the time.")
    )
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("written by")
    )
    subject = models.CharField(
        _("sensitive subject"), max_length=12, choices=SensitiveSubject, blank=True
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Approved on paper: who entered it into the system, when, and the photographed sheet.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    sheet = models.FileField(_("photo of the sheet"), upload_to=sheet_name, blank=True)

    objects: ClassVar[models.Manager[Approval]]

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.CheckConstraint(
                condition=~Q(ground=ApprovalGround.FAST_LANE) | ~Q(reason=""),
                name="fast_lane_says_why",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None, recorded_at=None, sheet="")
                | (Q(recorded_by__isnull=False, recorded_at__isnull=False) & ~Q(sheet="")),
                name="approval_on_paper_has_its_sheet",
            ),
        ]
        indexes = [
            models.Index(F("page"), F("approved_at").desc(), name="approval_of_page"),
            models.Index(fields=["portal", "ground", "approved_at"], name="approval_by_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.ground}"

    @property
    def on_paper(self) -> bool:
        return bool(self.sheet)


class LaterCheck(models.Model):
    """A publication that somebody else looks at afterwards: from the fast lane, or drawn among self-approved texts."""

    approval = models.OneToOneField(
        Approval, models.CASCADE, related_name="check_afterwards", verbose_name=_("approval")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CheckKind)
    # Whose decision is checked; never the one who checks.
    answerable = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    opened_at = models.DateTimeField(_("opened at"))
    due_at = models.DateTimeField(_("due at"))
    verdict = models.CharField(_("verdict"), max_length=12, choices=CheckVerdict, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    objects: ClassVar[models.Manager[LaterCheck]]

    class Meta:
        verbose_name = _("check after publication")
        verbose_name_plural = _("checks after publication")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", checked_by=None, checked_at=None)
                | (~Q(verdict="") & Q(checked_by__isnull=False, checked_at__isnull=False)),
                name="check_has_hand_and_hour",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("answerable")),
                name="check_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", CheckVerdict.PASSED]) | ~Q(reason=""),
                name="fault_found_says_why",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opened_at")), name="check_is_due_later"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(verdict=""), name="check_open"),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.kind}"
