"""What a reader wrote of a page that did not help. Nobody is asked who they are; whoever tells it all the same is
protected: the words are sealed, of the portal's own board alone, and deleted after their term.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models import StoryPage
from portals.models import Portal
from portals.sealing.fields import SealedTextField

LONGEST_REMARK = 1000


class ReaderRemark(models.Model):
    """What one reader missed on a story, as it stood on `portal`; waits until somebody of the board has read it."""

    # The words are bound to it.
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    story = models.ForeignKey(StoryPage, models.CASCADE, related_name="+", verbose_name=_("story"))
    text = SealedTextField(_("what was missing"), bound_to="key")
    # The guard of the form thinks that a program may have sent it.
    doubtful = models.BooleanField(_("perhaps sent by a program"), default=False)
    left_at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("read by"),
    )

    objects: ClassVar[models.Manager[ReaderRemark]]

    class Meta:
        verbose_name = _("reader's remark")
        verbose_name_plural = _("readers' remarks")
        indexes = [
            models.Index(fields=["portal", "left_at"], name="remarks_of_portal"),
            models.Index(fields=["left_at"], name="remarks_by_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by=None)
                | Q(read_at__isnull=False, read_by__isnull=False, read_at__gte=F("left_at")),
                name="remark_was_read_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} @ {self.portal_id} {self.left_at:%d/%m/%Y}"
