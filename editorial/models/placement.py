"""Where a story appears: the one idea of the system (docs/decisions/0001)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.enums import PlacementRole, RemovalKind
from editorial.querysets import PlacementQuerySet
from portals.models import Portal
from portals.querysets import manager_of

from .section import SectionPage
from .story import StoryPage


class Placement(models.Model):
    """A story stands on a portal, in a section, from `placed_at` until `removed_at`.

    Every list, feed, search and score reads placements; a story without a standing one is not served. A removed
    placement stays: its address answers 410 with the reason.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="placements", verbose_name=_("portal")
    )
    section = models.ForeignKey(
        SectionPage,
        models.PROTECT,
        related_name="placements",
        db_index=False,
        verbose_name=_("section"),
    )
    story = models.ForeignKey(
        StoryPage,
        models.PROTECT,
        related_name="placements",
        db_index=False,
        verbose_name=_("story"),
    )
    role = models.CharField(_("role"), max_length=12, choices=PlacementRole)
    kind = models.CharField(_("kind"), max_length=12)
    via = models.CharField(
        _("came by"), max_length=40, blank=True, help_text=_("What placed it, e.g. dispatch:12.")
    )
    placed_at = models.DateTimeField(_("placed at"))
    pinned_until = models.DateTimeField(_("pinned until"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removal_kind = models.CharField(
        _("kind of removal"), max_length=12, choices=RemovalKind, blank=True
    )
    removal_reason = models.CharField(_("reason of removal"), max_length=500, blank=True)
    # What the public knew it by; the page itself may be rewritten as a draft afterwards.
    removal_title = models.CharField(
        _("title when it was removed"), max_length=255, blank=True, db_default=""
    )

    # The portal that wrote the story; set on republished ones by `editorial.public.queries.origins.name_sources`.
    source_portal: Portal | None = None

    objects: ClassVar[PlacementQuerySet] = manager_of(PlacementQuerySet)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(
                fields=["story", "portal"],
                condition=Q(removed_at__isnull=True),
                name="story_stands_once_a_portal",
            ),
            models.UniqueConstraint(
                fields=["story"],
                condition=Q(removed_at__isnull=True, role=PlacementRole.ORIGIN),
                name="story_has_one_origin",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removal_kind="")
                | (Q(removed_at__isnull=False) & ~Q(removal_kind="")),
                name="removal_has_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_at__gte=F("placed_at")),
                name="removed_after_it_was_placed",
            ),
        ]
        indexes = [
            # A section is of one portal, so that the portal would only make the index larger.
            models.Index(F("section"), F("placed_at").desc(), name="placement_by_section"),
            models.Index(F("portal"), F("placed_at").desc(), name="placement_by_portal"),
            # The home page's own news, also where a hundred republished stories came after each.
            models.Index(
                F("portal"),
                F("kind"),
                F("placed_at").desc(),
                condition=Q(removed_at__isnull=True, role=PlacementRole.ORIGIN),
                name="placement_own",
            ),
            # The search of all portals, where each story is found once.
            models.Index(
                F("placed_at").desc(),
                condition=Q(removed_at__isnull=True, role=PlacementRole.ORIGIN),
                name="placement_origins",
            ),
            # The register of a portal's documents among ten times as many stories.
            models.Index(
                F("portal"),
                F("placed_at").desc(),
                condition=Q(removed_at__isnull=True, kind="document"),
                name="placement_documents",
            ),
            # The archive and the podcast of a portal's loudspeaker bulletins.
            models.Index(
                F("portal"),
                F("placed_at").desc(),
                condition=Q(removed_at__isnull=True, kind="broadcast"),
                name="placement_broadcasts",
            ),
            # What was withdrawn since a day, of all portals: few rows among those that a recall ends.
            models.Index(
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False, role=PlacementRole.ORIGIN),
                name="placement_origins_ended",
            ),
            # What is, or was, on top of a home page: a handful.
            models.Index(
                fields=["portal"],
                condition=Q(removed_at__isnull=True, pinned_until__isnull=False),
                name="placement_pinned",
            ),
            models.Index(
                fields=["story", "portal"],
                condition=Q(removed_at__isnull=False),
                name="placement_removed",
            ),
            # Wherever a story stands or stood: PostgreSQL does not join the two partial indexes by itself.
            models.Index(fields=["story"], name="placement_by_story"),
            # What a portal's feeds say is gone.
            models.Index(
                F("portal"),
                F("removed_at").desc(),
                condition=Q(removed_at__isnull=False),
                name="placement_ended_on_portal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id} @ {self.portal_id} ({self.role})"

    @property
    def ends_at(self) -> datetime | None:
        """When it is over, for a kind that ends and where `kinds.lists.with_ends` asked for it; else None."""
        return getattr(self, "kind_ends_at", None)

    @property
    def place(self) -> str | None:
        """Where it happens, as `ends_at`."""
        return getattr(self, "kind_place", None)

    @property
    def path(self) -> str:
        """The story's address on this portal. Reads `section` and `story`: load both before asking in a list."""
        return story_path(self.section.slug, self.story.slug, self.story_id)


def story_path(section_slug: str, slug: str, story_id: int) -> str:
    """Return the address of a story on a portal where it stands in that section."""
    return f"/{section_slug}/{slug}-{story_id}/"
