"""What became of a dispatch at one portal, and a board's objection to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal
from syndication.enums import AT_ONCE, FOR_THE_BOARD, DeliveryState, How, ObjectionState

from .dispatch import Dispatch


class Delivery(models.Model):
    """What became of a dispatch at one portal. One row a portal, so it has no column that a row can do without.

    The facts of a board's act, kept for the scores: `how` it was settled (by hand, by a standing rule, by the deadline,
    as urgent), `by` whom where by a hand, and `state_at`, the hour of it. They stay when a recall ends the delivery
    afterwards: the hour of a recall is that of its dispatch. `how = hand` with `state_at <= dispatch.due_at` is in
    time; what the machine placed at the deadline has `how = deadline`. An objection is its own row (`objection`),
    with who, when and what was answered.
    """

    dispatch = models.ForeignKey(
        Dispatch,
        models.PROTECT,
        related_name="deliveries",
        db_index=False,
        verbose_name=_("dispatch"),
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="deliveries", db_index=False, verbose_name=_("portal")
    )
    state = models.CharField(
        _("state"), max_length=16, choices=DeliveryState, default=DeliveryState.WAITING
    )
    state_at = models.DateTimeField(_("since"))
    how = models.CharField(_("how"), max_length=8, choices=How, db_default=How.OFFER)
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("by"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Delivery]]

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            # Read backwards it is also a portal's list, newest first.
            models.UniqueConstraint(fields=["portal", "dispatch"], name="delivered_once_a_portal"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.FAILED) | ~Q(reason=""),
                name="failed_delivery_says_why",
            ),
            models.CheckConstraint(
                condition=Q(how=How.HAND, by__isnull=False)
                | (~Q(how=How.HAND) & Q(by__isnull=True)),
                name="a_hand_has_a_name",
            ),
        ]
        indexes = [
            # Equal keys are stored once: a fourth of the space of an index with the portal in it.
            models.Index(fields=["dispatch"], name="delivery_by_dispatch"),
            # What a job has still to place.
            models.Index(
                fields=["dispatch"],
                condition=Q(state=DeliveryState.WAITING, how__in=sorted(AT_ONCE)),
                name="delivery_to_place",
            ),
            # What each inbox asks for.
            models.Index(
                fields=["portal"],
                condition=Q(state=DeliveryState.WAITING, how__in=sorted(FOR_THE_BOARD)),
                name="delivery_for_the_board",
            ),
            models.Index(
                fields=["dispatch"],
                condition=Q(state=DeliveryState.FAILED),
                name="delivery_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id} → {self.portal_id}: {self.state}"


class Objection(models.Model):
    """A board will not place a priority story, and says why; the standing editors who sent it answer in a working day.

    While it waits for its answer, and after it was accepted, the delivery is `objected` and nothing places the story.
    Refused, the delivery waits for the board again, until `due_again_at`.
    """

    delivery = models.OneToOneField(
        Delivery, models.PROTECT, related_name="objection", verbose_name=_("delivery")
    )
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    answer_due_at = models.DateTimeField(_("answer due"))
    state = models.CharField(
        _("state"), max_length=10, choices=ObjectionState, default=ObjectionState.WAITING
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    due_again_at = models.DateTimeField(_("due again"), null=True, blank=True)

    objects: ClassVar[models.Manager[Objection]]

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="objection_says_why"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.WAITING, answered_at__isnull=True)
                | (
                    ~Q(state=ObjectionState.WAITING)
                    & Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
                name="answered_objection_has_a_hand",
            ),
            models.CheckConstraint(
                condition=~Q(state=ObjectionState.REFUSED)
                | (~Q(answer="") & Q(due_again_at__isnull=False)),
                name="refused_objection_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_due_at"],
                condition=Q(state=ObjectionState.WAITING),
                name="objection_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"objection:{self.pk}"
