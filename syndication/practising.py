"""A story from above to practise receiving: the newest of the province, sent down anew on a fresh clone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage
from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.clock import local_date
from portals.models import Portal
from portals.practice import seeding
from portals.practice.seeding import PracticeSeed
from portals.tiers import INSTALL_TIER

from .dispatches.actions import dispatch_story
from .dispatches.audience import Audience
from .enums import AudienceKind
from .models import Dispatch

NOTE = "Tin gửi để các ban tập nhận."


def send_a_story(now: datetime) -> None:
    """Send down the newest story of the province that was not sent yet; nothing where there is none, or no board."""
    province = Portal.objects.filter(tier=INSTALL_TIER, closed_on=None).first()
    head = (
        BoardMember.objects.holding(frozenset({Position.HEAD}), local_date(now))
        .filter(board__portal=province)
        .select_related("user")
        .first()
    )
    stands = Placement.objects.standing().filter(
        story=OuterRef("pk"), portal=province, role=PlacementRole.ORIGIN
    )
    story = (
        StoryPage.objects.live()
        .filter(Exists(stands), ~Exists(Dispatch.objects.filter(story=OuterRef("pk"))))
        .order_by("-first_published_at")
        .first()
    )
    if story is None or head is None:
        return
    dispatch_story(
        story=story,
        audience=Audience(AudienceKind.ALL),
        due_at=None,
        mandate="",
        note=NOTE,
        actor=head.user,
        now=now,
    )


def offer_story() -> None:
    seeding.register(PracticeSeed("story", 20, send_a_story))
