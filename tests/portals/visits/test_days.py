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
from portals.visits import actions, countable_pages
from portals.visits.counting import KEY
from portals.visits.models import PageViews, WrittenBatch
from portals.visits.queries import views_by_portal, views_of, views_on
from tests.factories import make_member, make_portal, make_province_tree, published_story
from tests.support.visiting import republished

pytestmark = pytest.mark.django_db


def seen(portal, page, times: int = 1, *, day: date | None = None) -> None:
    day = day or local_date(timezone.now())
    field = f"{day}|{portal.site.hostname}|{page.pk}"
    django_rq.get_connection().hincrby(KEY, field, times)


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
        today = local_date(timezone.now())
        assert views_on(commune, since=today, until=today) == {story.pk: 2}

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
        today, valkey = local_date(timezone.now()), django_rq.get_connection()
        valkey.hincrby(KEY, f"{today}|khong-co.bacninh.localhost|1", 1)
        valkey.hincrby(KEY, f"{today}|{portal.site.hostname}|999999999", 1)

        assert actions.write_down(now=timezone.now()) == 0
        assert not PageViews.objects.exists()
        assert list(django_rq.get_connection().scan_iter(match=f"{KEY}*")) == []

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

        def dies(*_: object) -> None:
            raise Killed

        monkeypatch.setattr(actions, "_add", dies)
        with pytest.raises(Killed):
            actions.write_down(now=timezone.now())
        monkeypatch.undo()

        assert actions.write_down(now=timezone.now()) == 3
        assert views_of([story.pk]) == {story.pk: 3}

    @pytest.mark.parametrize(
        "field",
        ["2026-11-26|a|b.bacninh.localhost|7", "2026-13-01|{host}|7", "|{host}|7", "\xff", ""],
    )
    def test_is_added_though_a_field_of_its_batch_is_none_of_ours(self, field) -> None:
        portal = make_portal()
        story = published_story(portal)
        seen(portal, story, 3)
        poison = field.format(host=portal.site.hostname)
        django_rq.get_connection().hincrby(KEY, poison, 1)

        assert actions.write_down(now=timezone.now()) == 3
        assert list(django_rq.get_connection().scan_iter(match=f"{KEY}*")) == []

    def test_is_added_though_another_batch_cannot_be(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        seen(portal, story, 2**40)
        valkey = django_rq.get_connection()
        valkey.rename(KEY, f"{actions.BATCHES}a")
        seen(portal, story, 3)

        assert actions.write_down(now=timezone.now()) == 3
        assert views_of([story.pk]) == {story.pk: 3}
        assert valkey.hgetall(f"{actions.ASIDE}a")
        assert 6 * 86400 < valkey.ttl(f"{actions.ASIDE}a") <= 7 * 86400
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


# A transaction, the token with its savepoint, hosts, what stands, the rows, old tokens.
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

        actions.keep_months(now=self.NOW)
        actions.keep_months(now=self.NOW)

        kept = dict(PageViews.objects.order_by("day").values_list("day", "views"))
        assert kept == {
            date(2026, 7, 1): 6,
            date(2026, 8, 1): 4,
            date(2026, 11, 24): 5,
        }


class TestWhatIsCounted:
    def test_is_what_stands_on_a_portal(self) -> None:
        portal, other = make_portal(), make_portal()
        story = published_story(portal)
        pairs = {(portal.pk, story.pk), (other.pk, story.pk), (portal.pk, portal.root_id)}
        assert countable_pages.public_pairs(pairs) == {(portal.pk, story.pk)}
        assert countable_pages.public_pairs(set()) == set()
