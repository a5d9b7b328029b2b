"""The sources of the inbox: what each puts there for whom, and that one more of them costs no query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone, translation

from portals.boards.enums import ALL_POSITIONS, STANDING_EDITORS, Position
from portals.boards.models import User
from portals.inbox import registry, statements
from portals.inbox.items import InboxItem, InboxUrgency
from portals.inbox.mailing import plan_digests, send_digests
from portals.inbox.queries import inbox_of, items_of, urgent_portals
from portals.inbox.reader import InboxReader
from portals.inbox.registry import sources
from portals.inbox.rows import Rows
from portals.inbox.source import InboxSource
from portals.models import Portal
from portals.operations import panel
from tests.factories import make_member, make_portal, make_province_tree
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

from .keeping import forget_statements, keep_nothing
from .scene import NOW, Scene, make_scene

pytestmark = pytest.mark.django_db

EXPECTED = Path(__file__).with_name("scene_rows.txt")
# The first page asks for the forecast, too.
MOST_QUERIES = 31
# They look at paths or collections of the reader's portals, or at several of these at once.
WRITTEN_ANEW = {"draft", "penalty", "refused-file", "review", "scheduled", "stale"}


def told(item: InboxItem) -> str:
    """A line of the inbox in one line of text, without numbers that differ from one database to the next."""
    acts = [
        f"[{act.label}{' POST' if act.posts else ''} {place(act.url)}"
        f"{''.join(f' {name}' for name, _value in act.fields)}]"
        for act in item.acts
    ]
    times = "/".join(f"{at - NOW}" if at else "-" for at in (item.since, item.due_at))
    key = re.sub(r"\d+", "#", item.key)
    facts = (item.kind, key, item.portal.name, item.urgency.name, times, place(item.url))
    return " | ".join([*facts, " ".join(acts), item.title, item.note])


def place(url: str) -> str:
    address, _mark, query = url.partition("#")[0].partition("?")
    return f"{resolve(address).view_name}{re.sub(r'[^?]+', '?', query) and '?'}"


def lines_of_all(scene: Scene) -> list[str]:
    lines = []
    for name, person in scene.people.items():
        lines.append(f"# {name}")
        lines += map(told, inbox_of(InboxReader(User.objects.get(pk=person.pk), NOW)))
    return lines


def _scene() -> Scene:
    made = make_scene()
    made.add_one_of_each()
    return made


built, untold = once_a_file(_scene)


@pytest.fixture
def scene(untold: Scene) -> Iterator[Scene]:
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield untold


class TestEverySource:
    def test_tells_each_post_what_waits_for_it(self, scene) -> None:
        """A line that changes here changes before people: correct `scene_rows.txt` where that is meant."""
        lines = lines_of_all(scene)

        assert lines == EXPECTED.read_text().splitlines()
        kinds = {line.partition(" | ")[0] for line in lines}
        assert kinds >= {source.kind for source in sources()}

    def test_tells_of_one_portal_what_it_tells_of_it_among_all(self, scene) -> None:
        both = User.objects.get(pk=scene.people["người hai ban"].pk)
        every, *each = (
            [told(item) for item in inbox_of(InboxReader(both, NOW, only))]
            for only in (None, scene.portals["xã"].pk, scene.portals["xã bên"].pk)
        )

        assert all(each)
        assert sorted(every) == sorted(line for part in each for line in part)
        assert inbox_of(InboxReader(both, NOW, scene.portals["tỉnh"].pk)) == []

    def test_is_told_the_same_from_kept_statements_whoever_came_before_and_on_another_day(
        self, scene, monkeypatch
    ) -> None:
        forget_statements(monkeypatch)
        posts = ("trưởng ban tỉnh", "biên tập xã", "người hai ban")
        people = [User.objects.get(pk=scene.people[name].pk) for name in posts]
        days = (NOW, NOW + timedelta(hours=9), NOW + timedelta(days=15))
        asked = [InboxReader(person, at) for at in days for person in people]
        found = [list(map(told, inbox_of(reader))) for reader in (*asked, *asked[:3])]

        assert found[:3] == found[-3:]
        assert found[0] != found[1] != found[2] != found[8]
        written = {
            source.kind
            for source, known in statements._kept.items()
            if any(one.statements is None for one in known.values())
        }
        assert written == WRITTEN_ANEW
        assert len(statements._kept) == len(sources())
        keep_nothing(monkeypatch)
        assert [list(map(told, inbox_of(reader))) for reader in asked] == found[:9]


class Plain(InboxSource):
    """A thing waits on every portal there is: the inbox keeps to the reader's."""

    label = "Thử"
    positions = ALL_POSITIONS
    found = Portal.objects.all()

    def __init__(self, kind: str = "plain") -> None:
        self.kind = kind

    def rows(self, reader, portals):
        yield Rows(
            self.found.all(), portal="pk", since="site__root_page__first_published_at",
            words={"name": F("name")},
        )  # fmt: skip

    def item(self, reader, row):
        return row.item(title=row.words["name"], url="/viec/", urgency=InboxUrgency.URGENT)

    def urgent(self, now):
        yield Rows(self.found.all(), portal="pk")


