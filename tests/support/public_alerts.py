"""The pages of following by mail, as somebody who follows sees them."""

from __future__ import annotations

from django.utils import timezone

from portals.alerts.links import confirming_token, own_token
from portals.models import Portal
from tests.portals.alerts.followed import ask_to_follow, followed


def alert_pages(portal: Portal) -> dict[str, tuple[Portal, str]]:
    reader = followed(portal, now=timezone.now())
    wanted = ask_to_follow(portal, "hoa@example.vn", now=timezone.now())
    return {
        "following": (portal, "/theo-doi/"),
        "follow to confirm": (portal, f"/theo-doi/xac-nhan/{confirming_token(wanted)}/"),
        "what one follows": (portal, f"/theo-doi/cua-toi/{own_token(reader)}/"),
        "leaving": (portal, f"/theo-doi/thoi/{own_token(reader)}/"),
        "left": (portal, "/theo-doi/thoi/0-0/"),
    }
