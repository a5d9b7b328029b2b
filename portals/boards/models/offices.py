"""A board is an office; a person holds a post on it for a time, and has rights for exactly that time."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import Group
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from portals.querysets import DatedQuerySet, manager_of

from ..enums import Position
from .people import User

# A working day: what reaches the head in the morning is a deputy's to decide the next morning.
USUAL_SILENT_HOURS = 24
MOST_SILENT_HOURS = 240


class EditorialBoard(models.Model):
    """The board of a portal, set up by a numbered decision."""

    portal = models.OneToOneField(
        Portal, models.PROTECT, related_name="board", verbose_name=_("portal")
    )
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    silent_hours = models.PositiveSmallIntegerField(
        _("hours after which a deputy may decide for the head"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SILENT_HOURS)],
        help_text=_("Empty: the usual number of hours."),
    )

    objects: ClassVar[models.Manager[EditorialBoard]]

    class Meta:
        verbose_name = _("editorial board")
        verbose_name_plural = _("editorial boards")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.portal_id}"

    @property
    def hours_of_silence(self) -> int:
        """How long a text waits for the head before a deputy may decide in the head's place."""
        return self.silent_hours or USUAL_SILENT_HOURS


class BoardMemberQuerySet(DatedQuerySet["BoardMember"]):
    def holding(self, positions: frozenset[Position], day: date) -> BoardMemberQuerySet:
        """Posts among `positions` that are held on `day` by a person whose account is active."""
        return self.filter(position__in=positions, period__contains=day, user__is_active=True)


class BoardMember(models.Model):
    """One person's post on one board, for a period of days.

    Rows stay as history. A post that was called off before it began has an empty period.
    """

    board = models.ForeignKey(
        EditorialBoard, models.PROTECT, related_name="members", verbose_name=_("board")
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name=_("person"))
    position = models.CharField(_("position"), max_length=12, choices=Position)
    main_post = models.CharField(
        _("main post"),
        max_length=120,
        blank=True,
        help_text=_("The person's office outside the board."),
    )
    period = DateRangeField(_("term"))
    decision_number = models.CharField(_("decision number"), max_length=200, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)

    objects: ClassVar[BoardMemberQuerySet] = manager_of(BoardMemberQuerySet)

    class Meta:
        verbose_name = _("board member")
        verbose_name_plural = _("board members")
        constraints = [
            ExclusionConstraint(
                name="one_post_a_person_and_board_at_a_time",
                expressions=[
                    ("board", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.position}"


class RightsGroup(models.Model):
    """The Wagtail group that carries one kind of right on one portal; its members are derived from posts."""

    class Kind(models.TextChoices):
        EDIT = "edit", _("edits every text of the portal")
        CONTRIBUTE = "contribute", _("edits their own texts")

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="rights_groups")
    kind = models.CharField(max_length=12, choices=Kind)
    group = models.OneToOneField(Group, models.PROTECT, related_name="rights")

    objects: ClassVar[models.Manager[RightsGroup]]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["portal", "kind"], name="rights_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.kind}"
