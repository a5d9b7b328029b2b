"""A rubric: what is judged on portals of a tier, by which rule, for how many points, since which month."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DecimalRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models import PortalDocument
from portals.boards.models import User
from portals.models import Tier
from scoring.enums import AdjustmentKind, CriterionKind, NoCases, PointsRule


class Rubric(models.Model):
    """One version of the rubric of a tier. Once adopted it never changes; the next version replaces it.

    It counts from the month that begins on `starts_on` until another adopted version starts.
    """

    tier = models.ForeignKey(Tier, models.PROTECT, related_name="rubrics", verbose_name=_("tier"))
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("in force from"))
    bonus_limit = models.DecimalField(_("most bonus points"), max_digits=5, decimal_places=2)
    penalty_limit = models.DecimalField(_("most penalty points"), max_digits=5, decimal_places=2)
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    signer = models.CharField(_("signed by"), max_length=120, blank=True)
    decision_file = models.ForeignKey(
        PortalDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file of the decision"),
    )
    drawn_up_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("drawn up by")
    )
    # Whoever wrote a part of it; none of them may adopt it.
    authors = models.ManyToManyField(User, related_name="+", verbose_name=_("written by"))
    adopted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("adopted by")
    )
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)

    objects: ClassVar[models.Manager[Rubric]]

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        constraints = [
            models.UniqueConstraint(fields=["tier", "version"], name="rubric_version_once"),
            models.UniqueConstraint(
                fields=["tier", "starts_on"],
                condition=Q(adopted_at__isnull=False),
                name="one_rubric_starts_a_month",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__day=1), name="rubric_starts_with_a_month"
            ),
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True, adopted_by__isnull=True)
                | Q(
                    adopted_at__isnull=False,
                    adopted_by__isnull=False,
                    decided_on__isnull=False,
                    adopted_at__date__lt=F("starts_on"),
                )
                & ~Q(decision_number="")
                & ~Q(signer="")
                & ~Q(adopted_by=F("drawn_up_by")),
                name="rubric_is_adopted_by_another_person_in_time",
            ),
            models.CheckConstraint(
                condition=Q(bonus_limit__gte=0, penalty_limit__gte=0),
                name="rubric_limits_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def is_adopted(self) -> bool:
        return self.adopted_at is not None


class RubricGroup(models.Model):
    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="groups", db_index=False)
    code = models.CharField(_("code"), max_length=4)
    name = models.CharField(_("name"), max_length=160)
    position = models.PositiveSmallIntegerField(_("order"))

    objects: ClassVar[models.Manager[RubricGroup]]

    class Meta:
        verbose_name = _("group of criteria")
        verbose_name_plural = _("groups of criteria")
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="rubric_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class Criterion(models.Model):
    """One line of a rubric: a measure, its parameters, and how the value becomes points."""

    group = models.ForeignKey(RubricGroup, models.CASCADE, related_name="criteria", db_index=False)
    code = models.CharField(_("code"), max_length=8)
    name = models.CharField(_("criterion"), max_length=200)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    kind = models.CharField(_("filled in by"), max_length=10, choices=CriterionKind)
    measure = models.CharField(_("measure"), max_length=60)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    rule = models.CharField(_("rule"), max_length=6, choices=PointsRule)
    no_cases = models.CharField(_("without a case"), max_length=6, choices=NoCases)
    pools_small_numbers = models.BooleanField(
        _("small numbers"),
        help_text=_("Fewer than five cases: three months count together, and half is safe."),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    help = models.TextField(_("explanation"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"))

    objects: ClassVar[models.Manager[Criterion]]

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="criterion_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="criterion_has_points"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CriterionStep(models.Model):
    """Values above the lower and up to the upper end of `values` give `points`."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="steps", db_index=False)
    values = DecimalRangeField(_("values"), default_bounds="(]")
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)

    objects: ClassVar[models.Manager[CriterionStep]]

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0), name="step_is_not_negative"),
            ExclusionConstraint(
                name="steps_do_not_overlap",
                expressions=[
                    ("criterion", RangeOperators.EQUAL),
                    ("values", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.values}: {self.points}"


class AdjustmentRule(models.Model):
    """Points on top of or off the total, so many for each time that a person enters with a reason."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="adjustments", db_index=False)
    code = models.CharField(_("code"), max_length=8)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=AdjustmentKind)
    points = models.DecimalField(_("points each"), max_digits=5, decimal_places=2)
    most_points = models.DecimalField(_("most points"), max_digits=5, decimal_places=2)
    measure = models.CharField(_("measure"), max_length=60)
    caps_band = models.CharField(_("best band with it"), max_length=20, blank=True)
    help = models.TextField(_("explanation"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"))

    objects: ClassVar[models.Manager[AdjustmentRule]]

    class Meta:
        verbose_name = _("bonus or penalty")
        verbose_name_plural = _("bonuses and penalties")
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="adjustment_rule_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0, most_points__gte=F("points")),
                name="adjustment_is_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RubricBand(models.Model):
    """Totals from the lower end of `totals` up to and without the upper end are called `name`."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="bands", db_index=False)
    code = models.SlugField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=40)
    totals = DecimalRangeField(_("totals"), default_bounds="[)")

    objects: ClassVar[models.Manager[RubricBand]]

    class Meta:
        verbose_name = _("band")
        verbose_name_plural = _("bands")
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="band_once"),
            ExclusionConstraint(
                name="bands_do_not_overlap",
                expressions=[
                    ("rubric", RangeOperators.EQUAL),
                    ("totals", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name
