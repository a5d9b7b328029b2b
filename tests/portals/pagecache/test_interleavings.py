"""Whatever happens in whatever order, no page is shown that was superseded a second ago, nor one that was recalled."""

import threading
from contextlib import nullcontext
from contextvars import ContextVar
from types import SimpleNamespace
from unittest import mock

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portals.models import EditionChange
from portals.pagecache import cache_invalidation, layer, page_store
from portals.pagecache.cache_connection import CacheConnection
from portals.pagecache.hosts import KnownHosts
from portals.pagecache.layer import PageCache
from portals.pagecache.outbox_watch import OutboxWatch
from portals.pagecache.page_store import PageStore
from portals.pagecache.valkey import Unreachable, Valkey

from .visiting import PATIENCE, Answer, served, visit

HOSTS = {"mot.bacninh.localhost": 1, "hai.bacninh.localhost": 2}
A_SECOND = 1.0
# Mostly one portal: what goes wrong does so where things meet.
portals = st.sampled_from([1, 1, 1, 2])
shortly = st.sampled_from([0.0, 0.8, 1.5])
seldom = st.sampled_from([False, False, False, True])
HOST_OF = {portal_id: host for host, portal_id in HOSTS.items()}


class Cut(Valkey):
    """A way to the cache server that can be cut."""

    down = False

    def run(self, work):
        if self.down:
            raise Unreachable("cut")
        return super().run(work)


class CutConnection(CacheConnection):
    """The event loop's way to it, which is cut with that of the one who looks into the outbox."""

    def __init__(self, beside: Cut) -> None:
        super().__init__(seconds=1)
        self._beside = beside

    async def run(self, work):
        if self._beside.down:
            raise Unreachable("cut")
        return await super().run(work)


class SlowRender:
    """A visit whose page was read from the database but not yet written to the cache."""

    def __init__(self, world: "World", host: str) -> None:
        self.host = host
        self.read = threading.Event()
        self.may_end = threading.Event()
        self._thread = threading.Thread(target=self._go, args=(world,))
        self._thread.start()
        while self._thread.is_alive() and not self.read.wait(0.001):
            pass

    def _go(self, world: "World") -> None:
        world.slow_of_visit.set(self)
        try:
            visit(world.cache, self.host)
        finally:
            connections.close_all()

    def end(self) -> None:
        self.may_end.set()
        self._thread.join()


