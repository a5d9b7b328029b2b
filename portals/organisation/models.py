"""Units and people of the body behind a portal, and the days on which a board checked what it says."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.models import Portal

from .enums import OfficialRole, Subject

LONGEST_GROUP_NAME = 120


class Unit(models.Model):
    """A part of the body: an office, a department, a school. `parent` is a unit of the same portal."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="units", verbose_name=_("portal"), db_index=False
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("belongs to"),
    )
    name = models.CharField(_("name"), max_length=160)
    duties = models.TextField(_("functions and duties"), blank=True, max_length=2000)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("email"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=10)

    objects: ClassVar[models.Manager[Unit]]

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "parent", "name"],
                nulls_distinct=False,
                name="unit_named_once",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="unit_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Official(models.Model):
    """A person whom the portal names: a leader, or somebody to turn to. Only what the office makes public."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="officials", verbose_name=_("portal"), db_index=False
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="officials",
        verbose_name=_("unit"),
    )
    role = models.CharField(_("role"), max_length=10, choices=OfficialRole)
    name = models.CharField(_("name"), max_length=80)
    post = models.CharField(_("post"), max_length=160)
    field = models.CharField(_("field of work"), max_length=300, blank=True)
    phone = models.CharField(_("phone at work"), max_length=40, blank=True)
    email = models.EmailField(_("email at work"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=10)

    objects: ClassVar[models.Manager[Official]]

    class Meta:
        verbose_name = _("leader or contact officer")
        verbose_name_plural = _("leaders and contact officers")
        indexes = [models.Index(fields=["portal", "role", "position"], name="official_in_order")]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}"


class ResidentialGroup(models.Model):
    """A village, quarter or group of households of a commune, which a notice may be for, and which people follow.

    A notice names it in words, as it stood then: one that names no group of its portal is for the whole commune.
    """

    portal = models.ForeignKey(
        Portal,
        models.PROTECT,
        related_name="residential_groups",
        verbose_name=_("portal"),
        db_index=False,
    )
    name = models.CharField(_("name"), max_length=LONGEST_GROUP_NAME)
    position = models.PositiveSmallIntegerField(_("order"), default=10)

    objects: ClassVar[models.Manager[ResidentialGroup]]

    class Meta:
        verbose_name = _("residential group")
        verbose_name_plural = _("residential groups")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["portal", "name"], name="residential_group_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Confirmation(models.Model):
    """Somebody of the board looked at what the portal says and found it right. The last one is what is shown."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="confirmations", verbose_name=_("portal")
    )
    subject = models.CharField(_("subject"), max_length=12, choices=Subject)
    confirmed_at = models.DateTimeField(_("confirmed at"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )

    objects: ClassVar[models.Manager[Confirmation]]

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        indexes = [
            models.Index(F("portal"), F("subject"), F("confirmed_at").desc(), name="last_confirmed")
        ]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.subject} {self.confirmed_at:%Y-%m-%d}"
