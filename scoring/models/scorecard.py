"""A month that is scored, and what it gave each portal, with everything the points rest on."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Cluster, Portal, Tier
from portals.querysets import DatedQuerySet, manager_of
from scoring.enums import Provisional, RoundState

from .rubric import Rubric


class Round(models.Model):
    """The scoring of one month. While it is open it may be scored again; closed, it stands."""

    month = models.DateField(_("month"), unique=True)
    state = models.CharField(_("state"), max_length=8, choices=RoundState, default=RoundState.OPEN)
    # Drawn when the month is over, and published: by it anybody can draw the same samples again.
    seed = models.CharField(_("seed of samples"), max_length=32, default="")
    scored_at = models.DateTimeField(_("scored at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # Declared before it was frozen (`TrialMonth`): it ends with the decisions.
    is_trial = models.BooleanField(_("trial"), default=False, db_default=False)

    objects: ClassVar[models.Manager[Round]]

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="round_is_a_month"),
            models.CheckConstraint(
                condition=Q(
                    state=RoundState.OPEN, closed_at__isnull=True, published_at__isnull=True
                )
                | Q(state=RoundState.CLOSED, closed_at__isnull=False),
                name="closed_round_has_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(is_trial=False) | Q(published_at__isnull=True),
                name="trial_is_never_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Scorecard(models.Model):
    """One portal's month. `lines` holds every criterion with its points, numbers and evidence, as it was scored."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="scorecards", db_index=False, verbose_name=_("round")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="scorecards", verbose_name=_("portal")
    )
    rubric = models.ForeignKey(
        Rubric, models.PROTECT, related_name="scorecards", verbose_name=_("rubric")
    )
    # As they were on the last day of the month.
    scorer = models.ForeignKey(
        Portal,
        models.PROTECT,
        null=True,
        related_name="scorecards_given",
        verbose_name=_("scored by"),
    )
    # Which month of which scorer it goes through; None until the month is frozen.
    proceeding = models.ForeignKey(
        "scoring.Proceeding",
        models.PROTECT,
        null=True,
        # Those of one are found by their round.
        db_index=False,
        related_name="scorecards",
        verbose_name=_("proceeding"),
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("tier"))
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, null=True, related_name="+", verbose_name=_("cluster")
    )

    earned = models.DecimalField(_("points earned"), max_digits=6, decimal_places=2)
    applicable = models.DecimalField(_("points that apply"), max_digits=6, decimal_places=2)
    bonus = models.DecimalField(_("bonus"), max_digits=5, decimal_places=2)
    penalty = models.DecimalField(_("penalty"), max_digits=5, decimal_places=2)
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=2)
    provisional = models.CharField(_("provisional"), max_length=12, choices=Provisional, blank=True)
    band = models.CharField(_("band"), max_length=40, blank=True)
    rank_in_tier = models.PositiveIntegerField(_("rank in the tier"), null=True)
    rank_in_cluster = models.PositiveIntegerField(_("rank in the cluster"), null=True)
    lines = models.JSONField(_("lines"), encoder=DjangoJSONEncoder)

    objects: ClassVar[models.Manager[Scorecard]]

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        constraints = [
            models.UniqueConstraint(fields=["round", "portal"], name="one_scorecard_a_month"),
            models.CheckConstraint(
                condition=Q(total__gte=0, total__lte=100), name="total_is_of_a_hundred"
            ),
            models.CheckConstraint(
                condition=Q(earned__lte=F("applicable")), name="no_more_points_than_apply"
            ),
            models.CheckConstraint(
                condition=Q(provisional="") | Q(band="", rank_in_tier=None, rank_in_cluster=None),
                name="provisional_card_has_no_rank",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.round_id}: {self.total}"


class NotApplicable(models.Model):
    """A criterion that never applies to a portal, by the nature of its body: dated, reasoned and shown."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    criterion_code = models.CharField(_("criterion"), max_length=8)
    period = DateRangeField(_("period"))
    reason = models.CharField(_("reason"), max_length=300)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )

    objects: ClassVar[DatedQuerySet[NotApplicable]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("criterion that does not apply")
        verbose_name_plural = _("criteria that do not apply")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="not_applicable_says_why"),
            ExclusionConstraint(
                name="not_applicable_once_at_a_time",
                expressions=[
                    ("portal", RangeOperators.EQUAL),
                    ("criterion_code", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.criterion_code}"


class FactEntry(models.Model):
    """What a person found for a measure at a portal in a month: a judgement, or a register kept elsewhere.

    Facts of the install itself come first; an entry is read where there are none.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    month = models.DateField(_("month"))
    measure = models.CharField(_("measure"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4)
    cases = models.PositiveIntegerField(_("cases"))
    source = models.CharField(
        _("source"),
        max_length=300,
        help_text=_("What it rests on: a register, a document, a link."),
    )
    # None: by the clock, when the self-assessments of a month were counted.
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[FactEntry]]

    class Meta:
        verbose_name = _("entered fact")
        verbose_name_plural = _("entered facts")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "measure", "portal"], name="fact_is_entered_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="fact_is_of_a_month"),
            models.CheckConstraint(condition=Q(value__gte=0), name="fact_is_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="fact_names_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.month:%Y-%m} {self.measure}"
