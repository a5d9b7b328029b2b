"""What boards and scorers say to a card: the self-assessment, requests for review, other points, corrections."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from editorial.models import PortalDocument
from portals.boards.models import User
from scoring.enums import Ruling

from .scorecard import Scorecard


class SelfAssessment(models.Model):
    """What a board signed of its card: all lines as they stood, but those that it assessed by itself."""

    card = models.OneToOneField(
        Scorecard, models.PROTECT, related_name="self_assessment", verbose_name=_("scorecard")
    )
    signed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"))
    # On what the signature rests: own post, delegation, standing in.
    basis = models.CharField(pgettext_lazy("signature", "basis"), max_length=12)
    # Of the days after the month; one on a day off counts for the next that is worked.
    working_day = models.PositiveSmallIntegerField(_("working day"))
    # Codes with the points that stood there: what the signature confirmed.
    confirmed = models.JSONField(_("confirmed lines"), encoder=DjangoJSONEncoder)

    objects: ClassVar[models.Manager[SelfAssessment]]

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")

    def __str__(self) -> str:
        return f"{self.card_id}"


class SelfAssessedLine(models.Model):
    """The points that a board gives itself on one line, with what they rest on."""

    assessment = models.ForeignKey(
        SelfAssessment,
        models.PROTECT,
        db_index=False,
        related_name="lines",
        verbose_name=_("self-assessment"),
    )
    criterion_code = models.CharField(_("criterion"), max_length=8)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    text = models.TextField(_("evidence"), max_length=2000, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = models.ForeignKey(
        PortalDocument, models.PROTECT, null=True, related_name="+", verbose_name=_("file")
    )

    objects: ClassVar[models.Manager[SelfAssessedLine]]

    class Meta:
        verbose_name = _("self-assessed line")
        verbose_name_plural = _("self-assessed lines")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion_code"], name="line_is_self_assessed_once"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0), name="self_assessed_points_are_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(text="", link="", file=None), name="self_assessed_line_has_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.criterion_code}"


class Appeal(models.Model):
    """A request to look at one line again ("Đề nghị xem xét lại"), and what came of it."""

    card = models.ForeignKey(
        Scorecard,
        models.PROTECT,
        db_index=False,
        related_name="appeals",
        verbose_name=_("scorecard"),
    )
    criterion_code = models.CharField(_("criterion"), max_length=8)
    text = models.TextField(_("request"), max_length=4000)
    # Of requests that were made while there could be one file only; others have `files`.
    file = models.ForeignKey(
        PortalDocument, models.PROTECT, null=True, related_name="+", verbose_name=_("file")
    )
    made_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("request for review", "made by"),
    )
    made_at = models.DateTimeField(pgettext_lazy("request for review", "made at"))
    # None: the line did not count.
    points_before = models.DecimalField(
        _("points before"), max_digits=5, decimal_places=2, null=True
    )
    ruling = models.CharField(_("ruling"), max_length=8, choices=Ruling, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    points_after = models.DecimalField(_("points after"), max_digits=5, decimal_places=2, null=True)
    ruled_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("ruled by")
    )
    ruled_at = models.DateTimeField(_("ruled at"), null=True)

    objects: ClassVar[models.Manager[Appeal]]

    class Meta:
        verbose_name = _("request for review")
        verbose_name_plural = _("requests for review")
        constraints = [
            models.UniqueConstraint(fields=["card", "criterion_code"], name="one_appeal_a_line"),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_why"),
            models.CheckConstraint(
                condition=Q(ruling="", answer="", ruled_by=None, ruled_at=None)
                | (
                    ~Q(ruling="")
                    & ~Q(answer="")
                    & Q(ruled_by__isnull=False, ruled_at__isnull=False)
                ),
                name="ruling_is_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ruling__in=["", Ruling.REJECTED], points_after=None)
                | (
                    Q(ruling__in=[Ruling.UPHELD, Ruling.PARTLY], points_after__isnull=False)
                    & (Q(points_before=None) | Q(points_after__gt=F("points_before")))
                ),
                name="only_what_is_granted_gives_points",
            ),
            models.CheckConstraint(
                condition=~Q(ruled_by=F("made_by")), name="nobody_rules_on_their_own_appeal"
            ),
        ]
        indexes = [
            models.Index(fields=["card"], name="appeal_unruled", condition=Q(ruling="")),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.criterion_code}"

    @property
    def given_files(self) -> list[PortalDocument]:
        """All files that were given with it, in their order."""
        held = [one.file for one in self.files.all()]
        return [self.file, *held] if self.file is not None else held

    @property
    def is_ruled(self) -> bool:
        return bool(self.ruling)


class RoundCorrection(models.Model):
    """What was changed on a card after its publication, by two persons. `before` is the card as it was."""

    card = models.ForeignKey(
        Scorecard, models.PROTECT, related_name="corrections", verbose_name=_("scorecard")
    )
    # Codes with the points that they get.
    points = models.JSONField(_("points"), encoder=DjangoJSONEncoder)
    reason = models.CharField(_("reason"), max_length=1000)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    before = models.JSONField(_("scorecard before"), encoder=DjangoJSONEncoder, null=True)

    objects: ClassVar[models.Manager[RoundCorrection]]

    class Meta:
        verbose_name = _("correction of a scorecard")
        verbose_name_plural = _("corrections of scorecards")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_of_a_card_says_why"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None, before__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, before__isnull=False),
                name="confirmed_correction_keeps_the_card",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("proposed_by")), name="correction_takes_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id}"


class AppealFile(models.Model):
    """One of the files that show what a request for review says."""

    appeal = models.ForeignKey(
        Appeal, models.PROTECT, related_name="files", verbose_name=_("request for review")
    )
    file = models.ForeignKey(
        PortalDocument, models.PROTECT, related_name="+", verbose_name=_("file")
    )

    objects: ClassVar[models.Manager[AppealFile]]

    class Meta:
        verbose_name = _("file of a request for review")
        verbose_name_plural = _("files of requests for review")
        constraints = [
            models.UniqueConstraint(fields=["file"], name="file_is_of_one_appeal"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.file_id}"


class LineOverride(models.Model):
    """Other points for one line than the facts give ("Điều chỉnh điểm"). The latest of a line counts."""

    card = models.ForeignKey(
        Scorecard, models.PROTECT, related_name="overrides", verbose_name=_("scorecard")
    )
    criterion_code = models.CharField(_("criterion"), max_length=8)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    reason = models.TextField(_("reason"), max_length=4000)
    overridden_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    overridden_at = models.DateTimeField(_("entered at"))
    # What it came from, where it was not entered by itself.
    appeal = models.OneToOneField(
        Appeal, models.PROTECT, null=True, related_name="override", verbose_name=_("request")
    )
    correction = models.ForeignKey(
        RoundCorrection,
        models.PROTECT,
        null=True,
        related_name="overrides",
        verbose_name=_("correction"),
    )

    objects: ClassVar[models.Manager[LineOverride]]

    class Meta:
        verbose_name = _("other points for a line")
        verbose_name_plural = _("other points for lines")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="override_says_why"),
            models.CheckConstraint(
                condition=Q(points__gte=0), name="overridden_points_are_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.criterion_code}"


class HeadStatement(models.Model):
    """What the head of a board says of its published card ("Lời của người đứng đầu"): once, in public, for good."""

    card = models.OneToOneField(
        Scorecard, models.PROTECT, related_name="statement", verbose_name=_("scorecard")
    )
    text = models.TextField(_("statement"), max_length=1000)
    signed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"))
    # On what the signature rests: own post, delegation, standing in.
    basis = models.CharField(pgettext_lazy("signature", "basis"), max_length=12)

    objects: ClassVar[models.Manager[HeadStatement]]

    class Meta:
        verbose_name = _("statement of the head")
        verbose_name_plural = _("statements of heads")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="statement_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.card_id}"
