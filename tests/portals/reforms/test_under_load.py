"""A change that is carried out while people read and write: readers meet no error, and what was typed is kept."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from editorial.models import ArticlePage, Placement
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from portals.reforms.actions import ask_for_plan, enter_reform
from portals.reforms.enums import ActDirection
from portals.reforms.jobs import make_plans
from portals.reforms.sheet import ReformLine, ReformUnitSpec
from portals.reforms.switch_actions import confirm_reform_act, run_reform_act, want_reform_act
from tests.factories import make_member, make_province_tree, published_story
from tests.support.http import HostClient
from tests.support.processes import WebServer

READERS = 3
# Of the switch of a world this small; a change that kept writers out for longer would be seen at once.
LONGEST_WAIT = 20.0


@dataclass
class Crowd:
    """Threads that read and write until they are told that it is over."""

    server: WebServer
    addresses: list[tuple[str, str]]
    drafts: list[ArticlePage]
    over: threading.Event = field(default_factory=threading.Event)
    seen: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    typed: dict[int, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        readers = [
            threading.Thread(target=self._guarded, args=[self._read]) for _ in range(READERS)
        ]
        self.threads = [*readers, threading.Thread(target=self._guarded, args=[self._write])]
        for thread in self.threads:
            thread.start()

    def leave(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            while not self.over.is_set():
                act()
        except Exception as error:  # noqa: BLE001  (told by the test)
            self.faults.append(repr(error))
        finally:
            connection.close()

    def _read(self) -> None:
        for host, path in self.addresses:
            answer = HostClient(self.server.address).get(host, path)
            self.seen[host, path, answer.status] += 1

    def _write(self) -> None:
        for page in self.drafts:
            draft = ArticlePage.objects.get(pk=page.pk)
            draft.title = f"Bản nháp lần {len(self.waits)}"
            began = time.monotonic()
            draft.save_revision()
            self.waits.append(time.monotonic() - began)
            self.typed[page.pk] = draft.title


def test_nobody_who_reads_or_writes_meets_an_error(
    web_server: WebServer, record_property: Callable[[str, object], None]
) -> None:
    told = record_property
    now = timezone.now()
    province, district, (first, second, stays) = make_province_tree(3)
    head, deputy = (make_member(province, one) for one in (Position.HEAD, Position.DEPUTY))
    stories = [published_story(portal) for portal in (first, second, stays)]
    addresses = [
        (portal.site.hostname, path)
        for portal, story in zip((first, second, stays), stories, strict=True)
        for path in ("/", "/tin-tuc/", Placement.objects.get(story=story).path)
    ]
    unit = ReformUnitSpec("MOI", "Xã Mới", "commune", district.code)
    lines = [
        ReformLine(line, portal.code, portal.name, result=unit)
        for line, portal in enumerate((first, second), start=2)
    ]
    reform = enter_reform(
        title="Sắp xếp",
        mandate="NQ 1",
        takes_effect_on=local_date(now).replace(day=1),
        lines=[replace(lines[0], sections=("tin-tuc",)), lines[1]],
        actor=head,
        now=now - timedelta(days=32),
    )
    ask_for_plan(reform=reform, actor=head, now=now)
    make_plans(now=now)
    act = want_reform_act(reform=reform, direction=ActDirection.FORWARD, actor=head, now=now)
    confirm_reform_act(act=act, actor=deputy, now=now)
    # One on a portal that stays, one in a section that moves, one that stands in the archive.
    crowd = Crowd(web_server, addresses, [stories[2], stories[0], stories[1]])

    try:
        done = run_reform_act(act_id=act.pk, now=now)
        until = len(crowd.waits) + 3
        deadline = time.monotonic() + LONGEST_WAIT
        while len(crowd.waits) < until and not crowd.faults and time.monotonic() < deadline:
            crowd.over.wait(0.05)
    finally:
        crowd.leave()

    assert crowd.faults == []
    assert done is not None
    assert done.findings == {"differences": []}
    assert {status for _host, _path, status in crowd.seen} <= {200, 301}
    for page in (stories[2], stories[0], stories[1]):
        kept = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert kept.title == crowd.typed[page.pk]
    assert max(crowd.waits) < LONGEST_WAIT
    moved = ArticlePage.objects.get(pk=stories[0].pk)
    new = Portal.objects.select_related("site").get(name="Xã Mới")
    assert moved.portal_of_page() == new
    host, path = addresses[2]
    answer = HostClient(web_server.address).get(host, path)
    assert (answer.status, answer.headers["location"]) == (301, main_origin(new) + path)
    told("drafts", len(crowd.waits))
    told("longest_wait_seconds", round(max(crowd.waits), 2))
    told("pages_read", sum(crowd.seen.values()))
