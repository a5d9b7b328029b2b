"""What this room registers: where its pages are, for maps and for the integrity watch."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from editorial.integrity_watch import wanted
from editorial.moving import registry as moving
from editorial.open_data import registry as open_data
from editorial.public import known_pages, more_pages
from editorial.public.more_pages import MorePage
from portals.models import Portal
from portals.read_api import registry as read_api
from portals.tiers import INSTALL_TIER

from .in_archives import SCORES
from .open_data import PublishedScores
from .read_api import SCORES as READ_SCORES
from .reading import published_months, published_proceedings
from .views import scope_of

PATH = "/bang-diem/"
# Of these `ADDRESSES` has every one.
LISTED = ("scores", "scores_of_month", "scores_check", "scores_of_portal")
# As `published_proceedings(in_public=True)` has it, with the host name of the day of the decision.
ADDRESSES = f"""
    WITH shown AS (
        SELECT proceeding.id, proceeding.scorer_id, proceeding.published_at,
               '/bang-diem/' || to_char(round.month, 'YYYY-MM') || '/' AS table_path,
               (proceeding.decided_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS decided_on
        FROM scoring_proceeding proceeding
        JOIN scoring_round round ON round.id = proceeding.round_id
        JOIN scoring_roundnotice notice ON notice.proceeding_id = proceeding.id
        WHERE proceeding.published_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM scoring_scorecard card
            WHERE card.round_id = proceeding.round_id AND card.proceeding_id = proceeding.id
              AND card.tier_id NOT IN (SELECT tier_id FROM scoring_publicscores))
    ),
    seen_at AS (
        SELECT shown.*, scorer_id AS portal_id FROM shown
        UNION
        SELECT shown.*, province.id FROM shown CROSS JOIN portals_portal province
            WHERE province.tier_id = '{INSTALL_TIER}'
    )
    SELECT portal_id, '/bang-diem/', max(published_at) FROM seen_at GROUP BY portal_id
    UNION ALL
    SELECT portal_id, table_path || page.name, max(published_at)
        FROM seen_at CROSS JOIN (VALUES (''), ('kiem-chung/')) AS page (name)
        GROUP BY portal_id, table_path, page.name
    UNION ALL
    SELECT seen_at.portal_id, seen_at.table_path || address.hostname || '/', seen_at.published_at
        FROM seen_at
        JOIN scoring_scorecard card ON card.proceeding_id = seen_at.id
        JOIN portals_portaladdress address ON address.portal_id = card.portal_id
            AND address.is_main AND address.period @> seen_at.decided_on
    UNION ALL
    SELECT card.portal_id,
           '/bang-diem/' || to_char(round.month, 'YYYY-MM') || '/' || address.hostname || '/',
           own.published_at
        FROM scoring_owncard own
        JOIN scoring_scorecard card ON card.id = own.card_id
            AND card.tier_id IN (SELECT tier_id FROM scoring_publicscores)
        JOIN scoring_round round ON round.id = card.round_id
        JOIN portals_portaladdress address ON address.portal_id = card.portal_id
            AND address.is_main
            AND address.period @> (own.published_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        WHERE own.published_at IS NOT NULL
"""


def pages_of(portal: Portal) -> Iterator[MorePage]:
    """Lead to the table from the maps of a portal that has one. One query."""
    if published_months(scope_of(portal), in_public=True):
        yield MorePage(_("Published scores"), PATH)


def portals_with_scores() -> set[int]:
    """Return the ids of portals on which such a table stands. Two queries."""
    scorers = set(published_proceedings(in_public=True).values_list("scorer", flat=True))
    return scorers and scorers | set(
        Portal.objects.filter(tier=INSTALL_TIER).values_list("pk", flat=True)
    )


def install() -> None:
    more_pages.register(pages_of, are_proven=True)
    known_pages.only_where("scores", portals_with_scores)
    wanted.register(ADDRESSES, LISTED)
    open_data.register(PublishedScores())
    moving.register(SCORES)
    read_api.register(READ_SCORES)
