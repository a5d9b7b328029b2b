"""What was counted is added to the days once, whatever dies meanwhile; old days become months."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import django_rq
import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.clock import local_date
from portals.visits import actions, countable_pages, keeping, readers
from portals.visits.agents import Device
from portals.visits.counting import CHANGED, FORMER_KEY, KEY, READERS
from portals.visits.models import DayReaders, DayShare, PageViews, ThingViews, WrittenBatch
from portals.visits.queries import views_by_portal, views_of, views_on
from portals.visits.seen import Referrer, Seen, SeenThing
from tests.factories import make_member, make_portal, make_province_tree, published_story
from tests.support.visiting import republished

pytestmark = pytest.mark.django_db


def today() -> date:
    return local_date(timezone.now())


def seen(
    portal,
    page,
    times: int = 1,
    *,
    day: date | None = None,
    hour: int = 9,
    referrer: Referrer = Referrer.SEARCH,
    device: Device = Device.PHONE,
) -> None:
    thing = page if isinstance(page, SeenThing) else SeenThing("page", str(page.pk))
    one = Seen(day or today(), hour, portal.pk, thing, referrer, device)
    django_rq.get_connection().hincrby(KEY, one.field, times)


def seen_by_an_old_node(portal, page, times: int = 1) -> None:
    field = f"{today()}|{portal.site.hostname}|{page.pk}"
    django_rq.get_connection().hincrby(FORMER_KEY, field, times)


def shares(portal) -> dict[tuple[str, str], int]:
    rows = DayShare.objects.filter(portal=portal).values_list("aspect", "value", "views")
    return {(aspect, value): views for aspect, value, views in rows}


class TestWhatWasCounted:
    def test_is_added_to_the_days(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(province)
        republished(story, commune)
        seen(province, story, 3)
        seen(commune, story, 2)
        assert actions.write_down(now=timezone.now()) == 5
        seen(province, story)
        assert actions.write_down(now=timezone.now()) == 1

        assert views_by_portal(story.pk) == {province.pk: 4, commune.pk: 2}
        assert views_of([story.pk]) == {story.pk: 6}
        assert views_on(commune, since=today(), until=today()) == {story.pk: 2}

    def test_of_what_the_portal_does_not_show_is_left_out(self) -> None:
        portal, other = make_portal(), make_portal()
        withdrawn = published_story(portal)
        withdraw_story(
            story=withdrawn,
            kind=RemovalKind.IN_ERROR,
            reason="Sai.",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        seen(portal, withdrawn)
        seen(portal, published_story(other))
        seen(portal, SeenThing("page", "999999999"))
        seen(portal, SeenThing("view", "ask"))
        seen(portal, SeenThing("view", "khong-co"))
        seen(portal, SeenThing("file", "999999999"))
        seen(portal, SeenThing("file", "a.b"))
        seen(portal, SeenThing("procedure", "9.999999"))
        seen(portal, SeenThing("khonglagi", "7"))
        valkey = django_rq.get_connection()
        valkey.hincrby(FORMER_KEY, f"{today()}|khong-co.bacninh.localhost|1", 1)
        valkey.hincrby(FORMER_KEY, f"{today()}|{portal.site.hostname}|999999999", 1)

        assert actions.write_down(now=timezone.now()) == 0
        assert not PageViews.objects.exists()
        assert not ThingViews.objects.exists()
        assert not DayShare.objects.exists()
        for key in (KEY, FORMER_KEY):
            assert list(django_rq.get_connection().scan_iter(match=f"{key}*")) == []

    def test_of_a_node_of_the_release_before_is_added_too(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        seen_by_an_old_node(portal, story, 3)
        seen(portal, story, 2)
        assert actions.write_down(now=timezone.now()) == 5
        assert views_of([story.pk]) == {story.pk: 5}
        # Of the hour and the device of those three nothing is known.
        assert shares(portal)["hour", "9"] == shares(portal)["device", "phone"] == 2
        assert shares(portal)["referrer", "unknown"] == 3

    def test_is_told_apart_by_each_aspect_for_itself(self) -> None:
        portal, other = make_portal(), make_portal()
        story = published_story(portal)
        section = story.get_parent()
        seen(portal, story, 3)
        seen(portal, section, 2, hour=0, referrer=Referrer.DIRECT, device=Device.TABLET)
        seen(portal, portal.root, 1, hour=23)
        seen(portal, SeenThing("view", "search"), 4)
        seen(portal, SeenThing("left", "network"), 7)
        assert actions.write_down(now=timezone.now()) == 10

        assert shares(portal) == {
            ("kind", "article"): 3,
            ("kind", "section"): 2,
            ("kind", "home"): 1,
            ("kind", "search"): 4,
            ("section", str(section.pk)): 5,
            ("referrer", "search"): 8,
            ("referrer", "direct"): 2,
            ("device", "phone"): 8,
            ("device", "tablet"): 2,
            ("hour", "9"): 7,
            ("hour", "0"): 2,
            ("hour", "23"): 1,
            ("left", "network"): 7,
        }
        assert shares(other) == {}
        assert dict(ThingViews.objects.values_list("key", "views")) == {"search": 4}

    def test_is_nothing_where_nobody_came(self) -> None:
        assert actions.write_down(now=timezone.now()) == 0

    def test_is_added_once_where_a_job_died_before_it_forgot_the_batch(self, monkeypatch) -> None:
        portal = make_portal()
        story = published_story(portal)
        seen(portal, story, 3)

        class Killed(BaseException):
            pass

        valkey = django_rq.get_connection()

        class DiesAtTheEnd:
            def __getattr__(self, name: str) -> object:
                return getattr(valkey, name)

            def delete(self, *_keys: object) -> None:
                raise Killed

        monkeypatch.setattr(actions.django_rq, "get_connection", DiesAtTheEnd)
        with pytest.raises(Killed):
            actions.write_down(now=timezone.now())
        monkeypatch.undo()

        assert actions.write_down(now=timezone.now()) == 0
        assert views_of([story.pk]) == {story.pk: 3}

    def test_is_kept_where_a_job_died_before_it_was_added(self, monkeypatch) -> None:
        portal = make_portal()
        story = published_story(portal)
        seen(portal, story, 3)

        class Killed(BaseException):
            pass

        # In the middle: pages are added already, and go back.
        add = actions.add_views

        def dies(model, *rest: object) -> None:
            if model is DayShare:
                raise Killed
            add(model, *rest)

        monkeypatch.setattr(actions, "add_views", dies)
        with pytest.raises(Killed):
            actions.write_down(now=timezone.now())
        monkeypatch.undo()

        assert actions.write_down(now=timezone.now()) == 3
        assert views_of([story.pk]) == {story.pk: 3}

    @pytest.mark.parametrize(
        "field",
        [
            *("2026-11-26|24|1|page|7|search|phone", "2026-13-01|7|1|page|7|search|phone"),
            *("2026-11-26|7|1|page|a|search|phone", "2026-11-26|7|1|page|7|nobody|phone"),
            *(
                "2026-11-26|7|1|page|7|search|fridge",
                "2026-11-26|a.bacninh.localhost|7",
                "\xff",
                "",
            ),
        ],
    )
    def test_is_added_though_a_field_of_its_batch_is_none_of_ours(self, field) -> None:
        portal = make_portal()
        story = published_story(portal)
        seen(portal, story, 3)
        django_rq.get_connection().hincrby(KEY, field, 1)

        assert actions.write_down(now=timezone.now()) == 3
        assert list(django_rq.get_connection().scan_iter(match=f"{KEY}*")) == []

    def test_is_added_though_another_batch_cannot_be(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        seen(portal, story, 2**40)
        valkey = django_rq.get_connection()
        valkey.rename(KEY, f"{KEY}:batch:a")
        seen(portal, story, 3)

        assert actions.write_down(now=timezone.now()) == 3
        assert views_of([story.pk]) == {story.pk: 3}
        assert valkey.hgetall(f"{KEY}:aside:a")
        assert 6 * 86400 < valkey.ttl(f"{KEY}:aside:a") <= 7 * 86400
        assert actions.write_down(now=timezone.now()) == 0

    def test_costs_the_same_for_many_pages(self, django_assert_num_queries) -> None:
        portals = [make_portal() for _ in range(3)]
        stories = [published_story(portal) for portal in portals]
        seen(portals[0], stories[0])
        with django_assert_num_queries(COST):
            actions.write_down(now=timezone.now())
        for portal, story in zip(portals, stories, strict=True):
            seen(portal, story)
        with django_assert_num_queries(COST):
            actions.write_down(now=timezone.now())

    def test_leaves_tokens_for_a_week(self) -> None:
        now = timezone.now()
        WrittenBatch.objects.create(token="cu", written_at=now - timedelta(days=8))
        WrittenBatch.objects.create(token="moi", written_at=now - timedelta(days=6))
        actions.write_down(now=now)
        assert list(WrittenBatch.objects.values_list("token", flat=True)) == ["moi"]


# A transaction, the token with its savepoint, what stands, pages and shares, old tokens.
COST = 10


class TestOldDays:
    NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)

    def test_become_the_first_of_their_month_and_nothing_is_lost(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        for day, views in {
            date(2026, 7, 1): 1,
            date(2026, 7, 9): 2,
            date(2026, 7, 31): 3,
            date(2026, 8, 10): 4,
            date(2026, 11, 24): 5,
        }.items():
            PageViews.objects.create(portal=portal, page=story, day=day, views=views)

        keeping.keep_months(now=self.NOW)
        keeping.keep_months(now=self.NOW)

        kept = dict(PageViews.objects.order_by("day").values_list("day", "views"))
        assert kept == {
            date(2026, 7, 1): 6,
            date(2026, 8, 1): 4,
            date(2026, 11, 24): 5,
        }

    def test_are_kept_for_a_quarter_and_totals_for_two(self) -> None:
        portal = make_portal()
        last = local_date(self.NOW)
        for back in (92, 93, 184, 185):
            day = last - timedelta(days=back)
            PageViews.objects.create(portal=portal, page=portal.root, day=day, views=1)
            ThingViews.objects.create(portal=portal, kind="view", key="search", day=day, views=1)
            DayShare.objects.create(portal=portal, aspect="hour", value="7", day=day, views=1)

        keeping.keep_months(now=self.NOW)

        months = [date(2026, 5, 1), date(2026, 8, 1)]
        for model, days in (
            (PageViews, [*months, date(2026, 8, 25)]),
            (ThingViews, [*months, date(2026, 8, 25)]),
            (
                DayShare,
                [months[0], date(2026, 5, 25), date(2026, 8, 24), date(2026, 8, 25)],
            ),
        ):
            assert sorted(set(model.objects.values_list("day", flat=True))) == days, model

    def test_become_years_where_two_whole_years_lie_between(self) -> None:
        portal = make_portal()
        for day, views in {
            date(2023, 2, 1): 1,
            date(2023, 12, 1): 2,
            date(2024, 1, 1): 4,
            date(2024, 2, 1): 8,
        }.items():
            ThingViews.objects.create(
                portal=portal, kind="view", key="search", day=day, views=views
            )
            DayShare.objects.create(portal=portal, aspect="hour", value="7", day=day, views=views)
            DayReaders.objects.create(day=day, readers=1)

        keeping.keep_months(now=self.NOW)

        kept = {date(2023, 1, 1): 3, date(2024, 1, 1): 4, date(2024, 2, 1): 8}
        for model in (ThingViews, DayShare):
            assert dict(model.objects.values_list("day", "views")) == kept
        # An estimate of one day is added to no other.
        assert sorted(DayReaders.objects.values_list("day", flat=True)) == [
            date(2024, 1, 1),
            date(2024, 2, 1),
        ]


class TestWhatIsCounted:
    def test_is_what_stands_on_a_portal(self) -> None:
        portal, other = make_portal(), make_portal()
        story = published_story(portal)
        section = story.get_parent()
        asked = {
            (where.pk, SeenThing("page", str(page.pk)))
            for where in (portal, other)
            for page in (story, section, portal.root)
        }
        found = countable_pages.counted_things(asked)
        assert {where for where, _thing in found} == {portal.pk}
        assert {counted.kind for counted in found.values()} == {"article", "section", "home"}
        assert countable_pages.counted_things(set()) == {}


class TestReadersOfADay:
    def came(self, portal, *readers: str, day: date | None = None) -> None:
        valkey, day = django_rq.get_connection(), day or today()
        valkey.pfadd(f"{READERS}{day}:{portal.pk}", *readers)
        valkey.sadd(f"{CHANGED}{day}", portal.pk)

    def told(self) -> dict[tuple[int | None, date], int]:
        rows = DayReaders.objects.values_list("portal", "day", "readers")
        return {(portal, day): readers for portal, day, readers in rows}

    def test_are_counted_once_on_a_portal_and_once_on_all_together(self) -> None:
        one, other = make_portal(), make_portal()
        self.came(one, "a", "b")
        self.came(other, "b", "c", "d")
        actions.write_down(now=timezone.now())
        assert self.told() == {(one.pk, today()): 2, (other.pk, today()): 3, (None, today()): 4}

        self.came(one, "a", "e")
        actions.write_down(now=timezone.now())
        assert self.told() == {(one.pk, today()): 3, (other.pk, today()): 3, (None, today()): 5}

    def test_of_yesterday_are_written_down_after_midnight_for_that_day(self) -> None:
        portal, yesterday = make_portal(), today() - timedelta(days=1)
        self.came(portal, "a", day=yesterday)
        self.came(portal, "a")
        actions.write_down(now=timezone.now())
        assert self.told() == {
            (portal.pk, yesterday): 1,
            (None, yesterday): 1,
            (portal.pk, today()): 1,
            (None, today()): 1,
        }

    def test_are_written_down_by_the_next_job_where_one_died(self, monkeypatch) -> None:
        portal = make_portal()
        self.came(portal, "a", "b")

        class Killed(BaseException):
            pass

        def dies(*_: object) -> None:
            raise Killed

        monkeypatch.setattr(readers, "replace_estimates", dies)
        with pytest.raises(Killed):
            actions.write_down(now=timezone.now())
        monkeypatch.undo()
        actions.write_down(now=timezone.now())
        assert self.told()[portal.pk, today()] == 2

    def test_are_not_fewer_where_the_sketch_was_lost(self) -> None:
        portal = make_portal()
        self.came(portal, "a", "b", "c")
        actions.write_down(now=timezone.now())
        django_rq.get_connection().flushdb()
        self.came(portal, "d")
        actions.write_down(now=timezone.now())
        assert self.told()[portal.pk, today()] == 3

    def test_of_no_portal_are_nobodys(self) -> None:
        django_rq.get_connection().pfadd(f"{READERS}{today()}:999999", "a")
        django_rq.get_connection().sadd(f"{CHANGED}{today()}", 999999)
        actions.write_down(now=timezone.now())
        assert self.told() == {(None, today()): 1}
