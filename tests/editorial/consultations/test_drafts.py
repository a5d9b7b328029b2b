"""Drafts laid open: how long, what is refused, what citizens read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from editorial.consultations.enums import Openness
from editorial.consultations.fairness import OpenTooShort, SummaryTooEarly, refuse_too_short
from editorial.consultations.models import ConsultationPage
from editorial.consultations.openness import closing_moment, openness_on, openness_words
from editorial.consultations.section import drafts_of
from editorial.models import SearchThing
from editorial.search.finding import SearchScope, find_things
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from tests.factories import make_portal, published_story, section_of
from tests.support.kept import once_a_file
from tests.support.visiting import visit

from .drafts import make_consultation

built, portal = once_a_file(lambda: make_portal("department", overseer=make_portal("province")))
pytestmark = pytest.mark.django_db
OPENS, LAST = date(2026, 11, 1), date(2026, 11, 21)


def unsaved(**fields: Any) -> ConsultationPage:
    return ConsultationPage(**{"opens_on": OPENS, "closes_on": LAST, **fields})


class TestDays:
    def test_twenty_are_the_least(self) -> None:
        unsaved().check_own()
        with pytest.raises(ValidationError) as refused:
            unsaved(closes_on=LAST - timedelta(days=1)).check_own()
        assert list(refused.value.message_dict) == ["closes_on"]
        assert "21/11/2026" in str(refused.value)

    def test_both_are_open_and_neither_neighbour_is(self) -> None:
        page = unsaved()
        found = [
            openness_on(page, day)
            for day in (OPENS - timedelta(days=1), OPENS, LAST, LAST + timedelta(days=1))
        ]
        assert found == [Openness.COMING, Openness.OPEN, Openness.OPEN, Openness.CLOSED]
        assert closing_moment(page) == datetime(2026, 11, 22, tzinfo=LOCAL_ZONE)

    def test_are_told_in_words(self) -> None:
        with override("vi"):
            said = [
                openness_words(unsaved(), day)
                for day in (date(2026, 10, 31), date(2026, 11, 16), LAST, date(2026, 11, 22))
            ]
        assert said == [
            "Lấy ý kiến từ ngày 01/11/2026",
            "Đang lấy ý kiến đến hết ngày 21/11/2026, còn 5 ngày",
            "Đang lấy ý kiến đến hết hôm nay, 21/11/2026",
            "Đã hết thời gian lấy ý kiến từ cuối ngày 21/11/2026",
        ]


def test_the_number_of_what_was_issued_is_a_documents() -> None:
    unsaved(issued_number="80/2026/QĐ-UBND").check_own()
    with pytest.raises(ValidationError):
        unsaved(issued_number="tám mươi").check_own()


class TestPublishing:
    def test_counts_the_days_from_when_it_first_stood_there(self, portal: Portal) -> None:
        today = local_date(timezone.now())
        told = {"opens_on": today - timedelta(days=5)}
        with pytest.raises(OpenTooShort):
            make_consultation(portal, closes_on=today + timedelta(days=19), **told)
        page = make_consultation(portal, closes_on=today + timedelta(days=20), **told)
        # Corrected a week later it is as long open as it was.
        refuse_too_short(story=page, now=timezone.now() + timedelta(days=7))

    def test_tells_nothing_of_what_came_before_it_is_over(self, portal: Portal) -> None:
        page = make_consultation(portal)
        last = closing_moment(page) - timedelta(minutes=1)
        refuse_too_short(story=page, now=last)
        article = page.articles.first()
        assert article is not None
        for told in ("summary", "taken_up", "not_taken_up"):
            changed = ConsultationPage.objects.get(pk=page.pk)
            if told == "summary":
                changed.summary = "Tiếp thu."
            else:
                row = changed.articles.all()[0]
                setattr(row, told, "Tiếp thu.")
                changed.articles.set([row])
            with pytest.raises(SummaryTooEarly):
                refuse_too_short(story=changed, now=last)
            refuse_too_short(story=changed, now=last + timedelta(minutes=1))


class TestPages:
    def test_show_the_draft_and_how_it_stands(self, portal: Portal) -> None:
        page = make_consultation(portal)
        html = visit(portal, page.public_path()).content.decode()
        for words in ("Điều 2. Mức thưởng", "30.000.000 đồng", "còn 20 ngày", "0222 000 009"):
            assert words in html
        over = make_consultation(portal, opened=date(2026, 1, 5), issued_number="9/2026/QĐ-UBND")
        html = visit(portal, over.public_path()).content.decode()
        assert "Đã hết thời gian lấy ý kiến từ cuối ngày 25/01/2026" in html
        assert "9/2026/QĐ-UBND" in html

    def test_list_what_closes_soonest_first(self, portal: Portal) -> None:
        today = local_date(timezone.now())
        for title, opened, lasts in (
            ("Cũ", today - timedelta(days=90), 20), ("Mới hết hạn", today - timedelta(days=30), 20),
            ("Sắp mở", today + timedelta(days=1), 21), ("Còn lâu", today - timedelta(days=1), 60),
            ("Sắp hết", today - timedelta(days=20), 20),
        ):  # fmt: skip
            make_consultation(
                portal, title=title, opened=opened, closes_on=opened + timedelta(days=lasts)
            )
        make_consultation(portal, title="Chưa đăng", is_public=False)
        make_consultation(make_portal("department"), title="Của sở khác")
        found = drafts_of(portal, today)
        assert [one.title for one in found] == [
            "Sắp hết", "Còn lâu", "Sắp mở", "Mới hết hạn", "Cũ",
        ]  # fmt: skip
        assert [one.is_open for one in found] == [True, True, False, False, False]

    def test_cost_the_section_as_many_queries_for_any_number(self, portal: Portal) -> None:
        path = f"/{section_of(portal, 'du-thao').slug}/"

        def queries() -> int:
            with CaptureQueriesContext(connection) as caught:
                assert visit(portal, path).status_code == 200
            return len(caught)

        make_consultation(portal, title="Dự thảo về đỗ xe")
        story = published_story(portal, section="du-thao", title="Mời góp ý")
        page = BeautifulSoup(visit(portal, path).content, "html.parser").main
        titles = [one.text.strip() for one in page.select("a")]
        # A draft is told once, with until when; what is no draft stands below.
        assert titles.count("Dự thảo về đỗ xe") == titles.count(story.title) == 1
        queries()
        few = queries()
        make_consultation(portal)
        make_consultation(portal)
        queries()
        assert queries() == few


class TestTheSearch:
    def test_finds_a_draft_by_its_articles_and_by_what_was_answered(self) -> None:
        portal = make_portal("department")
        page = make_consultation(portal)
        for words in ("giải nhất cấp quốc gia được thưởng", "phạm vi điều chỉnh"):
            found = find_things(SearchScope(portal), words, as_typed=True)
            assert [one.key for one in found.things] == [str(page.pk)]
        assert not find_things(SearchScope(portal), "xe cứu hỏa", as_typed=True).total

    def test_finds_it_after_an_upgrade_though_a_node_of_before_wrote_its_row(self) -> None:
        portal = make_portal("department")
        page = make_consultation(portal)
        asked = "giải nhất cấp quốc gia được thưởng"
        SearchThing.objects.filter(page=page.pk).update(words="", digest=b"")
        assert not find_things(SearchScope(portal), asked, as_typed=True).total
        call_command("fill_search")
        assert find_things(SearchScope(portal), asked, as_typed=True).total == 1