class Empty(Plain):
    found = Portal.objects.filter(name="")

    def items(self, reader, rows):
        raise AssertionError("nothing waits, so nothing is asked further")


def twenty() -> list[InboxSource]:
    """Half of which have something to tell everybody."""
    return [made(f"{made.__name__}-{number}") for made in (Plain, Empty) for number in range(10)]


class Below(Plain):
    positions = STANDING_EDITORS
    from_below = True


@pytest.fixture
def more_sources(monkeypatch):
    def add(*added: InboxSource) -> None:
        known = {**registry._sources, **{one.kind: one for one in added}}
        monkeypatch.setattr(registry, "_sources", known)

    return add


class TestASource:
    def names(self, user: User, source: InboxSource, **options: object) -> set[str]:
        return {
            item.title for item in items_of(InboxReader(user, timezone.now(), **options), [source])
        }

    def test_shows_nothing_of_another_portal_whatever_it_finds(self) -> None:
        mine, other, _foreign = (make_portal() for _ in range(3))
        person = make_member(mine, Position.EDITOR)
        make_member(other, Position.HEAD, user=person)

        assert self.names(person, Plain()) == {mine.name, other.name}
        assert self.names(person, Plain(), only_portal_id=other.pk) == {other.name}

    def test_tells_those_whom_it_names_and_asks_nothing_for_others(
        self, django_assert_num_queries
    ) -> None:
        province, district, (commune,) = make_province_tree(1)
        desk = [make_member(portal, Position.HEAD) for portal in (province, district, commune)]

        told = [self.names(person, Below()) for person in desk]

        assert told == [{province.name}, {district.name}, set()]
        assert self.names(make_member(district, Position.EDITOR), Below()) == set()
        reader = InboxReader(desk[2], timezone.now())
        with django_assert_num_queries(2):
            assert items_of(reader, [Below()]) == []

    def test_of_which_nothing_waits_is_not_asked_further(self) -> None:
        assert self.names(make_member(make_portal()), Empty()) == set()

    def test_says_where_something_urgent_waits(self, django_assert_num_queries) -> None:
        ids = {make_portal().pk, make_portal().pk}

        with django_assert_num_queries(1):
            found = urgent_portals(timezone.now(), [Plain(), Empty("empty"), Plain("again")])

        assert set(found) == {"plain", "again"}
        assert found["plain"] >= ids

    def test_has_a_kind_of_its_own_that_is_a_short_slug(self, monkeypatch) -> None:
        monkeypatch.setattr(registry, "_sources", {})
        registry.register(Plain())

        for kind in ("plain", "x" * 41):
            with pytest.raises(ValueError, match="kind"):
                registry.register(Plain(kind))
        assert [source.kind for source in sources()] == ["plain"]


class TestTheCost:
    @pytest.fixture(autouse=True)
    def own_memory_of_alarms(self, monkeypatch) -> None:
        """What was amiss is looked up again after half a minute, which may end between two looks at the page."""
        monkeypatch.setattr(panel, "remembered", panel.Remembered())
        monkeypatch.setattr(panel, "KEPT_SECONDS", float("inf"))

    def pages(self, scene: Scene) -> dict[tuple[str, str], int]:
        counts = {}
        for name in ("trưởng ban tỉnh", "trưởng ban huyện", "trưởng ban xã", "người hai ban"):
            client = desk_client(User.objects.get(pk=scene.people[name].pk))
            for page in ("inbox", "wagtailadmin_home"):
                client.get(reverse(page))
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(reverse(page)).status_code == 200
                counts[name, page] = len(captured)
        return counts

    def test_of_pages_with_everything_on_them_is_the_same_for_one_of_each_and_for_many(
        self, scene
    ) -> None:
        few = self.pages(scene)
        scene.add_one_of_each()
        scene.add_one_of_each()

        assert self.pages(scene) == few
        assert max(few.values()) <= MOST_QUERIES

    def test_does_not_grow_with_the_number_of_sources(self, scene, more_sources) -> None:
        before = self.pages(scene)
        more_sources(*twenty())

        assert self.pages(scene) == before
        client = desk_client(User.objects.get(pk=scene.people["trưởng ban xã"].pk))
        assert body(client.get(reverse("inbox"))).decode().count('class="desk-card__title"') > 10

    def mails(self, now: datetime) -> tuple[int, int, int]:
        """The queries of the day's mail and of urgent things' lookup, and how many mails were written."""
        rows = plan_digests(now=now)
        with CaptureQueriesContext(connection) as digest:
            sent = send_digests(mail_ids=rows, now=now)
        with CaptureQueriesContext(connection) as urgent:
            urgent_portals(now, sources())
        return len(digest), len(urgent), sent

    def test_of_mails_does_not_grow_with_the_number_of_sources(self, scene, more_sources) -> None:
        User.objects.exclude(pk=scene.people["trưởng ban xã"].pk).update(email="")
        before = self.mails(NOW)
        more_sources(*twenty())

        assert self.mails(NOW + timedelta(days=1)) == before
        assert before[1:] == (1, 1)
