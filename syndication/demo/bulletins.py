"""An urgent bulletin of the province over all stations of the demo, and which of them have aired it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from editorial.broadcasts.enums import BulletinClass
from editorial.broadcasts.models import BroadcastPage
from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.demo.bulletins import SECTION, urgent_bulletin, urgent_paragraphs
from editorial.models import StoryPage
from editorial.stations.airing_actions import tell_airing
from portals.demo.people import Crew
from portals.models import Portal
from syndication.dispatches.actions import dispatch_story
from syndication.dispatches.audience import Audience
from syndication.dispatches.urgent import confirm_urgent
from syndication.enums import AudienceKind, DeliveryState, Urgency
from syndication.jobs import place_dispatch
from syndication.models import Delivery

WRITTEN_AGO, AIRED_AGO = timedelta(minutes=40), timedelta(minutes=5)
SHARE_AIRED = 0.6
SECTIONS = (SECTION, "chi-dao")


def air_urgent_bulletin(province: Portal, crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Send one bulletin to every station at once; most have aired it, the others are asked."""
    crew = crews[province.pk]
    story = _write(province, crew, now)
    sent = dispatch_story(
        story=story,
        audience=Audience(AudienceKind.TIER, "commune"),
        urgency=Urgency.URGENT,
        due_at=None,
        mandate="",
        note="Đề nghị các đài phát ngay và phát lại buổi tối.",
        actor=crew.posts[3][1],
        now=now,
    )
    place_dispatch(confirm_urgent(dispatch=sent, actor=crew.head, now=now).pk)
    random = Random("aired")
    placed = Delivery.objects.filter(dispatch=sent, state=DeliveryState.PLACED)
    for delivery in placed.select_related("portal").order_by("portal_id"):
        if random.random() < SHARE_AIRED:
            tell_airing(
                portal=delivery.portal,
                story=story,
                aired_at=now,
                actor=crews[delivery.portal_id].head,
                now=now,
            )


def _write(province: Portal, crew: Crew, now: datetime) -> StoryPage:
    sections = {one.section_type_id: one for one in province.sections.all()}
    title, lead = urgent_bulletin()
    (story,) = import_stories(
        stories=[
            StoryImport(
                section=next(sections[code] for code in SECTIONS if code in sections),
                kind=BroadcastPage.story_kind,
                title=title,
                lead=lead,
                body=urgent_paragraphs(),
                published_at=now - WRITTEN_AGO,
                own={
                    "aired_at": now - AIRED_AGO,
                    "bulletin_class": BulletinClass.URGENT,
                    "language": "vi",
                    "station_name": "",
                },
                author=crew.authors[0],
                approver=crew.head,
            )
        ],
        actor=None,
        now=now,
    )
    return story
