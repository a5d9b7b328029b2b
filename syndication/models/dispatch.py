"""A dispatch: one act of sending one story to many portals."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from editorial.models import SectionType, StoryPage
from portals.boards.models import User
from portals.models import Portal
from syndication.enums import UNDER_WAY, AudienceKind, DispatchState, Urgency

# So many urgent dispatches of one sender are on top of home pages at a time.
URGENT_AT_A_TIME = 3


class Dispatch(models.Model):
    """One act of sending. Its row locks all its deliveries: slices share it, a recall owns it.

    Deliveries are written at `starts_at`, which lies after `sent_at` where the sender may still undo, where the sending
    is scheduled, or where an urgent one waits for its second person. Stories that were sent in one act share `batch`.
    `due_at` is when a priority story places itself, and when the offer of an ordinary one ends.
    """

    story = models.ForeignKey(
        StoryPage, models.PROTECT, related_name="dispatches", verbose_name=_("story")
    )
    sender = models.ForeignKey(
        Portal, models.PROTECT, related_name="dispatches_sent", verbose_name=_("sender")
    )
    batch = models.UUIDField(_("act of sending"), default=uuid.uuid4, db_index=True)
    audience = models.CharField(_("audience"), max_length=10, choices=AudienceKind)
    audience_detail = models.CharField(
        _("audience in detail"),
        max_length=120,
        blank=True,
        help_text=_("The tier, the cluster, the portal above them or the name of the list."),
    )
    chosen = ArrayField(
        models.BigIntegerField(), verbose_name=_("chosen portals"), default=list, blank=True
    )
    section_type = models.ForeignKey(
        SectionType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section there"),
        help_text=_("Empty: the kind of section in which the story stands on its own portal."),
    )
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency, default=Urgency.ORDINARY
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    due_passed_at = models.DateTimeField(
        _("deadline carried out at"),
        null=True,
        blank=True,
        help_text=_("From then on nothing waits for a board, except after a refused objection."),
    )
    mandate = models.CharField(_("mandate"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DispatchState, default=DispatchState.OPEN
    )
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent at"))
    starts_at = models.DateTimeField(_("starts at"), db_default=Now())
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    urgent_until = models.DateTimeField(_("urgent until"), null=True, blank=True)
    urgent_slot = models.PositiveSmallIntegerField(
        _("place among the urgent ones"),
        null=True,
        blank=True,
        help_text=_("Held while it is on top of home pages; empty once that ended."),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ended_reason = models.CharField(_("reason of the end"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Dispatch]]

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(UNDER_WAY), ended_at__isnull=True)
                | (~Q(state__in=sorted(UNDER_WAY)) & Q(ended_at__isnull=False)),
                name="ended_dispatch_has_an_hour",
            ),
            models.CheckConstraint(
                condition=~Q(urgency=Urgency.PRIORITY) | Q(due_at__isnull=False),
                name="priority_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(urgency=Urgency.URGENT, state=DispatchState.OPEN)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    urgent_until__isnull=False,
                ),
                name="urgent_is_confirmed_and_ends",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("sent_by")),
                name="urgent_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(urgent_slot__isnull=True)
                | Q(
                    urgency=Urgency.URGENT,
                    state=DispatchState.OPEN,
                    urgent_slot__range=(1, URGENT_AT_A_TIME),
                ),
                name="urgent_slots_are_few",
            ),
            models.UniqueConstraint(
                fields=["sender", "urgent_slot"], name="urgent_slot_held_by_one"
            ),
            models.UniqueConstraint(
                fields=["story"],
                condition=Q(urgent_slot__isnull=False),
                name="story_is_urgent_once",
            ),
        ]
        indexes = [
            models.Index(F("sender"), F("sent_at").desc(), name="dispatch_by_sender"),
            # What the clock asks for: few rows, however many were ever sent.
            models.Index(
                fields=["starts_at"],
                condition=Q(state=DispatchState.PLANNED),
                name="dispatch_to_start",
            ),
            models.Index(
                fields=["sender"],
                condition=Q(state=DispatchState.AWAITING),
                name="dispatch_to_confirm",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state=DispatchState.OPEN, due_passed_at__isnull=True),
                name="dispatch_falling_due",
            ),
        ]

    def __str__(self) -> str:
        return f"dispatch:{self.pk}"