class World(RuleBasedStateMachine):
    """Two portals, each showing the number of its latest change. `shown_until[n]` says when change n was superseded."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = 1_800_000_000.0
        self.latest = dict.fromkeys(HOST_OF, 0)
        self.superseded_at: dict[tuple[int, int], float] = {}
        self.first_allowed = dict.fromkeys(HOST_OF, 0)
        self.slow: list[SlowRender] = []
        self.slow_of_visit = ContextVar("slow", default=None)
        self.reader, self.writer = Cut(seconds=1), Cut(seconds=1)
        self.patches = [
            mock.patch.object(cache_invalidation, "writers", self.writer),
            mock.patch.object(cache_invalidation, "time", SimpleNamespace(time=self.now)),
            mock.patch.object(page_store, "time", SimpleNamespace(time=self.now)),
            mock.patch.object(layer, "WAIT_SECONDS", 0.005),
        ]
        for patch in self.patches:
            patch.start()
        self.reader.run(lambda session: session.call(("FLUSHDB",)))
        EditionChange.objects.all().delete()
        hosts = KnownHosts(lambda day: HOSTS)
        self.cache = PageCache(
            served(self.render),
            store=PageStore(CutConnection(self.reader)),
            valkey=self.reader,
            patience=PATIENCE,
            hosts=hosts,
            watch=OutboxWatch(every=0),
            clock=self.now,
        )
        # One that has just looked into the outbox, and will not for a second.
        self.trusting = PageCache(
            served(self.render),
            store=PageStore(CutConnection(self.reader)),
            valkey=self.reader,
            patience=PATIENCE,
            hosts=hosts,
            watch=OutboxWatch(replay=lambda **_: 0),
            clock=self.now,
        )

    def now(self) -> float:
        return self.clock

    def render(self, environ, start_response):
        portal_id = HOSTS[environ["HTTP_HOST"].partition(":")[0]]
        text = str(self.latest[portal_id])
        slow = self.slow_of_visit.get()
        if slow is not None:
            slow.read.set()
            slow.may_end.wait()
        start_response("200 OK", [("Content-Type", "text/html")])
        return [text.encode()]

    def supersede(self, portal_ids) -> None:
        for portal_id in portal_ids:
            self.superseded_at[portal_id, self.latest[portal_id]] = self.clock
            self.latest[portal_id] += 1

    def check(self, portal_id: int, answer: Answer, *, told: bool = True) -> None:
        shown = int(answer.text)
        assert shown >= self.first_allowed[portal_id], "recalled"
        if told and shown < self.latest[portal_id]:
            late = self.clock - self.superseded_at[portal_id, shown]
            assert late <= A_SECOND, f"superseded {late} s ago"
            assert answer.origin == "last"

    @rule(portal_id=portals)
    def visit(self, portal_id):
        self.check(portal_id, visit(self.cache, HOST_OF[portal_id]))

    @rule(portal_id=portals, dies=seldom, whole_province=seldom)
    def correct(self, portal_id, dies, whole_province):
        changed = list(HOST_OF) if whole_province else [portal_id]
        with self.dying_after_commit(dies), transaction.atomic():
            if whole_province:
                cache_invalidation.change_province_edition()
            else:
                cache_invalidation.change_editions(portal_ids=changed)
            self.supersede(changed)

    @rule(portal_id=portals, dies=seldom)
    def recall(self, portal_id, dies):
        """The page that stands is withdrawn; visitors come before the commit, and before the cache hears of it."""
        with self.dying_after_commit(dies), transaction.atomic():
            transaction.on_commit(lambda: self.visit_between(portal_id))
            cache_invalidation.change_editions(portal_ids=[portal_id], forbid_stale=True)
            self.supersede([portal_id])
            self.first_allowed[portal_id] = self.latest[portal_id]

    def visit_between(self, portal_id: int) -> None:
        held = not self.writer.down
        # Where the cache could not be held, looking into the outbox is what saves the day.
        answer = visit(self.trusting if held else self.cache, HOST_OF[portal_id])
        self.check(portal_id, answer, told=False)

    @rule(portal_id=portals, recalls=st.booleans())
    def roll_back(self, portal_id, recalls):
        with transaction.atomic():
            cache_invalidation.change_editions(portal_ids=[portal_id], forbid_stale=recalls)
            transaction.set_rollback(True)

    @precondition(lambda self: len(self.slow) < 3)
    @rule(portal_id=portals)
    def begin_slow_render(self, portal_id):
        self.slow.append(SlowRender(self, HOST_OF[portal_id]))

    @precondition(lambda self: len(self.slow) < 3)
    @rule(portal_id=portals, recalls=st.booleans(), dies=seldom, before=shortly, after=shortly)
    def change_what_is_being_rendered(self, portal_id, recalls, dies, before, after):
        """What goes wrong does so here: chance alone would seldom bring it about."""
        self.visit(portal_id)
        if recalls:
            self.recall(portal_id, dies)
        else:
            self.correct(portal_id, dies, False)
        self.clock += before
        self.begin_slow_render(portal_id)
        self.clock += after
        self.visit(portal_id)

    @precondition(lambda self: self.slow)
    @rule(which=st.integers(min_value=0))
    def end_slow_render(self, which):
        self.slow.pop(which % len(self.slow)).end()

    @rule(kind=st.sampled_from(["page", "edition", "lock"]), which=st.integers(min_value=0))
    def evict(self, kind, which):
        def work(session):
            (keys,) = session.call(("KEYS", f"{session.namespace}:{kind}:*"))
            if keys:
                session.call(("DEL", sorted(keys)[which % len(keys)]))

        self.through_any_cut(work)

    @rule(seconds=st.sampled_from([0.3, 0.8, 1.5, 61.0, 700.0]))
    def pass_time(self, seconds):
        self.clock += seconds
        if seconds > cache_invalidation.HOLD_SECONDS:
            self.through_any_cut(self.drop_holds)

    def drop_holds(self, session) -> None:
        (keys,) = session.call(("KEYS", f"{session.namespace}:hold:*"))
        if keys:
            session.call(("DEL", *keys))

    @rule(for_readers=seldom, for_writers=seldom)
    def cut(self, for_readers, for_writers):
        self.reader.down, self.writer.down = for_readers, for_writers

    def through_any_cut(self, work) -> None:
        Valkey.run(self.reader, work)

    def dying_after_commit(self, dies: bool):
        """A process that dies between its commit and its word to the cache, if `dies`."""
        if dies:
            return mock.patch.object(cache_invalidation, "_apply")
        return nullcontext()

    def teardown(self) -> None:
        for slow in self.slow:
            slow.end()
        for patch in self.patches:
            patch.stop()


@pytest.mark.usefixtures("transactional_db")
def test_no_page_is_shown_after_its_time():
    run_state_machine_as_test(
        World,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
