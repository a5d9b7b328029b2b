"""Acts that the ledger does not hold yet: written in the act's transaction, removed with the entry."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from portals.models import Portal

from .story import StoryPage

# The last comes some two hours after the first (`editorial/public_record/recording.py`).
MOST_TRIES_TO_RECORD = 6
# What becomes of a publication whose text has its entry: its PDF is still to be made.
PAPER = "paper"
# A text that was public before the ledger knew of it. There may be very many, and none is in a hurry.
STANDING = "standing"


class ActToRecord(models.Model):
    """What was done with a text that is or was public, with all that its entry says but what must be rendered.

    Rows of one text are in the order of its acts: each is written while the act holds the page.
    """

    # Empty in rows of the release before, which have `story` in its place.
    page = models.ForeignKey(
        Page, models.CASCADE, null=True, db_index=False, related_name="+", verbose_name=_("page")
    )
    # The ledger's name of it.
    kind = models.CharField(_("kind"), max_length=40, db_default="publication")
    revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, related_name="+", verbose_name=_("version")
    )
    # Empty in rows of the release before, as the following ones.
    at = models.DateTimeField(_("at"), null=True)
    portal = models.ForeignKey(
        Portal,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("portal"),
    )
    office = models.CharField(_("agency"), max_length=255, db_default="")
    hostname = models.CharField(_("host name"), max_length=255, db_default="")
    body: models.JSONField[dict[str, Any]] = models.JSONField(
        _("content of the entry"), db_default=models.Value({}, models.JSONField())
    )
    tries = models.PositiveSmallIntegerField(_("tries"), db_default=0)
    next_try_at = models.DateTimeField(_("next try at"), null=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True)
    # A later act of the same text stands in the ledger, so this one can no longer stand before it.
    is_overtaken = models.BooleanField(_("overtaken"), db_default=False)
    noted_at = models.DateTimeField(db_default=Now(), editable=False)

    # What nodes of the release before write and read. They leave alone what has no moment of theirs.
    story = models.ForeignKey(
        StoryPage, models.CASCADE, null=True, related_name="+", verbose_name=_("story")
    )
    published_at = models.DateTimeField(_("published at"), null=True)

    objects: ClassVar[models.Manager[ActToRecord]]

    class Meta:
        verbose_name = _("act to record")
        verbose_name_plural = _("acts to record")
        # The table's name while nodes of the release before use it.
        db_table = "editorial_publicationtorecord"
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, at__isnull=False)
                | Q(story__isnull=False, published_at__isnull=False),
                name="act_to_record_is_of_a_page",
            ),
            models.CheckConstraint(
                condition=Q(given_up_at=None) | Q(tries__gte=MOST_TRIES_TO_RECORD),
                name="act_is_given_up_after_its_tries",
            ),
        ]
        indexes = [
            models.Index(Coalesce("page", "story"), "id", name="act_to_record_by_page"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id or self.story_id}"
