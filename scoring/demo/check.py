"""The demo's own proof: every portal answers over HTTP, a fresh story reaches all of them, and a recall ends it."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.actions.review import approve_story, submit_story
from editorial.enums import RemovalKind
from editorial.models import ArticlePage, Placement, StoryPage
from portals.addresses import main_hostname
from portals.boards.actions import derive_rights
from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.models import Portal
from syndication.actions.dispatching import dispatch_story
from syndication.actions.recalling import recall_story
from syndication.actions.urgent import confirm_urgent
from syndication.audience import Audience
from syndication.enums import AudienceKind, DeliveryState, Urgency
from syndication.models import Delivery, Dispatch

from .processes import Processes

ARRIVAL_SECONDS = 60
THREADS = 4
OK, GONE = 200, 410
TITLE = "Tin kiểm tra đường truyền tới các Cổng thành phần"


@dataclass(frozen=True)
class Line:
    """One thing that was checked: how many of how many were right, and how long it took."""

    name: str
    right: int
    total: int
    seconds: float
    faults: Sequence[str] = ()

    @property
    def is_good(self) -> bool:
        return self.right == self.total and not self.faults


@dataclass(frozen=True)
class Address:
    host: str
    path: str


def check_everything(processes: Processes) -> list[Line]:
    """Check the running demo; return a line for each part. Leaves one recalled story behind."""
    address = f"127.0.0.1:{processes.port}"
    province = Portal.objects.select_related("site").get(tier="province", closed_on=None)
    hosts = list(
        Portal.objects.filter(closed_on=None)
        .values_list("site__hostname", flat=True)
        .order_by("pk")
    )
    lines = [
        _fetch_all(_("Home pages"), [Address(host, "/") for host in hosts], OK, address),
        _fetch_all(_("Newest story of each portal"), _newest_stories(), OK, address),
        _fetch_all(
            _("Admin sign-in"), [Address(settings.PORTALS_ADMIN_HOST, "/login/")], OK, address
        ),
    ]
    story = _publish(province)
    lines.append(_send(story, province, processes))
    everywhere = _addresses_of(story)
    lines.append(_fetch_all(_("Fresh story on every portal"), everywhere, OK, address))
    lines.append(_recall(story, province, len(everywhere)))
    lines.append(_fetch_all(_("Recalled story is gone"), everywhere, GONE, address))
    processes.check()
    return lines


def _newest_stories() -> list[Address]:
    newest = (
        Placement.objects.standing()
        .order_by("portal_id", "-placed_at", "-pk")
        .distinct("portal_id")
        .select_related("story", "section", "portal__site")
    )
    return [Address(main_hostname(row.portal), row.path) for row in newest]


def _addresses_of(story: StoryPage) -> list[Address]:
    placements = (
        Placement.objects.standing()
        .filter(story=story)
        .select_related("story", "section", "portal__site")
    )
    return [Address(main_hostname(row.portal), row.path) for row in placements]


def _fetch_all(name: str, addresses: Iterable[Address], expected: int, front: str) -> Line:
    addresses = list(addresses)
    started = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda one: _status(one, front), addresses))
    faults = [
        f"{one.host}{one.path}: {answer}"
        for one, answer in zip(addresses, answers, strict=True)
        if answer != expected
    ]
    seconds = time.monotonic() - started
    return Line(name, len(addresses) - len(faults), len(addresses), seconds, faults[:5])


def _status(address: Address, front: str) -> int | str:
    connection = http.client.HTTPConnection(front, timeout=30)
    try:
        connection.request("GET", address.path, headers={"Host": address.host})
        answer = connection.getresponse()
        answer.read()
    except OSError as error:
        return str(error)
    else:
        return answer.status
    finally:
        connection.close()


def _holder(portal: Portal, position: Position) -> User:
    return (
        BoardMember.objects.filter(board__portal=portal, position=position)
        .select_related("user")
        .order_by("pk")[0]
        .user
    )


def _publish(province: Portal) -> StoryPage:
    """Write a story as an editor and approve it as the head."""
    author, head = _holder(province, Position.EDITOR), _holder(province, Position.HEAD)
    for user in (author, head):
        # As at their first sign-in.
        derive_rights(user=user, now=timezone.now())
    story = ArticlePage(
        title=f"{TITLE} lúc {timezone.localtime():%H:%M:%S}",
        lead="Tin này được tạo tự động để kiểm tra việc gửi tới tất cả các Cổng, sau đó được gỡ.",
        owner=author,
        live=False,
    )
    province.sections.get(section_type="tin-tuc").add_child(instance=story)
    story.save_revision(user=author)
    submit_story(story=story, actor=author, now=timezone.now())
    approve_story(story=ArticlePage.objects.get(pk=story.pk), actor=head, now=timezone.now())
    return ArticlePage.objects.get(pk=story.pk)


def _send(story: StoryPage, province: Portal, processes: Processes) -> Line:
    """Send it to all and wait until the worker has placed it everywhere."""
    started = time.monotonic()
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
    _wait(lambda: not _in_state(dispatch, DeliveryState.WAITING), processes)
    seconds = time.monotonic() - started
    total = Delivery.objects.filter(dispatch=dispatch).count()
    return Line(_("Deliveries placed"), _in_state(dispatch, DeliveryState.PLACED), total, seconds)


def _in_state(dispatch: Dispatch, state: DeliveryState) -> int:
    return Delivery.objects.filter(dispatch=dispatch, state=state).count()


def _wait(done: Callable[[], bool], processes: Processes) -> None:
    deadline = time.monotonic() + ARRIVAL_SECONDS
    while not done() and time.monotonic() < deadline:
        processes.check()
        time.sleep(0.02)


def _recall(story: StoryPage, province: Portal, total: int) -> Line:
    started = time.monotonic()
    recall = recall_story(
        story=story,
        kind=RemovalKind.IN_ERROR,
        reason="Tin kiểm tra, đã hoàn thành.",
        actor=_holder(province, Position.HEAD),
        now=timezone.now(),
    )
    return Line(
        _("Placements ended by recall"), recall.placements_ended, total, time.monotonic() - started
    )
