"""The notice: what it says, in which capacity it is signed, how it is laid out, and who takes it away."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Pt

from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.clock import local_date
from portals.models import Portal
from scoring.course.actions import appeal, decide, rule_on_appeal
from scoring.enums import ProceedingState, Ruling
from scoring.models import Scorecard
from scoring.notices.figures import figures_of_notice
from scoring.notices.paper import notice_paper_of, place_of
from scoring.notices.pdf import notice_pdf
from scoring.notices.word_file import notice_docx
from tests.factories import make_member, make_portal
from tests.scoring.course.cast import APPEALING, DECIDING, ENTERING, ON_TIME, Course, make_course
from tests.scoring.course.test_pages import see
from tests.support.kept import once_a_file
from tests.walls import body

pytestmark = pytest.mark.django_db
STATE = ProceedingState


built, course = once_a_file(lambda: make_course(3))


def totals(course: Course, *given: str, provisional: int | None = None) -> None:
    for number, total in enumerate(given):
        Scorecard.objects.filter(portal=course.communes[number]).update(
            total=Decimal(total), band="Khá", provisional="", rank_in_tier=50
        )
    if provisional is not None:
        Scorecard.objects.filter(portal=course.communes[provisional]).update(
            provisional="too_short", band="", rank_in_tier=None, rank_in_cluster=None
        )


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    # Lines are broken where the column ends.
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def words(docx: bytes) -> str:
    document = Document(BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


class TestWhatItSays:
    def test_of_the_month_and_of_each_portal(self, course) -> None:
        course.at(STATE.DECIDED)
        totals(course, "81.5", "92.25", "81.5")
        paper = notice_paper_of(course.proceeding, ENTERING)
        notice, annex = pages(notice_pdf(paper))
        in_word = words(notice_docx(paper))
        for told in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "/TB-BBT",
            "Kết quả chấm điểm Cổng Thông tin điện tử thành phần tháng 10/2026", "THÔNG BÁO",
            "Nơi nhận:", "1. Kết quả chung", "Không có đề nghị xem xét lại.",
            "TM. BAN BIÊN TẬP", "TRƯỞNG BAN", str(course.head),
        ):  # fmt: skip
            assert told in notice, told
            assert told in in_word, told
        assert "PHỤ LỤC" in annex
        assert "PHỤ LỤC" in in_word
        for number, total in enumerate(("81,50", "92,25", "81,50")):
            assert course.communes[number].name in annex
            assert total in annex
        [table] = paper.annex
        places = {row[1]: row[-2] for row in table.rows}
        names = [one.name for one in course.communes]
        assert places == {names[1]: "1", names[0]: "2", names[2]: "2"}
        assert "DỰ THẢO" not in notice + annex + in_word

    def test_that_some_have_no_rank(self, course) -> None:
        course.at(STATE.DECIDED)
        totals(course, "99", "80", "70", provisional=0)
        [tier] = figures_of_notice(course.proceeding, local_date(ENTERING)).tiers
        assert [one.rank for one in tier.portals] == [1, 2, None]
        assert tier.without_rank == 1
        assert tier.mean == Decimal("83.00")
        last = notice_paper_of(course.proceeding, ENTERING).annex[0].rows[-1]
        assert last[1] == course.communes[0].name
        assert "Tạm tính: hoạt động dưới 15 ngày làm việc" in last[-1]

    def test_that_groups_are_the_sums_of_their_lines(self, course) -> None:
        course.at(STATE.DECIDED)
        card = course.card()
        lines = [one for one in card.lines["criteria"] if one["group"] == "E"]
        assert any(one["points"] for one in lines)
        expected = sum(Decimal(one["points"]) for one in lines if one["points"] is not None)
        for one in card.lines["criteria"]:
            if one["group"] == "F":
                one["points"] = None
        card.save(update_fields=["lines"])
        [tier] = figures_of_notice(course.proceeding, local_date(ENTERING)).tiers
        codes = [group.code for group in tier.groups]
        assert codes == ["A", "B", "C", "D", "E", "F"]
        assert sum(group.most for group in tier.groups) == 100
        [found] = [one for one in tier.portals if one.name == card.portal.name]
        assert found.groups[codes.index("E")] == expected
        assert found.groups[codes.index("F")] is None

    def test_how_requests_were_ruled(self, course) -> None:
        course.at(STATE.APPEALABLE)
        for number, ruling in ((0, Ruling.REJECTED), (1, Ruling.UPHELD)):
            made = appeal(
                card=course.card(number), code="F1", text="Vì", actor=course.heads[number],
                now=APPEALING,
            )  # fmt: skip
            rule_on_appeal(
                appeal=made, ruling=ruling, answer="Đã xem", actor=course.head, now=APPEALING,
                points=None if ruling == Ruling.REJECTED else Decimal(4),
            )  # fmt: skip
        sections = dict(notice_paper_of(course.proceeding, ENTERING).sections)
        assert sections["3. Đề nghị xem xét lại"] == [
            "Nhận 2 đề nghị: chấp nhận 1, không chấp nhận 1."
        ]

    def test_where_most_was_lost(self, course) -> None:
        course.at(STATE.DECIDED)
        for card in Scorecard.objects.filter(proceeding=course.proceeding):
            for one in card.lines["criteria"]:
                one["points"] = one["most"]
                if one["code"] == "B1":
                    one["points"] = "2.50"
            card.save(update_fields=["lines"])
        sections = dict(notice_paper_of(course.proceeding, ENTERING).sections)
        assert sections["2. Tiêu chí mất nhiều điểm nhất"] == [
            "B1. Tin, bài tự sản xuất: bình quân mất 5,50/8 điểm."
        ]


class TestWhoSigns:
    def test_the_head_for_the_board(self, course) -> None:
        course.at(STATE.DECIDED)
        BoardMember.objects.filter(user=course.head).update(main_post="Phó Chủ tịch UBND huyện")
        paper = notice_paper_of(course.proceeding, ENTERING)
        assert paper.capacity == ["TM. BAN BIÊN TẬP", "TRƯỞNG BAN"]
        assert (paper.main_post, paper.signer) == ("PHÓ CHỦ TỊCH UBND HUYỆN", str(course.head))

    def test_a_deputy_in_the_heads_place(self, course) -> None:
        course.at(STATE.APPEALABLE)
        decide(proceeding=course.proceeding, actor=course.deputy, now=DECIDING)
        paper = notice_paper_of(course.proceeding, ENTERING)
        assert paper.capacity == ["TM. BAN BIÊN TẬP", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]
        assert paper.signer == str(course.deputy)

    def test_in_a_draft_whoever_heads_the_board(self, course) -> None:
        course.at(STATE.APPEALABLE)
        assert notice_paper_of(course.proceeding, APPEALING).signer == str(course.head)


class TestPlaces:
    @pytest.mark.parametrize(
        ("name", "place"),
        [
            ("Huyện Yên Phong", "Yên Phong"), ("Phường 1", "Phường 1"), ("Tỉnh X", "X"),
            ("Thị xã Quế Võ", "Quế Võ"),
        ],
    )  # fmt: skip
    def test_are_named_as_papers_do(self, name, place) -> None:
        assert place_of(Portal(name=name)) == place

    def test_of_a_body_that_is_no_unit_are_the_provinces(self, course) -> None:
        Portal.objects.filter(pk=course.province.pk).update(name="Tỉnh Bắc Ninh")
        assert place_of(Portal(name="Sở Nội vụ")) == "Bắc Ninh"


class TestLayout:
    def test_is_that_of_the_decree_in_pdf(self, course) -> None:
        course.at(STATE.DECIDED)
        document = pypdfium2.PdfDocument(notice_pdf(notice_paper_of(course.proceeding, ENTERING)))
        sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in document]
        assert sizes == [(210, 297), (297, 210)]

    def test_is_that_of_the_decree_in_word(self, course) -> None:
        course.at(STATE.DECIDED)
        document = Document(BytesIO(notice_docx(notice_paper_of(course.proceeding, ENTERING))))
        first, annex = document.sections
        millimetres = [
            [
                round(side.mm)
                for side in (one.top_margin, one.bottom_margin, one.left_margin, one.right_margin)
            ]
            for one in (first, annex)
        ]
        assert millimetres == [[20, 20, 30, 15], [20, 20, 20, 15]]
        assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
        assert annex.orientation == WD_ORIENT.LANDSCAPE
        assert (round(annex.page_width.mm), round(annex.page_height.mm)) == (297, 210)
        normal = document.styles["Normal"].font
        assert (normal.name, normal.size) == ("Times New Roman", Pt(14))
        # The first page of each bears no number, the others do; headings come again on each page.
        assert first.different_first_page_header_footer
        assert "PAGE" in first.header._element.xml
        assert "PAGE" not in first.first_page_header._element.xml
        assert "w:tblHeader" in document.tables[-1]._tbl.xml

    def test_holds_words_of_boards_as_words(self, course) -> None:
        course.at(STATE.DECIDED)
        Portal.objects.filter(pk=course.communes[0].pk).update(name='Xã #eval("1") <b>&')
        paper = notice_paper_of(course.proceeding, ENTERING)
        assert 'Xã #eval("1") <b>&' in pages(notice_pdf(paper))[1]
        assert 'Xã #eval("1") <b>&' in words(notice_docx(paper))

    def test_takes_as_many_queries_for_many_portals(self, course) -> None:
        course.at(STATE.DECIDED)

        def asked() -> int:
            proceeding = course.proceeding
            with CaptureQueriesContext(connection) as seen:
                notice_paper_of(proceeding, ENTERING)
            return len(seen)

        many = asked()
        Scorecard.objects.filter(portal__in=course.communes[1:]).update(proceeding=None)
        assert asked() == many


class TestTakingItAway:
    def test_is_marked_a_draft_until_the_decision(self, course) -> None:
        course.at(STATE.APPEALABLE)
        pk = course.proceeding.pk
        for form, read in (("pdf", lambda file: " ".join(pages(file))), ("docx", _with_headers)):
            draft = see(course.secretary, "notice_to_sign", pk, form, now=APPEALING)
            assert "DỰ THẢO" in read(body(draft))
            assert 'filename="du-thao-thong-bao-cham-diem-2026-10.' in draft["Content-Disposition"]
        course.at(STATE.DECIDED)
        for form, read in (("pdf", lambda file: " ".join(pages(file))), ("docx", _with_headers)):
            ready = see(course.secretary, "notice_to_sign", pk, form, now=DECIDING)
            assert "DỰ THẢO" not in read(body(ready))
            assert 'filename="thong-bao-cham-diem-2026-10.' in ready["Content-Disposition"]

    def test_is_offered_on_the_page_of_the_month(self, course) -> None:
        course.at(STATE.SELF_ASSESSED)
        pk = course.proceeding.pk
        link = f"/ky-cham/{pk}/thong-bao/de-ky.pdf"
        assert link not in body(see(course.secretary, "proceeding", pk)).decode()
        assert see(course.secretary, "notice_to_sign", pk, "pdf").status_code == 404
        course.at(STATE.DECIDED)
        page = body(see(course.secretary, "proceeding", pk, now=DECIDING)).decode()
        assert link in page
        assert "Thông báo để ký" in page

    def test_is_for_the_scorer_and_the_province(self, course) -> None:
        course.at(STATE.DECIDED)
        pk = course.proceeding.pk
        elsewhere = make_member(make_portal("district", overseer=course.province), Position.HEAD)
        for stranger in (course.heads[0], elsewhere):
            assert see(stranger, "notice_to_sign", pk, "docx", now=DECIDING).status_code == 404
        found = see(course.province_head, "notice_to_sign", pk, "docx", now=DECIDING)
        assert found.status_code == 200
        assert see(course.head, "notice_to_sign", pk, "odt", now=DECIDING).status_code == 404
        assert see(course.secretary, "notice_to_sign", pk, "pdf", now=ON_TIME).status_code == 200


def _with_headers(docx: bytes) -> str:
    document = Document(BytesIO(docx))
    above = [
        paragraph.text
        for section in document.sections
        for header in (section.header, section.first_page_header)
        for paragraph in header.paragraphs
    ]
    return "\n".join([*above, words(docx)])
