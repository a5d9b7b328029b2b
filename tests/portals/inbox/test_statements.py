"""What the process keeps of sources' SQL: everybody is told the same with it as without, whoever came before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import F, Value
from django.utils import translation

from portals.boards.enums import ALL_POSITIONS, Position
from portals.boards.models import User
from portals.boards.queries import posts_of
from portals.clock import LOCAL_ZONE, local_date
from portals.inbox import registry, statements
from portals.inbox.queries import inbox_of, items_of
from portals.inbox.reader import InboxReader
from portals.inbox.rows import Rows
from portals.inbox.source import InboxSource
from portals.models import Portal
from tests.factories import make_member, make_portal

from .keeping import forget_statements, keep_nothing
from .scene import HOUR

pytestmark = pytest.mark.django_db

IN_THE_MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=LOCAL_ZONE)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch) -> None:
    forget_statements(monkeypatch)


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """The kinds whose statements are written while the test runs, in their order."""
    kinds: list[str] = []
    write = statements._written

    def told(source, reader, portals):
        kinds.append(source.kind)
        return write(source, reader, portals)

    monkeypatch.setattr(statements, "_written", told)
    return kinds


class Told(InboxSource):
    """Every portal of the reader's, with what `said` makes of the question."""

    kind, label, positions = "told", "Thử", ALL_POSITIONS

    def __init__(self, said, found=None) -> None:
        self.said, self.found = said, found or (lambda _reader: Portal.objects.all())

    def rows(self, reader, portals):
        words = {"said": self.said(reader, portals), "name": F("name")}
        yield Rows(self.found(reader), portal="pk", words=words)

    def item(self, reader, row):
        return row.item(title=f"{row.words['name']}: {row.words['said']}", url="/viec/")


class TestASource:
    @pytest.fixture
    def people(self) -> list[User]:
        """One on one board, one on another, one on two more."""
        first, second = (make_member(make_portal(), Position.HEAD) for _ in range(2))
        both = make_member(make_portal(), Position.HEAD)
        make_member(make_portal(), Position.EDITOR, user=both)
        return [first, second, both]

    def said(self, source: InboxSource, user: User, now: datetime = IN_THE_MORNING) -> list[str]:
        return [
            item.title.partition(": ")[2] for item in items_of(InboxReader(user, now), [source])
        ]

    def test_is_asked_once_for_all_who_are_told_on_as_many_boards(self, people, written) -> None:
        source = Told(lambda *_: Value("gì"))

        found = [self.said(source, user) for user in (*people, *people)]

        assert found == [["gì"], ["gì"], ["gì", "gì"]] * 2
        assert written == ["told"] * 2

    def test_names_the_reader_of_now_and_their_portal(self, people, written) -> None:
        users = Told(lambda reader, _: Value(reader.user.pk))
        portals = Told(lambda _, portals: Value(portals[0].pk))
        own = [posts_of(user, IN_THE_MORNING)[0][0].pk for user in people[:2]]

        assert [self.said(users, user) for user in people[:2]] == [
            [str(one.pk)] for one in people[:2]
        ]
        assert [self.said(portals, user) for user in people[:2]] == [[str(pk)] for pk in own]
        assert len(written) == 2
        assert len(set(self.said(portals, people[2]))) == 1

    def test_reckons_from_the_instant_asked_about(self, people) -> None:
        Portal.objects.update(closed_on=None)
        site_made = IN_THE_MORNING - timedelta(hours=2)
        soon = Told(
            lambda *_: Value("gì"),
            lambda reader: Portal.objects.annotate(
                at=Value(site_made), limit=Value(reader.now - timedelta(hours=2))
            ).filter(at__lt=F("limit")),
        )

        seen = [
            self.said(soon, people[0], IN_THE_MORNING + timedelta(seconds=s)) for s in (1, 0, 1)
        ]

        assert seen == [["gì"], [], ["gì"]]

    def test_says_of_each_day_what_holds_on_it(self, people, written) -> None:
        of_day = Told(lambda reader, _: Value(f"{local_date(reader.now)}"))
        midnight = datetime(2026, 11, 26, tzinfo=LOCAL_ZONE)
        second = timedelta(seconds=1)

        said = [
            self.said(of_day, people[0], midnight + at) for at in (-second, 0 * second, -second)
        ]

        assert said == [["2026-11-25"], ["2026-11-26"], ["2026-11-25"]]
        before = len(written)
        self.said(of_day, people[1], midnight - 9 * HOUR)
        assert len(written) == before

    def test_speaks_the_language_of_the_request(self, people) -> None:
        source = Told(lambda *_: Value(translation.get_language()))
        said = []
        for language in ("vi", "en", "vi"):
            with translation.override(language):
                said += self.said(source, people[0])

        assert said == ["vi", "en", "vi"]

    @pytest.mark.parametrize(
        "said",
        [
            lambda reader, _: Value(f"{reader.now:%H}"),
            lambda reader, _: Value(len(reader.posts)),
            lambda _, portals: Value(sum(portal.pk for portal in portals)),
            lambda _, portals: Value(portals[0].name),
            lambda reader, _: Value(f"số {reader.user.pk}"),
        ],
    )
    def test_is_written_anew_where_it_hangs_on_more(self, people, monkeypatch, said) -> None:
        source = Told(said)
        asked = [
            (user, IN_THE_MORNING + timedelta(hours=hour)) for user in people for hour in (0, 9)
        ]
        kept = [self.said(source, *one) for one in asked]

        keep_nothing(monkeypatch)
        assert kept == [self.said(source, *one) for one in asked]
        assert len({str(one) for one in kept}) > 1

    def test_that_is_registered_or_goes_is_noticed_at_once(self, people, monkeypatch) -> None:
        known = [inbox_of(InboxReader(people[0], IN_THE_MORNING)) for _ in range(2)][1]
        monkeypatch.setattr(
            registry, "_sources", {**registry._sources, "told": Told(lambda *_: Value("gì"))}
        )
        more = inbox_of(InboxReader(people[0], IN_THE_MORNING))
        monkeypatch.setattr(
            registry, "_sources", {**registry._sources, "told": Told(lambda *_: Value("khác"))}
        )
        other = inbox_of(InboxReader(people[0], IN_THE_MORNING))

        assert [len(more), len(other)] == [len(known) + 1] * 2
        assert [line.title[-4:] for line in (*more, *other) if line.kind == "told"] == [
            ": gì",
            "khác",
        ]
