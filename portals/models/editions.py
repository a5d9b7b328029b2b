"""The outbox of the page cache: what changed, written in the transaction that changed it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EditionChange(models.Model):
    """The stored pages of some portals are out of date; the row goes once the cache knows.

    One row names any number of portals, so that a change of thousands is one insert. There is no
    foreign key: the row lives for milliseconds, and checking thousands would cost more than the change.
    """

    portal_ids = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("portals"),
        null=True,
        help_text=_("Empty for a change of the whole province."),
    )
    forbids_stale = models.BooleanField(
        _("forbids the last copy"),
        default=False,
        help_text=_("After a recall or withdrawal the old pages may not be shown for an instant."),
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    objects: ClassVar[models.Manager[EditionChange]]

    class Meta:
        verbose_name = _("change of edition")
        verbose_name_plural = _("changes of edition")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M:%S} {self.portal_ids or '*'}"
