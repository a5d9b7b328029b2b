"""The proof of a recall or a correction: which addresses are asked, what each answered, and the certificate of that."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from editorial.models import Correction
from portals.models import Portal
from syndication.models import Recall

from .enums import SETTLED, AnswerState, What


class RecallProof(models.Model):
    """One for each recall, and for each correction that a citizen's request led to, written in its own transaction.

    Jobs do the rest, and may be killed at any point.
    """

    recall = models.OneToOneField(
        Recall,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proof",
        verbose_name=_("recall"),
    )
    correction = models.OneToOneField(
        Correction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proof",
        verbose_name=_("correction"),
    )
    # The story itself first, then the own versions that were withdrawn with it.
    stories = ArrayField(models.BigIntegerField(), verbose_name=_("stories"))
    planned_at = models.DateTimeField(_("addresses listed at"), null=True, blank=True)
    proven_at = models.DateTimeField(_("proven at"), null=True, blank=True)

    objects: ClassVar[models.Manager[RecallProof]]

    class Meta:
        verbose_name = _("proof of a recall")
        verbose_name_plural = _("proofs of recalls")
        constraints = [
            models.CheckConstraint(
                condition=Q(recall=None) ^ Q(correction=None),
                name="proof_of_a_recall_or_a_correction",
            ),
            models.CheckConstraint(
                condition=Q(proven_at=None) | Q(planned_at__isnull=False),
                name="proven_after_it_was_planned",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(proven_at=None), name="proof_under_way"),
        ]

    def __str__(self) -> str:
        return f"proof of {self.recall_id or f'correction {self.correction_id}'}"


class ProvenAddress(models.Model):
    """An address that the recalled or corrected story had, or that listed it, with its last answer."""

    proof = models.ForeignKey(
        RecallProof, models.PROTECT, related_name="addresses", verbose_name=_("proof")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", db_index=False, verbose_name=_("portal")
    )
    story_id = models.BigIntegerField(_("story"))
    what = models.CharField(_("what"), max_length=8, choices=What)
    hostname = models.CharField(_("host name"), max_length=253, blank=True)
    path = models.CharField(_("path"), max_length=600)
    state = models.CharField(
        _("state"), max_length=10, choices=AnswerState, default=AnswerState.WAITING
    )
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    found = models.CharField(_("what was found"), max_length=200, blank=True)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects: ClassVar[models.Manager[ProvenAddress]]

    class Meta:
        verbose_name = _("address of a recall")
        verbose_name_plural = _("addresses of recalls")
        constraints = [
            models.UniqueConstraint(
                fields=["proof", "hostname", "path", "portal"], name="address_proven_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=AnswerState.RIGHT)
                | Q(status__isnull=False, answered_at__isnull=False),
                name="right_answer_has_status_and_hour",
            ),
        ]
        indexes = [
            models.Index(
                fields=["proof", "next_try_at"],
                condition=~Q(state__in=sorted(SETTLED)),
                name="address_to_ask",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hostname}{self.path}: {self.state}"


class RecallCertificate(models.Model):
    """What every address answered, signed. Written once; nothing changes it."""

    proof = models.OneToOneField(
        RecallProof, models.PROTECT, related_name="certificate", verbose_name=_("proof")
    )
    issued_at = models.DateTimeField(_("issued at"))
    # The exact text that is signed.
    content = models.TextField(_("content"))
    signature = models.CharField(_("signature"), max_length=100)
    public_key = models.CharField(_("public key"), max_length=60)
    pdf = models.BinaryField(_("PDF"))

    objects: ClassVar[models.Manager[RecallCertificate]]

    class Meta:
        verbose_name = _("recall certificate")
        verbose_name_plural = _("recall certificates")

    def __str__(self) -> str:
        return f"certificate of {self.proof_id}"
