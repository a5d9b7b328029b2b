"""Addresses under watch, what is known to be right where no ledger says it, and what was found."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .kinds import AddressKind, AlterationKind


class WatchedAddress(models.Model):
    """A public address of a portal, and when it is looked at next. Rows come and go with what is public."""

    portal = models.ForeignKey(
        "portals.Portal",
        models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("portal"),
    )
    path = models.CharField(_("path"), max_length=500)
    kind = models.CharField(_("kind"), max_length=8, choices=AddressKind)
    # The story, page, file or picture that stands there: its number in its own table.
    subject = models.BigIntegerField(null=True, blank=True, editable=False)
    # Something happened there: it comes before what only has its day.
    is_urgent = models.BooleanField(_("changed"), default=False)
    due_at = models.DateTimeField(_("due at"))
    watched_since = models.DateTimeField(_("watched since"))
    looked_at = models.DateTimeField(_("last looked at"), null=True, blank=True)
    # What was served at the last look, as a hash, where no record says what must be.
    known_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Looks in a row that found something: the first is not told, since a page may have changed under it.
    doubts = models.PositiveSmallIntegerField(_("doubtful looks"), default=0)
    failures = models.PositiveSmallIntegerField(_("looks without an answer"), default=0)

    objects: ClassVar[models.Manager[WatchedAddress]]

    class Meta:
        verbose_name = _("address under watch")
        verbose_name_plural = _("addresses under watch")
        constraints = [
            models.UniqueConstraint(fields=["portal", "path"], name="address_watched_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], name="watched_by_due"),
            models.Index(fields=["due_at"], condition=Q(is_urgent=True), name="watched_urgent"),
            models.Index(fields=["kind", "subject"], name="watched_by_subject"),
            models.Index(Coalesce("looked_at", "watched_since"), name="watched_by_look"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.path}"


class KnownState(models.Model):
    """What a part of a portal was when it was last known to be right: at first sight, or after an act on record."""

    portal = models.ForeignKey(
        "portals.Portal",
        models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("portal"),
    )
    part = models.CharField(_("part"), max_length=16)
    # The page or file, where the part is one of many; else 0.
    subject = models.BigIntegerField(default=0, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    known_at = models.DateTimeField(_("known to be right since"))
    # Acts up to here made it what it is; a later change takes a later act.
    acts_until = models.DateTimeField(editable=False)

    objects: ClassVar[models.Manager[KnownState]]

    class Meta:
        verbose_name = _("known state")
        verbose_name_plural = _("known states")
        constraints = [
            models.UniqueConstraint(fields=["portal", "part", "subject"], name="known_state_once")
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.part} {self.subject}"


class FoundAlterationQuerySet(models.QuerySet["FoundAlteration"]):
    def open(self) -> FoundAlterationQuerySet:
        return self.filter(ended_at=None)


class FoundAlteration(models.Model):
    """Something public that is not as the records say. It ends when a look finds it gone, or by a head's word."""

    portal = models.ForeignKey(
        "portals.Portal",
        models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("portal"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AlterationKind)
    # A path on the portal's own host; or what it is that has no address: a part, a stored file.
    place = models.CharField(_("where"), max_length=500)
    expected = models.CharField(_("what was expected"), max_length=300)
    found = models.CharField(_("what was found"), max_length=300)
    found_at = models.DateTimeField(_("found at"))
    seen_at = models.DateTimeField(_("last seen at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # Empty where a later look did not find it any more.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = FoundAlterationQuerySet.as_manager()

    class Meta:
        verbose_name = _("alteration found by the watch")
        verbose_name_plural = _("alterations found by the watch")
        constraints = [
            models.CheckConstraint(condition=~Q(place=""), name="alteration_is_somewhere"),
            models.UniqueConstraint(
                fields=["portal", "kind", "place", "found"],
                condition=Q(ended_at=None),
                name="alteration_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, reason="")
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(reason="")),
                name="alteration_ended_by_hand_says_why",
            ),
        ]
        indexes = [
            models.Index(F("portal"), F("found_at").desc(), name="alteration_of_portal"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.kind} {self.place}"


class WatchState(models.Model):
    """How far the watch is: one row. Where it is missing the watch has never run."""

    # What the ledger held when changes were last looked for.
    ledger_seen = models.BigIntegerField(default=0, editable=False)
    placements_seen = models.BigIntegerField(default=0, editable=False)
    changes_at = models.DateTimeField(_("changes looked for at"))
    # What was public by then is taken for right where nothing is on record about it.
    began_at = models.DateTimeField(_("began at"))
    planned_at = models.DateTimeField(_("all addresses listed at"), null=True, blank=True)
    states_at = models.DateTimeField(_("states compared at"), null=True, blank=True)
    stores_at = models.DateTimeField(_("storage compared at"), null=True, blank=True)

    objects: ClassVar[models.Manager[WatchState]]

    class Meta:
        verbose_name = _("state of the watch")
        verbose_name_plural = _("state of the watch")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_state_of_the_watch")]

    def __str__(self) -> str:
        return f"{self.changes_at:%Y-%m-%d %H:%M}"
