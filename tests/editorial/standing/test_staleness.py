"""Notices that end, and sections that say how old they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.models import InformationPage, Placement, SectionRequirement
from editorial.standing.staleness import section_ages, stale_sections
from portals.boards.enums import Position
from portals.clock import local_date
from portals.organisation.actions import confirm_information
from portals.organisation.enums import Subject
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    published_story,
    section_of,
)
from tests.support.visiting import republished, visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


def html(portal, path: str) -> str:
    return visit(portal, path).content.decode()


def codes(ages) -> set[str]:
    return {age.section.section_type_id for age in ages}


class TestANotice:
    def test_leaves_the_front_page_at_its_end_and_keeps_its_address(self) -> None:
        portal = make_portal()
        now = timezone.now()
        over = published_story(
            portal, notice=True, title="Cắt điện hôm qua", ends_at=now - timedelta(minutes=1)
        )
        published_story(
            portal, notice=True, title="Cắt điện ngày mai", ends_at=now + timedelta(days=1)
        )
        published_story(portal, notice=True, title="Không có hạn")

        web_server = html(portal, "/")

        assert "Cắt điện hôm qua" not in web_server
        assert "Cắt điện ngày mai" in web_server
        assert "Không có hạn" in web_server
        assert _("Ended") in html(portal, over.public_path())
        assert _("Ended") in html(portal, "/tin-tuc/")

    def test_leaves_other_portals_front_pages_too(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        ends_at = timezone.now() - timedelta(minutes=1)
        notice = published_story(province, notice=True, title="Họp dân", ends_at=ends_at)
        republished(notice, commune)
        assert "Họp dân" not in html(commune, "/")

    @pytest.mark.parametrize("path", ["/", "/tin-tuc/", None])
    def test_says_until_when_the_pages_that_show_it_hold(self, path) -> None:
        portal = make_portal()
        ends_at = datetime.now(UTC) + timedelta(seconds=20)
        notice = published_story(portal, notice=True, ends_at=ends_at)

        answer = visit(portal, path or notice.public_path())

        assert float(answer["X-Fresh-Until"]) == pytest.approx(ends_at.timestamp(), abs=0.01)

    def test_that_is_over_holds_no_page_back(self) -> None:
        portal = make_portal()
        notice = published_story(portal, notice=True, ends_at=timezone.now() - timedelta(days=1))
        assert "X-Fresh-Until" not in visit(portal, notice.public_path())


class TestASection:
    def test_without_anything_says_so(self) -> None:
        text = html(make_portal(), "/quy-hoach/")
        assert _("This section has no content yet.") in text

    def test_within_its_age_says_when_it_was_updated(self) -> None:
        portal = make_portal()
        published_story(portal)
        text = html(portal, "/tin-tuc/")
        assert _("Last updated") in text
        assert "is-stale" not in text

    def test_beyond_its_age_says_so(self) -> None:
        portal = make_portal()
        published_story(portal)
        Placement.objects.update(placed_at=timezone.now() - timedelta(days=4))
        text = html(portal, "/tin-tuc/")
        assert "is-stale" in text
        assert "3" in text.partition("is-stale")[2].partition("</p>")[0].partition("</time>")[2]

    def test_of_what_the_portal_says_of_itself_counts_the_boards_word(self) -> None:
        portal = make_portal()
        page = InformationPage(title="Lịch sử")
        section_of(portal, "gioi-thieu").add_child(instance=page)
        InformationPage.objects.update(last_published_at=timezone.now() - timedelta(days=200))
        assert "is-stale" in html(portal, "/gioi-thieu/")
        confirm_information(
            portal=portal,
            subject=Subject.ORGANISATION,
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        assert "is-stale" not in html(portal, "/gioi-thieu/")


class TestStaleSections:
    def test_are_those_beyond_the_age_that_their_tier_sets(self) -> None:
        portal = make_portal()
        now = timezone.now()
        published_story(portal, section="tin-tuc")
        published_story(portal, section="chi-dao")
        Placement.objects.update(placed_at=now - timedelta(days=5))

        found = codes(stale_sections([portal], now))

        assert "tin-tuc" in found
        assert "chi-dao" not in found
        # No age is set for what comes by occasion.
        assert "phan-anh" not in found
        # Empty since the portal opened years ago.
        assert "van-ban" in found

    def test_are_out_of_date_from_the_very_moment(self) -> None:
        portal = make_portal()
        now = timezone.now()
        published_story(portal)
        Placement.objects.update(placed_at=now - timedelta(days=3))
        assert "tin-tuc" in codes(stale_sections([portal], now))
        assert "tin-tuc" not in codes(stale_sections([portal], now - timedelta(seconds=1)))

    def test_come_longest_first(self) -> None:
        fresh, old = make_portal(opened_on=date(2024, 6, 1)), make_portal()
        found = stale_sections([fresh, old], timezone.now())
        assert [age.stale_since for age in found] == sorted(age.stale_since for age in found)
        assert found[0].section.portal_id == old.pk

    def test_count_nothing_of_another_portal(self) -> None:
        stale, other = make_portal(), make_portal()
        now = timezone.now()
        published_story(other)
        for portal, opened in ((stale, "quy-hoach"), (other, "quy-hoach")):
            page = InformationPage(title="Kế hoạch", live=False)
            section_of(portal, opened).add_child(instance=page)
            page.save_revision().publish(skip_permission_checks=True)
        InformationPage.objects.descendant_of(stale.root).update(
            last_published_at=now - timedelta(days=4000)
        )
        confirm_information(
            portal=other,
            subject=Subject.ORGANISATION,
            actor=make_member(other, Position.HEAD),
            now=now,
        )

        ages = stale_sections([stale, other], now)

        of_stale = {age.section.section_type_id for age in ages if age.section.portal == stale}
        of_other = {age.section.section_type_id for age in ages if age.section.portal == other}
        for code in ("tin-tuc", "quy-hoach", "gioi-thieu"):
            assert code in of_stale
            assert code not in of_other
        assert codes(stale_sections([stale], now)) == of_stale

    def test_count_the_boards_word_on_that_subject_and_those_sections_alone(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        now = timezone.now()
        confirm_information(portal=portal, subject=Subject.CONTACT, actor=head, now=now)
        assert "gioi-thieu" in codes(stale_sections([portal], now))
        confirm_information(portal=portal, subject=Subject.ORGANISATION, actor=head, now=now)
        found = codes(stale_sections([portal], now))
        assert "gioi-thieu" not in found
        assert "tin-tuc" in found

    def test_are_judged_by_the_rule_of_their_tier_on_that_day(self) -> None:
        portal = make_portal()
        now = timezone.now()
        today = local_date(now)
        rules = SectionRequirement.objects.filter(section_type="tin-tuc")
        rules.filter(tier="commune").update(required=False)
        assert "tin-tuc" not in codes(stale_sections([portal], now))
        rules.filter(tier="commune").update(required=True, period=DateRange(None, today))
        assert "tin-tuc" not in codes(stale_sections([portal], now))
        yesterday = now - timedelta(days=1)
        assert "tin-tuc" in codes(stale_sections([portal], yesterday))

    def test_count_a_standing_page_published_anew(self) -> None:
        portal = make_portal()
        page = InformationPage(title="Kế hoạch", live=False)
        section_of(portal, "quy-hoach").add_child(instance=page)
        page.save_revision().publish(skip_permission_checks=True)
        assert "quy-hoach" not in codes(stale_sections([portal], timezone.now()))

    def test_take_what_came_back_for_as_old_as_it_is(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        now = timezone.now()
        placement = Placement.objects.get(story=story)
        placement.placed_at, placement.removed_at = now - timedelta(days=4), now
        placement.removal_kind, placement.removal_reason = "withdrawn", "x"
        placement.save()
        placement.pk, placement.placed_at, placement.removed_at = None, now, None
        placement.removal_kind = placement.removal_reason = ""
        placement.save()
        assert "tin-tuc" in codes(stale_sections([portal], now))
        published_story(portal)
        assert "tin-tuc" not in codes(stale_sections([portal], now))

    def test_do_not_count_what_was_withdrawn(self) -> None:
        portal = make_portal()
        published_story(portal, section="van-ban")
        Placement.objects.update(
            removed_at=timezone.now(), removal_kind="withdrawn", removal_reason="x"
        )
        assert "van-ban" in codes(stale_sections([portal], timezone.now()))

    def test_cost_the_same_for_few_and_many_portals(self) -> None:
        costs = []
        for size in (2, 6):
            portals = [make_portal() for _ in range(size)]
            for portal in portals:
                published_story(portal)
            with CaptureQueriesContext(connection) as queries:
                section_ages(portals, timezone.now())
            costs.append(len(queries))
        assert costs == [2, 2]

    def test_are_shown_to_the_board(self) -> None:
        portal = make_portal()
        client = desk_client(make_member(portal, Position.EDITOR))
        page = body(client.get(reverse("section_ages", args=[portal.pk]))).decode()
        assert _("Not updated for long") in page
        assert "/quy-hoach/" in page
