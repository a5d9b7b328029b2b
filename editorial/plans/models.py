"""Plans with targets and what was measured of them; promises and what was said of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models import OfficialDocumentPage, StoryPage
from portals.boards.models import User
from portals.models import Portal

from .enums import PlanKind, PromiseAct, PromiseState

LONGEST_NAME, LONGEST_UNIT, LONGEST_BODY, LONGEST_REASON, LONGEST_WORDS = 300, 40, 200, 300, 500


class Plan(models.Model):
    """An official document of a portal that says what is to be reached. One document is one plan."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    document = models.OneToOneField(
        OfficialDocumentPage,
        models.PROTECT,
        related_name="+",
        verbose_name=_("document of the plan"),
    )
    kind = models.CharField(_("kind of plan"), max_length=12, choices=PlanKind)
    first_year = models.PositiveSmallIntegerField(_("from the year"))
    last_year = models.PositiveSmallIntegerField(_("to the year"))
    added_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    added_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[Plan]]

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        indexes = [models.Index(fields=["portal", "kind"], name="plan_of_portal")]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_year__gte=1986, last_year__gte=F("first_year")),
                name="plan_covers_years",
            )
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.document_id}"


class PlanTarget(models.Model):
    """What a plan wants to reach by a day. It is never changed: one that was wrong or given up ends with a reason.

    `rises`: more of it is better; the other way for poverty, accidents, days of waiting.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="targets", verbose_name=_("plan"))
    name = models.CharField(_("target"), max_length=LONGEST_NAME)
    unit = models.CharField(_("unit"), max_length=LONGEST_UNIT)
    base = models.DecimalField(
        _("at the beginning"), max_digits=18, decimal_places=3, null=True, blank=True
    )
    wanted = models.DecimalField(_("to be reached"), max_digits=18, decimal_places=3)
    rises = models.BooleanField(_("more of it is better"), default=True)
    due_on = models.DateField(_("by the day"))
    body = models.CharField(_("who answers for it"), max_length=LONGEST_BODY)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_reason = models.CharField(
        _("why it ended"), max_length=LONGEST_REASON, blank=True, default=""
    )

    objects: ClassVar[models.Manager[PlanTarget]]

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.CheckConstraint(
                condition=Q(base=None)
                | Q(rises=True, wanted__gt=F("base"))
                | Q(rises=False, wanted__lt=F("base")),
                name="target_lies_ahead_of_its_base",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_reason="")
                | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
                name="target_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TargetValue(models.Model):
    """What was measured of a target as of a day, and by whom it is said. Of one day the row entered last counts."""

    target = models.ForeignKey(
        PlanTarget, models.PROTECT, db_index=False, related_name="values", verbose_name=_("target")
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=3)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=LONGEST_BODY)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[TargetValue]]

    class Meta:
        verbose_name = _("value of a target")
        verbose_name_plural = _("values of targets")
        constraints = [
            models.UniqueConstraint(
                fields=["target", "as_of", "entered_at"], name="target_value_entered_once"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="target_value_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.value}"


class AgencyPromise(models.Model):
    """A sentence of a public text in which the agency says what will be done by a day.

    Citizens read it once the board has confirmed it. `due_on` is the day that counts now, `first_due_on` the one that
    was promised; after `told_at` silence is told to citizens.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    story = models.ForeignKey(
        StoryPage, models.PROTECT, db_index=False, related_name="+", verbose_name=_("text")
    )
    words = models.CharField(_("words of the promise"), max_length=LONGEST_WORDS)
    state = models.CharField(
        _("state"), max_length=10, choices=PromiseState, default=PromiseState.PROPOSED
    )
    first_due_on = models.DateField(_("promised for"))
    due_on = models.DateField(_("day that counts"))
    told_at = models.DateTimeField(_("citizens are told from"))
    found_at = models.DateTimeField(_("found at"))

    objects: ClassVar[models.Manager[AgencyPromise]]

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        indexes = [models.Index(fields=["portal", "state", "due_on"], name="promise_of_portal")]
        constraints = [
            models.UniqueConstraint(fields=["story", "words"], name="promise_found_once"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("first_due_on")), name="promise_is_put_off_not_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class PromiseStep(models.Model):
    """What somebody of the board said of a promise. Never rewritten."""

    promise = models.ForeignKey(
        AgencyPromise, models.PROTECT, related_name="steps", verbose_name=_("promise")
    )
    act = models.CharField(_("what was said"), max_length=10, choices=PromiseAct)
    made_at = models.DateTimeField(_("said at"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("said by"))
    new_day = models.DateField(_("new day"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True, default="")
    link = models.CharField(_("where it can be seen"), max_length=300, blank=True, default="")

    objects: ClassVar[models.Manager[PromiseStep]]

    class Meta:
        verbose_name = _("answer to a promise")
        verbose_name_plural = _("answers to promises")
        constraints = [
            models.CheckConstraint(
                condition=~Q(act=PromiseAct.POSTPONE) | (Q(new_day__isnull=False) & ~Q(reason="")),
                name="promise_put_off_to_a_day_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(act=PromiseAct.DROP) | ~Q(reason=""),
                name="promise_dropped_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(act=PromiseAct.KEEP) | ~Q(link=""), name="promise_kept_where_to_see"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise_id}: {self.act}"


class PromisesRead(models.Model):
    """A text that was read for promises, and which version of it."""

    story = models.OneToOneField(StoryPage, models.CASCADE, primary_key=True, related_name="+")
    text_at = models.DateTimeField()

    objects: ClassVar[models.Manager[PromisesRead]]

    def __str__(self) -> str:
        return str(self.story_id)
