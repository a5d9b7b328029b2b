"""What a board that sends keeps: lists of portals it sends to, and when it nudged a board."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Portal

from .dispatch import Dispatch


class PortalList(models.Model):
    """Portals that a board sends to together, under a name. Those that closed since are left out at sending."""

    owner = models.ForeignKey(
        Portal, models.CASCADE, related_name="portal_lists", db_index=False, verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80)
    portals = models.ManyToManyField(Portal, related_name="+", verbose_name=_("portals"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))

    objects: ClassVar[models.Manager[PortalList]]

    class Meta:
        verbose_name = _("list of portals")
        verbose_name_plural = _("lists of portals")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_list_an_owner_and_name")
        ]

    def __str__(self) -> str:
        return self.name


class Nudge(models.Model):
    """The sender reminded a board of what waits there. One a day, from whichever dispatch it was asked."""

    sender = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", db_index=False, verbose_name=_("sender")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="+", db_index=False, verbose_name=_("portal")
    )
    day = models.DateField(_("day"))
    dispatch = models.ForeignKey(
        Dispatch, models.PROTECT, related_name="nudges", verbose_name=_("dispatch")
    )
    nudged_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name=_("nudged by")
    )
    nudged_at = models.DateTimeField(_("nudged at"))

    objects: ClassVar[models.Manager[Nudge]]

    class Meta:
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "sender", "day"], name="one_nudge_a_portal_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"nudge:{self.pk}"
