"""A finding that would block a text, confirmed by somebody with a reason."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class FindingConfirmation(models.Model):
    """One act of confirming. It holds for exactly what was found then: `mark` names it without holding it."""

    page = models.ForeignKey(
        Page, models.CASCADE, db_index=False, related_name="+", verbose_name=_("page")
    )
    code = models.CharField(_("code of the finding"), max_length=40)
    mark = models.CharField(_("mark of what was found"), max_length=64)
    reason = models.CharField(_("reason"), max_length=500)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))

    objects: ClassVar[models.Manager[FindingConfirmation]]

    class Meta:
        verbose_name = _("confirmation of a finding")
        verbose_name_plural = _("confirmations of findings")
        constraints = [
            models.UniqueConstraint(fields=["page", "code", "mark"], name="finding_confirmed_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="confirmation_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.code}"
