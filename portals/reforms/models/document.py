"""A change of units as a document: its decision and day, the units it founds or keeps, and what each unit becomes."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal, Tier

from ..enums import GIVING, GOING_ON, ChangeKind


class Reform(models.Model):
    """A change of units by one decision. On `takes_effect_on`, a day in Việt Nam, it holds from midnight."""

    title = models.CharField(_("title"), max_length=200)
    mandate = models.CharField(
        _("decision"), max_length=200, help_text=_("Number, day and issuer of the decision.")
    )
    takes_effect_on = models.DateField(_("takes effect on"))
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[Reform]]

    class Meta:
        verbose_name = _("change of units")
        verbose_name_plural = _("changes of units")
        constraints = [
            models.UniqueConstraint(fields=["mandate"], name="reform_by_its_decision_once"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(mandate=""), name="reform_has_title_and_decision"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReformUnit(models.Model):
    """A unit as it is after a change: founded by it, or one that goes on in it.

    `overseer_code` is the code of a unit of that day. `hostname` is whole: of a unit that is founded, or that goes on
    under another.
    """

    reform = models.ForeignKey(Reform, models.CASCADE, related_name="units")
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("tier"))
    overseer_code = models.CharField(_("overseer"), max_length=20, blank=True)
    hostname = models.CharField(_("host name"), max_length=253, blank=True)
    cluster_code = models.CharField(_("cluster"), max_length=40, blank=True)
    # The portal that was opened for it; stays where the change was taken back and something stands there.
    portal = models.OneToOneField(
        Portal, models.SET_NULL, null=True, related_name="founded_as", verbose_name=_("portal")
    )

    # Who decided its board before the day; empty: it opens with an empty one.
    board_decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("board decided by"),
    )
    board_decided_at = models.DateTimeField(_("board decided at"), null=True)

    objects: ClassVar[models.Manager[ReformUnit]]

    class Meta:
        verbose_name = _("unit after a change")
        verbose_name_plural = _("units after a change")
        constraints = [
            models.UniqueConstraint(fields=["reform", "code"], name="reform_names_a_unit_once"),
            models.UniqueConstraint(
                fields=["reform", "hostname"],
                condition=~Q(hostname=""),
                name="reform_gives_a_host_once",
            ),
            models.CheckConstraint(
                condition=Q(board_decided_by=None, board_decided_at=None)
                | Q(board_decided_by__isnull=False, board_decided_at__isnull=False),
                name="decided_board_has_hand_and_hour",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReformRow(models.Model):
    """What becomes of one unit, or of a part of it: nothing (`result` empty), or a unit of the change.

    `original` is empty where the unit has no portal of this install, as the communes of a province that joins: then its
    name and code are all that is known. Where the result opens anew there was no unit, so those are empty as well.
    """

    reform = models.ForeignKey(Reform, models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField(_("line"))
    original = models.ForeignKey(
        Portal, models.PROTECT, null=True, related_name="reform_rows", verbose_name=_("portal")
    )
    original_code = models.CharField(_("code"), max_length=20, blank=True)
    original_name = models.CharField(_("name"), max_length=120, blank=True)
    original_province = models.CharField(_("province that it was of"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind)
    result = models.ForeignKey(
        ReformUnit, models.CASCADE, null=True, related_name="rows", verbose_name=_("becomes")
    )
    # Codes, or "all"; empty: nothing moves.
    sections = ArrayField(
        models.CharField(max_length=40),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("sections that move"),
    )

    objects: ClassVar[models.Manager[ReformRow]]

    class Meta:
        verbose_name = _("row of a change")
        verbose_name_plural = _("rows of a change")
        constraints = [
            models.UniqueConstraint(fields=["reform", "position"], name="reform_has_a_row_a_line"),
            models.UniqueConstraint(
                fields=["reform", "original_code", "result"],
                nulls_distinct=False,
                name="reform_says_a_change_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.DISSOLVE, result=None)
                | (~Q(kind=ChangeKind.DISSOLVE) & Q(result__isnull=False)),
                name="only_the_dissolved_become_nothing",
            ),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.FOUND, original=None, original_code="")
                | (~Q(kind=ChangeKind.FOUND) & ~Q(original_code="")),
                name="only_the_founded_were_nothing",
            ),
            models.UniqueConstraint(
                fields=["reform", "original_code"],
                condition=Q(kind__in=sorted(GOING_ON)),
                name="a_unit_goes_on_as_one",
            ),
            models.UniqueConstraint(
                fields=["result"],
                condition=Q(kind__in=sorted(GOING_ON)),
                name="one_unit_goes_on_in_a_result",
            ),
            models.CheckConstraint(
                condition=Q(sections=[]) | Q(kind__in=sorted(GIVING)),
                name="sections_move_where_a_unit_gives",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_name or self.result}: {self.get_kind_display()}"


class ReformPlan(models.Model):
    """What a change would do, counted on the rows that stood at `made_at`. Asked for by a person, made by a job.

    `content` is what `planning.reform_plan_of` returns; empty until it is made. Where it could not be made, `made_at`
    says when it was given up and `failure` why, and there is no content: nothing tries again until a person asks anew.
    """

    reform = models.ForeignKey(Reform, models.CASCADE, related_name="plans")
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for at"))
    made_at = models.DateTimeField(_("made at"), null=True)
    content = models.JSONField(null=True)
    failure = models.TextField(_("why it could not be made"), blank=True, db_default="")

    objects: ClassVar[models.Manager[ReformPlan]]

    class Meta:
        verbose_name = _("plan of a change")
        verbose_name_plural = _("plans of changes")
        constraints = [
            models.UniqueConstraint(
                fields=["reform"], condition=Q(made_at=None), name="one_plan_of_a_reform_is_made"
            ),
            models.CheckConstraint(
                condition=Q(made_at=None, content__isnull=True, failure="")
                | Q(made_at__isnull=False, content__isnull=False, failure="")
                | Q(made_at__isnull=False, content__isnull=True) & ~Q(failure=""),
                name="made_plan_has_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reform_id} @ {self.asked_at}"
