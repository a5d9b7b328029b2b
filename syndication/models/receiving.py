"""How a board receives what portals above send: its standing rules and where each kind of story belongs."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from editorial.models import SectionPage, SectionType
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.querysets import manager_of


class StandingRule(models.Model):
    """What `sender` sends for the kind of section is placed at once; without one of them, whatever it is."""

    portal = models.ForeignKey(
        Portal, models.CASCADE, related_name="standing_rules", verbose_name=_("portal")
    )
    sender = models.ForeignKey(
        Portal,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("sender"),
        help_text=_("Empty: every portal above."),
    )
    section_type = models.ForeignKey(
        SectionType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("section"),
        help_text=_("Empty: every section."),
    )
    made_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"))

    objects: ClassVar[models.Manager[StandingRule]]

    class Meta:
        verbose_name = _("standing rule")
        verbose_name_plural = _("standing rules")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "sender", "section_type"],
                nulls_distinct=False,
                name="one_rule_a_sender_and_section",
            )
        ]

    def __str__(self) -> str:
        return f"rule:{self.pk} @ {self.portal_id}"


class SectionChoice(models.Model):
    """Where stories of one kind of section stand on this portal, where that is not its own section of that kind."""

    portal = models.ForeignKey(
        Portal,
        models.CASCADE,
        related_name="section_choices",
        db_index=False,
        verbose_name=_("portal"),
    )
    section_type = models.ForeignKey(
        SectionType,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("kind of section"),
    )
    section = models.ForeignKey(
        SectionPage, models.CASCADE, related_name="+", verbose_name=_("section here")
    )

    objects: ClassVar[models.Manager[SectionChoice]]

    class Meta:
        verbose_name = _("section for received stories")
        verbose_name_plural = _("sections for received stories")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "section_type"], name="one_section_a_portal_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.section_type_id} @ {self.portal_id}"


class ReceivingGrantQuerySet(models.QuerySet["ReceivingGrant"]):
    def in_force(self, now: datetime) -> ReceivingGrantQuerySet:
        """Grants that nobody ended, whose giver is still the head by the post of then: another head grants anew."""
        heads = BoardMember.objects.holding(frozenset({Position.HEAD}), local_date(now)).filter(
            user=OuterRef("given_by"),
            board__portal=OuterRef("portal"),
            period__contains=OuterRef("given_on"),
        )
        given_on = TruncDate("given_at", tzinfo=LOCAL_ZONE)
        return self.alias(given_on=given_on).filter(Exists(heads), ended_at=None)


class ReceivingGrant(models.Model):
    """The head lets the editors of the board take over what portals above send, in the head's name."""

    portal = models.ForeignKey(
        Portal, models.CASCADE, related_name="receiving_grants", verbose_name=_("portal")
    )
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))
    ended_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[ReceivingGrantQuerySet] = manager_of(ReceivingGrantQuerySet)

    class Meta:
        verbose_name = _("leave to receive")
        verbose_name_plural = _("leaves to receive")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="ended_receiving_grant_has_a_hand",
            ),
            models.UniqueConstraint(
                fields=["portal"],
                condition=Q(ended_at__isnull=True),
                name="one_receiving_grant_a_portal",
            ),
        ]

    def __str__(self) -> str:
        return f"receiving-grant:{self.pk} @ {self.portal_id}"
