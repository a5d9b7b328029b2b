"""A board's own version of another board's story, and what happened to the source since."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models import StoryPage
from portals.boards.models import User
from portals.models import Portal

from .enums import AdaptationOutcome, SourceEvent


class Adaptation(models.Model):
    """`copy` was made from `source`; `base` is the source as the board last saw and decided on it.

    The story itself says `adapted_from`; this row is the state between the two texts. A draft that is deleted takes
    its row along; what was public is never deleted.
    """

    copy = models.OneToOneField(
        StoryPage, models.CASCADE, related_name="adaptation", verbose_name=_("own version")
    )
    source = models.ForeignKey(
        StoryPage, models.PROTECT, related_name="adaptations", verbose_name=_("source")
    )
    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="adaptations", verbose_name=_("portal")
    )
    # Fields and blocks, in the words of the source. Revisions may be purged, so it is kept whole.
    base = models.JSONField(_("the source as last seen"))
    # By the id of each image and file of the source, the board's own copy of it.
    own_images = models.JSONField(_("own images"), default=dict)
    own_files = models.JSONField(_("own files"), default=dict)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    took_over_at = models.DateTimeField(_("took the place of the source at"), null=True, blank=True)

    objects: ClassVar[models.Manager[Adaptation]]

    class Meta:
        verbose_name = _("own version")
        verbose_name_plural = _("own versions")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "portal"], name="one_own_version_a_portal_and_source"
            ),
            models.CheckConstraint(
                condition=~Q(copy=F("source")), name="own_version_is_not_its_source"
            ),
        ]
        indexes = [models.Index(F("portal"), F("made_at").desc(), name="adaptation_by_portal")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.copy_id}"


class SourceChange(models.Model):
    """The source was changed, corrected or withdrawn; how its board answered, and since when readers have that.

    `in_force_at` less `happened_at` is how long the own version said otherwise than its source.
    """

    adaptation = models.ForeignKey(
        Adaptation, models.CASCADE, related_name="source_changes", verbose_name=_("own version")
    )
    kind = models.CharField(_("what happened"), max_length=10, choices=SourceEvent)
    happened_at = models.DateTimeField(_("happened at"))
    note = models.TextField(_("note for readers"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=AdaptationOutcome, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # What was taken and what was kept, by field and block.
    decisions = models.JSONField(_("decisions"), default=dict)
    in_force_at = models.DateTimeField(_("in force at"), null=True, blank=True)

    objects: ClassVar[models.Manager[SourceChange]]

    class Meta:
        verbose_name = _("change of a source")
        verbose_name_plural = _("changes of sources")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, in_force_at=None)
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="decided_source_change_has_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(in_force_at=None) | Q(in_force_at__gte=F("happened_at")),
                name="source_change_in_force_after_it_happened",
            ),
        ]
        indexes = [
            models.Index(
                fields=["adaptation"], condition=Q(outcome=""), name="source_change_undecided"
            ),
            models.Index(fields=["happened_at"], name="source_change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.adaptation_id}: {self.kind} {self.happened_at:%Y-%m-%d %H:%M}"
