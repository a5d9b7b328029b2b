"""A fresh story goes to all portals and is recalled from them; and what is on top of all portals has an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.broadcasts.models import BroadcastPage
from editorial.enums import RemovalKind
from editorial.models import NoticePage, Placement, StoryPage
from editorial.review.actions import approve_story, submit_story
from portals.addresses import main_hostname
from portals.boards.actions import derive_rights
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, RunningDemo
from syndication.dispatches.actions import dispatch_story
from syndication.dispatches.audience import Audience
from syndication.dispatches.urgent import confirm_urgent
from syndication.enums import AudienceKind, DeliveryState, Urgency
from syndication.models import Delivery, Dispatch
from syndication.recalls.models import RecallCertificate, RecallProof
from syndication.recalls.recalling import recall_story

ARRIVAL_SECONDS = 60
# Over a thousand addresses are asked for the certificate.
PROOF_SECONDS = 180
TITLE = "Tin kiểm tra đường truyền tới các Cổng thành phần"
LEAD = "Tin này được tạo tự động để kiểm tra việc gửi tới tất cả các Cổng, sau đó được gỡ."


def emergencies_end(_demo: RunningDemo) -> Iterator[Result]:
    """Whatever is sent as urgent says until when it holds. A bulletin says when it was aired."""
    urgent = Dispatch.objects.filter(urgency=Urgency.URGENT).select_related("story")
    urgent = urgent.exclude(story__in=BroadcastPage.objects.values("pk"))
    ends = NoticePage.objects.filter(ends_at__isnull=False)
    endless = urgent.exclude(story__in=ends).values_list("story__title", flat=True)
    total, faults = urgent.count(), list(endless)
    yield Result("emergencies_end", total - len(faults), total, faults)


def travels(demo: RunningDemo) -> Iterator[Result]:
    """Leaves one recalled story behind."""
    province = Portal.objects.select_related("site").get(tier="province", closed_on=None)
    portals = Portal.objects.filter(closed_on=None).count()
    story = _publish(province)
    yield _send(story, province, portals - 1, demo)
    everywhere = _addresses_of(story)
    yield demo.expect("fresh_story", everywhere, HTTPStatus.OK, total=portals)
    recall = recall_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason="Tin kiểm tra, đã hoàn thành.",
        actor=_holder(province, Position.HEAD),
        now=timezone.now(),
    )
    yield Result("recalled", recall.placements_ended, portals)
    yield demo.expect("recalled_is_gone", everywhere, HTTPStatus.GONE, total=portals)
    yield _certificate(story, demo)


def _publish(province: Portal) -> StoryPage:
    """Write a story as an editor and approve it as the head."""
    author, head = _holder(province, Position.EDITOR), _holder(province, Position.HEAD)
    for user in (author, head):
        # As at their first sign-in.
        derive_rights(user=user, now=timezone.now())
    story = NoticePage(
        title=f"{TITLE} lúc {timezone.localtime():%H:%M:%S}",
        lead=LEAD,
        ends_at=timezone.now() + timedelta(hours=1),
        owner=author,
        live=False,
    )
    province.sections.get(section_type="tin-tuc").add_child(instance=story)
    story.save_revision(user=author)
    submit_story(story=story, actor=author, now=timezone.now())
    approve_story(story=NoticePage.objects.get(pk=story.pk), actor=head, now=timezone.now())
    return NoticePage.objects.get(pk=story.pk)


def _send(story: StoryPage, province: Portal, total: int, demo: RunningDemo) -> Result:
    """Send it to all and wait until the worker has placed it everywhere."""
    asked = dispatch_story(
        story=story,
        audience=Audience(AudienceKind.ALL),
        due_at=None,
        mandate="",
        note="",
        urgency=Urgency.URGENT,
        actor=_holder(province, Position.HEAD),
        now=timezone.now(),
    )
    # Whatever the boards' own rules are, an urgent story stands everywhere at once.
    dispatch = confirm_urgent(
        dispatch=asked, actor=_holder(province, Position.DEPUTY), now=timezone.now()
    )
    deliveries = Delivery.objects.filter(dispatch=dispatch)
    demo.wait(
        lambda: not deliveries.filter(state=DeliveryState.WAITING).exists(),
        seconds=ARRIVAL_SECONDS,
    )
    return Result("deliveries_placed", deliveries.filter(state=DeliveryState.PLACED).count(), total)


def _addresses_of(story: StoryPage) -> list[Address]:
    placements = (
        Placement.objects.standing()
        .filter(story=story)
        .select_related("story", "section", "portal__site")
    )
    return [Address(main_hostname(row.portal), row.path) for row in placements]


def _certificate(story: StoryPage, demo: RunningDemo) -> Result:
    """Wait until the worker has asked every address and certified that the story is gone."""
    proof = RecallProof.objects.get(recall__story=story)
    is_certified = demo.wait(
        lambda: RecallCertificate.objects.filter(proof=proof).exists(), seconds=PROOF_SECONDS
    )
    total = proof.addresses.count()
    return Result("recall_certified", total if is_certified else 0, total)


def _holder(portal: Portal, position: Position) -> User:
    return (
        BoardMember.objects.filter(board__portal=portal, position=position)
        .select_related("user")
        .order_by("pk")[0]
        .user
    )


EMERGENCIES = DemoCheck(
    {"emergencies_end": _("Urgent stories with an end")}, emergencies_end, rank=30
)
TRAVELS = DemoCheck(
    {
        "deliveries_placed": _("Deliveries placed"),
        "fresh_story": _("Fresh story on every portal"),
        "recalled": _("Placements ended by recall"),
        "recalled_is_gone": _("Recalled story is gone"),
        "recall_certified": _("Recall certified, addresses"),
    },
    travels,
    rank=40,
)
