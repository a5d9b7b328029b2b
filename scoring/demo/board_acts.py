"""What the demo's boards did that scores rest on: priority stories placed by hand, procedures and their links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.demo.characters import character_of
from editorial.models import NoticePage, SectionPage
from portals.demo.people import Crew
from portals.models import Portal
from scoring.probes.enums import Fault
from scoring.probes.gathering import gather_links
from scoring.probes.models import Link, Outage, Target
from syndication.dispatches.deadlines import dispatches_due, pass_deadline
from syndication.enums import DeliveryState, How, Urgency
from syndication.models import Delivery

SERVICE_HOST = "dichvucong.example.vn"
PROCEDURES = (
    "Đăng ký khai sinh", "Chứng thực bản sao từ bản chính", "Đăng ký tạm trú",
    "Cấp bản sao trích lục hộ tịch",
)  # fmt: skip
# Older than the months that are scored.
LONG_AGO = timedelta(days=130)
BROKEN_FOR = timedelta(days=100)


def answer_priorities(
    portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime
) -> None:
    """Have boards place priority stories before their deadline, as far as each does what is asked of it."""
    for dispatch_id in dispatches_due(now):
        pass_deadline(dispatch_id=dispatch_id, now=now)
    low = {portal.pk: character_of(portal)[0] for portal in portals}
    random = Random("answer priorities")
    deliveries = list(
        Delivery.objects.filter(
            state=DeliveryState.PLACED, dispatch__urgency=Urgency.PRIORITY,
            dispatch__due_at__lte=now, portal__in=low,
        )
        .exclude(how__in=[How.RULE, How.URGENT])
        .select_related("dispatch")
        .order_by("pk")
    )  # fmt: skip
    for one in deliveries:
        due = one.dispatch.due_at or now
        if random.random() < low[one.portal_id]:
            one.how, one.by = How.HAND, crews[one.portal_id].head
            waited = (due - one.dispatch.sent_at) * random.uniform(0.1, 1.05)
            one.state_at = min(one.dispatch.sent_at + waited, now)
        else:
            one.how, one.by, one.state_at = How.DEADLINE, None, min(due, now)
    Delivery.objects.bulk_update(deliveries, ["how", "by", "state_at"], batch_size=1_000)


def publish_procedures(
    portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime
) -> None:
    """Publish guides that lead to the demo's service portal; the weaker a board, the more of its links are dead."""
    sections = {
        section.portal_id: section for section in SectionPage.objects.filter(section_type="tthc")
    }
    import_stories(
        stories=[
            _procedure(portal, sections[portal.pk], crews[portal.pk], number, now)
            for portal in portals
            if portal.pk in sections
            for number in range(len(PROCEDURES))
        ],
        actor=None,
        now=now,
        # As most of the demo's stories (`editorial/demo/told.py`).
        recorded_of_each=0,
    )
    gather_links(now=now)
    # As if they had been looked at all along, and as if the host were of this world.
    Target.objects.filter(host=SERVICE_HOST).update(
        checked_at=now, next_check_at=now + timedelta(days=30)
    )
    broken = []
    for portal in portals:
        dead = round((1 - character_of(portal)[0]) * len(PROCEDURES))
        links = Link.objects.filter(portal=portal, target__host=SERVICE_HOST).order_by("target")
        broken += [link.target_id for link in links[:dead]]
    Outage.objects.bulk_create(
        Outage(target_id=target, fault=Fault.GONE, since=now - BROKEN_FOR)
        for target in sorted(set(broken))
    )


def _procedure(
    portal: Portal, section: SectionPage, crew: Crew, number: int, now: datetime
) -> StoryImport:
    name = PROCEDURES[number]
    link = f'<a href="https://{SERVICE_HOST}/{portal.code}/{number + 1}">Nộp hồ sơ “{name}”</a>'
    return StoryImport(
        section=section,
        kind=NoticePage.story_kind,
        title=f"Hướng dẫn nộp trực tuyến: {name}",
        lead=f"Các bước nộp hồ sơ trực tuyến khi làm thủ tục “{name}” tại {portal.agency}.",
        body=[
            {"type": "text", "value": f"<p>Làm trực tuyến tại cổng dịch vụ công: {link}.</p>"},
        ],
        published_at=now - LONG_AGO + timedelta(hours=number),
        author=crew.authors[0],
        approver=crew.head,
    )
