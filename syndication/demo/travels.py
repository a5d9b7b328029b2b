"""The demo's stories on their way: what the province sent down, and what members sent up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from editorial.models import StoryPage
from editorial.placements.writing import PlacementSpec, republish
from portals.clock import local_date
from portals.demo.people import Crew
from portals.models import Portal
from syndication.dispatches.actions import OFFER_TIME
from syndication.dispatches.audience import insert_deliveries
from syndication.enums import AudienceKind, ProposalState, Urgency
from syndication.models import Dispatch, Proposal
from syndication.placing.actions import place_slice

from .deliveries import act_as_boards

SHARE_SENT = 0.8
PROPOSALS = 90
REASONS = (
    "Nội dung trùng với tin đã đăng trên Cổng tỉnh.",
    "Tin chưa nêu rõ kết quả, đề nghị bổ sung số liệu.",
    "Sự kiện đã qua nhiều ngày, không còn tính thời sự.",
)


def send_down(
    sender: Portal, crews: Mapping[int, Crew], stories: Sequence[StoryPage], *, now: datetime
) -> list[Dispatch]:
    """Send most of the stories to all portals, each soon after its own hour; some to the communes only."""
    random = Random("send down")
    crew = crews[sender.pk]
    sent = []
    for story in sorted(stories, key=lambda page: page.first_published_at):
        if random.random() > SHARE_SENT:
            continue
        sent_at = min(story.first_published_at + timedelta(minutes=random.randint(4, 240)), now)
        kind, detail = (
            (AudienceKind.ALL, "") if random.random() < 0.8 else (AudienceKind.TIER, "commune")
        )
        has_priority = random.random() < 0.15
        dispatch = Dispatch.objects.create(
            story_id=story.pk,
            sender=sender,
            audience=kind,
            audience_detail=detail,
            urgency=Urgency.PRIORITY if has_priority else Urgency.ORDINARY,
            due_at=sent_at + (timedelta(days=1) if has_priority else OFFER_TIME),
            sent_by=random.choice(crew.posts[:4])[1],
            sent_at=sent_at,
            starts_at=sent_at,
        )
        insert_deliveries(
            dispatch=dispatch, section_type="tin-tuc", now=sent_at, day=local_date(now)
        )
        place_slice(dispatch_id=dispatch.pk, now=sent_at + timedelta(seconds=random.randint(1, 3)))
        act_as_boards(dispatch, crews, now=now)
        sent.append(dispatch)
    return sent


def send_documents(
    sender: Portal,
    crews: Mapping[int, Crew],
    documents: Sequence[StoryPage],
    *,
    now: datetime,
) -> list[Dispatch]:
    """Send documents to all portals with priority, each an hour after it was published: a day later they stand."""
    sent = []
    for document in documents:
        sent_at = document.first_published_at + timedelta(hours=1)
        due_at = sent_at + timedelta(days=1)
        dispatch = Dispatch.objects.create(
            story_id=document.pk,
            sender=sender,
            audience=AudienceKind.ALL,
            urgency=Urgency.PRIORITY,
            due_at=due_at,
            sent_by=crews[sender.pk].head,
            sent_at=sent_at,
            starts_at=sent_at,
        )
        insert_deliveries(
            dispatch=dispatch, section_type="van-ban", now=sent_at, day=local_date(now)
        )
        place_slice(dispatch_id=dispatch.pk, now=due_at)
        sent.append(dispatch)
    return sent


def send_up(
    receiver: Portal,
    crew: Crew,
    stories: Sequence[tuple[Portal, StoryPage]],
    crews: Mapping[int, Crew],
    *,
    now: datetime,
) -> list[Proposal]:
    """Offer some local stories to the province: the older ones are taken or declined, the newest still wait."""
    random = Random("send up")
    chosen = random.sample(list(stories), min(PROPOSALS, len(stories)))
    chosen.sort(key=lambda pair: pair[1].first_published_at)
    proposals = []
    for place, (portal, story) in enumerate(chosen):
        proposed_at = min(story.first_published_at + timedelta(hours=random.randint(1, 20)), now)
        newest = place >= len(chosen) - 8
        state = ProposalState.WAITING if newest else random.choice(
            (ProposalState.TAKEN, ProposalState.TAKEN, ProposalState.DECLINED)
        )  # fmt: skip
        proposals.append(
            Proposal(
                story=story,
                sender=portal,
                receiver=receiver,
                state=state,
                proposed_by=crews[portal.pk].head,
                proposed_at=proposed_at,
                decided_by=None if newest else crew.head,
                decided_at=None if newest else min(proposed_at + timedelta(hours=3), now),
                reason=random.choice(REASONS) if state == ProposalState.DECLINED else "",
            )
        )
    Proposal.objects.bulk_create(proposals)
    place_taken([row for row in proposals if row.state == ProposalState.TAKEN], receiver)
    return proposals


def place_taken(taken: Sequence[Proposal], receiver: Portal) -> None:
    """Let stories that the receiver took stand among its news."""
    news = receiver.sections.get(section_type="tin-tuc")
    republish(
        [
            PlacementSpec(
                portal_id=receiver.pk,
                section_id=news.pk,
                story_id=proposal.story_id,
                kind=proposal.story.story_kind,
                via=f"proposal:{proposal.pk}",
                placed_at=proposal.decided_at or proposal.proposed_at,
            )
            for proposal in taken
        ]
    )
