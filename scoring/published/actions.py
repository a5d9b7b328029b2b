"""Whose scores anybody may read: decided for each tier by the province."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import APPROVERS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier
from portals.models import Tier
from portals.pagecache.cache_invalidation import change_province_edition
from portals.refusals import NotYourOffice
from portals.tiers import INSTALL_TIER
from scoring.models import PublicScores


def show_scores(*, tier: Tier, is_shown: bool, actor: User, now: datetime) -> None:
    """Show the published scores of a tier to anybody, or no longer. By head or deputy of the province.

    Stored pages are not shown again: what is no longer public goes at once.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(_("Head or deputy of the province decides on this."))
    with transaction.atomic():
        if is_shown:
            PublicScores.objects.get_or_create(
                tier=tier, defaults={"shown_by": actor, "shown_at": now}
            )
        else:
            PublicScores.objects.filter(tier=tier).delete()
        change_province_edition(forbid_stale=not is_shown)
        log(
            instance=tier,
            action="scoring.show_scores",
            user=actor,
            data={"is_shown": is_shown},
            timestamp=now,
        )
