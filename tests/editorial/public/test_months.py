"""A section month by month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from editorial.models import Placement, SectionPage
from editorial.public.queries.section_months import (
    by_year,
    month_bounds,
    month_named,
    months_with_stories,
)
from editorial.public.queries.sections import STORIES_A_PAGE, stories_in
from portals.clock import LOCAL_ZONE
from tests.factories import make_portal, published_story
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=LOCAL_ZONE)


def placed(portal, when: datetime, title: str = "Tin") -> Placement:
    story = published_story(portal, title=title)
    placement = Placement.objects.get(portal=portal, story=story)
    Placement.objects.filter(pk=placement.pk).update(placed_at=when)
    placement.refresh_from_db()
    return placement


def section_of(placement: Placement) -> SectionPage:
    return SectionPage.objects.get(pk=placement.section_id)


class TestTheMonths:
    def test_are_those_of_the_local_clock_with_something_in_them(self) -> None:
        portal, other = make_portal(), make_portal()
        placement = placed(portal, local(2026, 1, 31, 23, 59))
        placed(portal, local(2026, 4, 1, 0, 0))
        placed(other, local(2026, 2, 10))
        gone = placed(portal, local(2026, 3, 10))
        Placement.objects.filter(pk=gone.pk).update(
            removed_at=local(2026, 3, 11), removal_kind="error", removal_reason="Sai."
        )

        assert months_with_stories(section_of(placement)) == [date(2026, 4, 1), date(2026, 1, 1)]

    def test_stand_beside_the_list_from_the_second_on(self) -> None:
        portal = make_portal()
        first = placed(portal, local(2025, 12, 5))
        path = f"/{first.section.slug}/"
        assert "thang=" not in visit(portal, path).content.decode()

        placed(portal, local(2026, 1, 5))

        page = visit(portal, path).content.decode()
        assert f'href="{path}?thang=2025-12"' in page
        assert f'href="{path}?thang=2026-01"' in page

    def test_are_told_year_by_year(self) -> None:
        months = [date(2026, 1, 1), date(2025, 12, 1), date(2025, 3, 1)]
        assert by_year(months) == [(2026, months[:1]), (2025, months[1:])]

    @pytest.mark.parametrize(
        "text", ["2026-13", "2026-00", "1989-12", "2026-1", "²026-01", "x", "2026-01-01"]
    )
    def test_no_other_text_names_one(self, text: str) -> None:
        assert month_named(text) is None
        portal = make_portal()
        path = f"/{placed(portal, local(2026, 1, 5)).section.slug}/"
        assert visit(portal, f"{path}?thang={text}").status_code == 404

    def test_ends_where_the_next_begins(self) -> None:
        assert month_bounds(date(2025, 12, 1)) == (local(2025, 12, 1), local(2026, 1, 1))


class TestOneMonth:
    def test_shows_what_was_placed_in_it_and_nothing_beside(self) -> None:
        portal = make_portal()
        first = placed(portal, local(2026, 1, 1, 0, 0), "Đầu tháng một")
        placed(portal, local(2025, 12, 31, 23, 59), "Cuối tháng mười hai")
        placed(portal, local(2026, 2, 1, 0, 0), "Đầu tháng hai")

        page = visit(portal, f"/{first.section.slug}/?thang=2026-01").content.decode()

        main = page.partition('class="reading-main"')[2].partition('class="reading-side"')[0]
        assert "Đầu tháng một" in main
        assert "Cuối tháng mười hai" not in main
        assert "Đầu tháng hai" not in main
        assert 'content="noindex, follow"' in page

    def test_has_pages_of_its_own(self) -> None:
        portal = make_portal()
        begins = local(2026, 1, 10)
        placements = [
            placed(portal, begins + timedelta(minutes=n)) for n in range(STORIES_A_PAGE + 1)
        ]
        placed(portal, local(2025, 12, 10))
        section = section_of(placements[0])

        first = stories_in(section, month=date(2026, 1, 1))
        second = stories_in(section, month=date(2026, 1, 1), older_than=first.older)

        assert [one.pk for one in second.placements] == [placements[0].pk]
        assert second.older is None
        page = visit(portal, f"/{section.slug}/?thang=2026-01").content.decode()
        assert f"?thang=2026-01&amp;truoc={first.older}" in page
