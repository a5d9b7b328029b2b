"""A dispatch sends one story to many portals; each has one delivery, which ends visibly."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models import StoryPage
from portals.boards.models import User
from portals.models import Portal
from syndication.enums import AudienceKind, DeliveryState, DispatchState, Urgency


class Dispatch(models.Model):
    """One act of sending. Its row locks all its deliveries: slices share it, a recall owns it."""

    story = models.ForeignKey(
        StoryPage, models.PROTECT, related_name="dispatches", verbose_name=_("story")
    )
    sender = models.ForeignKey(
        Portal, models.PROTECT, related_name="dispatches_sent", verbose_name=_("sender")
    )
    audience = models.CharField(_("audience"), max_length=10, choices=AudienceKind)
    audience_detail = models.CharField(
        _("audience in detail"), max_length=120, blank=True, help_text=_("The tier or cluster.")
    )
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency, default=Urgency.ORDINARY
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    mandate = models.CharField(_("mandate"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DispatchState, default=DispatchState.OPEN
    )
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[models.Manager[Dispatch]]

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DispatchState.OPEN, ended_at__isnull=True)
                | (~Q(state=DispatchState.OPEN) & Q(ended_at__isnull=False)),
                name="ended_dispatch_has_an_hour",
            ),
        ]
        indexes = [models.Index(F("sender"), F("sent_at").desc(), name="dispatch_by_sender")]

    def __str__(self) -> str:
        return f"dispatch:{self.pk}"


class Delivery(models.Model):
    """What became of a dispatch at one portal."""

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
        ]
        indexes = [
            # Equal keys are stored once: a fourth of the space of an index with the portal in it.
            models.Index(fields=["dispatch"], name="delivery_by_dispatch"),
            models.Index(
                fields=["dispatch"],
                condition=Q(state=DeliveryState.WAITING),
                name="delivery_waiting",
            ),
            # Few among millions, asked for by each inbox.
            models.Index(
                fields=["dispatch"],
                condition=Q(state=DeliveryState.FAILED),
                name="delivery_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id} → {self.portal_id}: {self.state}"
