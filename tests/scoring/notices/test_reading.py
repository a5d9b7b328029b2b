"""What a notice says of how the portals of its month were read."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.readership.monthly import ReadMonth
from portals.visits.models import DayShare, PageViews
from scoring.enums import ProceedingState
from scoring.notices.paper import notice_paper_of
from scoring.notices.pdf import notice_pdf
from scoring.notices.reading import MOST_UNREAD, told_of_reading
from scoring.notices.word_file import notice_docx
from tests.factories import make_portal, published_story
from tests.scoring.course.cast import ENTERING, make_course
from tests.scoring.notices.test_paper import pages, words
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db

built, course = once_a_file(lambda: make_course(3))


def viewed(portal, day: date, views: int) -> None:
    for aspect in ("kind", "hour"):
        DayShare.objects.create(portal=portal, day=day, aspect=aspect, value="9", views=views)


class TestTheNotice:
    def test_tells_it_of_its_own_portals_in_every_form(self, course) -> None:
        course.at(ProceedingState.DECIDED)
        first, second, third = course.communes
        viewed(first, date(2026, 10, 3), 1_100)
        viewed(second, date(2026, 10, 31), 100)
        viewed(second, date(2026, 9, 30), 900)
        viewed(third, date(2026, 9, 1), 100)
        viewed(make_portal(), date(2026, 10, 3), 90_000)
        story = published_story(first, title="Lịch tiêm chủng tháng 10")
        PageViews.objects.create(portal=first, page=story, day=date(2026, 10, 3), views=1_050)

        paper = notice_paper_of(course.proceeding, ENTERING)

        headings = [heading for heading, _paragraphs in paper.sections]
        assert headings[-2:] == ["4. Lượt xem trong tháng", "5. Tổ chức thực hiện"]
        told = (
            "1.200 lượt xem, tăng 20% so với tháng trước (1.000 lượt).",
            "“Lịch tiêm chủng tháng 10” (1.050 lượt).",
            f"Không có lượt xem nào: {third.name}.",
            "không tính vào điểm",
        )
        in_pdf, in_word = pages(notice_pdf(paper))[0], words(notice_docx(paper))
        for said in told:
            assert said in in_pdf, said
            assert said in in_word, said

    def test_says_nothing_of_it_where_nothing_was_counted(self, course) -> None:
        course.at(ProceedingState.DECIDED)
        viewed(course.communes[0], date(2026, 11, 1), 5)
        headings = [one for one, _said in notice_paper_of(course.proceeding, ENTERING).sections]
        assert headings[-1] == "4. Tổ chức thực hiện"
        assert not any("Lượt xem" in one for one in headings)

    def test_asks_as_often_for_many_portals(self, course) -> None:
        course.at(ProceedingState.DECIDED)
        asked = []
        for number, portal in enumerate(course.communes):
            viewed(portal, date(2026, 10, 3), number + 1)
            proceeding = course.proceeding
            with CaptureQueriesContext(connection) as queries:
                notice_paper_of(proceeding, ENTERING)
            asked.append(sum("visits_" in one["sql"] for one in queries))
        assert asked == [3, 3, 3]


class TestTheWords:
    @pytest.mark.parametrize(
        ("views", "before", "said"),
        [
            (120, 100, "tăng 20% so với tháng trước (100 lượt)"),
            (80, 100, "giảm 20% so với tháng trước (100 lượt)"),
            (1001, 1000, "tương đương tháng trước (1.000 lượt)"),
            (25_000, 1, "tăng 2.499.900% so với tháng trước (1 lượt)"),
            (5, 0, "chưa có số liệu tháng trước để so sánh"),
        ],
    )
    def test_compare(self, views, before, said) -> None:
        [first, *_rest] = told_of_reading(ReadMonth(views, before, [], frozenset()), [])
        assert first.endswith(f"lượt xem, {said}.")

    def test_say_that_each_was_read(self) -> None:
        assert told_of_reading(ReadMonth(1, 1, [], frozenset()), [])[1:] == [
            "Cổng nào cũng có người xem. Lượt xem để tham khảo, không tính vào điểm."
        ]

    @pytest.mark.parametrize(
        ("more", "rest"), [(0, "."), (1, " và 1 Cổng khác."), (9, " và 9 Cổng khác.")]
    )
    def test_name_no_more_than_a_sentence_holds(self, more, rest) -> None:
        names = [f"Xã {number:02}" for number in range(MOST_UNREAD + more)]
        *_first, last = told_of_reading(ReadMonth(1, 1, [], frozenset()), names)
        assert "Xã 00, Xã 01" in last
        assert f"Xã {MOST_UNREAD - 1}{rest} Lượt xem để tham khảo" in last
