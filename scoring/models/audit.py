"""Dossiers that auditors ordered, and the files that were made of them."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portals.auditors.models import Auditor

from .scorecard import Round, Scorecard


def unguessable_dossier(_instance: models.Model, _filename: str) -> str:
    return f"dossiers/{secrets.token_urlsafe(16)}.zip"


class AuditDossier(models.Model):
    """An order for all of a month that is in scope, or of one `card`. The file goes after some days, the row stays."""

    auditor = models.ForeignKey(
        Auditor, models.PROTECT, related_name="dossiers", verbose_name=_("auditor")
    )
    round = models.ForeignKey(
        Round, models.PROTECT, db_index=False, related_name="+", verbose_name=_("round")
    )
    card = models.ForeignKey(
        Scorecard,
        models.PROTECT,
        null=True,
        related_name="audit_dossiers",
        verbose_name=_("scorecard"),
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    made_at = models.DateTimeField(_("made at"), null=True)
    file = models.FileField(_("file"), upload_to=unguessable_dossier, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    # Why there is none, in words.
    failure = models.CharField(pgettext_lazy("of a dossier", "failure"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[AuditDossier]]

    class Meta:
        verbose_name = _("dossier of an audit")
        verbose_name_plural = _("dossiers of audits")
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None, sha256="", file="")
                | Q(made_at__isnull=False, failure=""),
                name="dossier_is_made_or_failed",
            ),
            models.UniqueConstraint(
                fields=["auditor", "round", "card"],
                condition=Q(made_at=None, failure=""),
                nulls_distinct=False,
                name="dossier_is_ordered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.card_id or ''}"
