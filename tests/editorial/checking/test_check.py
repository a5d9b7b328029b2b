"""The checks of a text, one table each: what is found, where it is, and what is not found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.checking.check import check
from editorial.checking.findings import CheckedText, Copy, Finding, Severity
from editorial.kinds.registry import KindCheck
from portals.redaction.numbers import identity_numbers

LONG = " ".join(f"chữ{number}" for number in range(120))
NAMES = ("Sở Thông tin và Truyền thông", "Xã Đông Thọ", "Xã Hòa Tiến", "Thành phố Bắc Ninh")


def text(*body: dict[str, Any], **fields: Any) -> CheckedText:
    fields.setdefault("lead", LONG)
    fields.setdefault("title", "Tiêu đề")
    fields.setdefault("checks", {KindCheck.LENGTH})
    return CheckedText(
        body=[{"id": f"b{number}", **block} for number, block in enumerate(body)],
        unit_names=NAMES,
        trusted_hosts={"gov.vn", "a.vn", "tiendu.vn"},
        today=date(2026, 11, 25),
        **fields,
    )


def paragraph(markup: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{markup}</p>"}


def figure(**value: Any) -> dict[str, Any]:
    return {"type": "figure", "value": value}


def heading(level: str) -> dict[str, Any]:
    return {"type": "heading", "value": {"text": "Mục", "level": level}}


def table(*rows: list[str]) -> dict[str, Any]:
    columns = [{"type": "text", "heading": "Họ tên"}, {"type": "text", "heading": "Số"}]
    return {
        "type": "table",
        "value": {
            "caption": "Danh sách",
            "table": {"columns": columns, "rows": [{"values": row} for row in rows]},
        },
    }


def codes(checked: CheckedText) -> list[str]:
    return [finding.code for finding in check(checked)]


def only(checked: CheckedText) -> Finding:
    [finding] = check(checked)
    return finding


class TestAnOrderlyText:
    def test_has_nothing_to_look_at(self) -> None:
        image = {"image": 1, "decorative": False, "alt_text": "Sân đình ngày hội"}
        orderly = text(
            heading("2"),
            heading("3"),
            paragraph('UBND xã Đông Thọ <a href="https://bacninh.gov.vn">công bố kế hoạch</a>.'),
            figure(image=image, caption="Lễ rước sáng 28/11"),
            table(["Nguyễn Văn A", "12"]),
            has_lead_image=True,
            lead_image_alt="Cổng làng",
            lead_image_caption="Cổng làng Đông Thọ",
        )
        assert check(orderly) == []


class TestPictures:
    @pytest.mark.parametrize(
        ("value", "found"),
        [
            ({"image": {"image": 1, "decorative": False, "alt_text": ""}}, "alt-missing"),
            ({"image": 7}, "alt-missing"),
            ({"image": {"image": 1, "alt_text": "IMG_2031.jpg"}}, "alt-file-name"),
            ({"image": {"image": 1, "alt_text": "Ảnh hội"}, "caption": " "}, "caption-missing"),
        ],
    )
    def test_lack_words(self, value: dict[str, Any], found: str) -> None:
        value.setdefault("caption", "Chú thích")
        finding = only(text(figure(**value)))
        assert (finding.code, finding.anchor) == (found, "block-b0-section")

    def test_that_only_adorn_need_no_alt_text(self) -> None:
        adorning = {"image": 1, "decorative": True, "alt_text": ""}
        assert check(text(figure(image=adorning, caption="Hoa"))) == []

    def test_at_the_head_of_a_story_need_words_too(self) -> None:
        assert codes(text(has_lead_image=True)) == ["alt-missing", "caption-missing"]


class TestHeadings:
    def test_may_not_begin_with_a_sub_heading(self) -> None:
        finding = only(text(heading("3"), heading("2")))
        assert (finding.code, finding.anchor) == ("heading-skipped", "block-b0-section")

    def test_may_go_down_and_up(self) -> None:
        assert check(text(heading("2"), heading("3"), heading("2"), heading("3"))) == []


class TestLinks:
    @pytest.mark.parametrize(
        "markup",
        [
            '<a href="https://a.vn">tại đây</a>',
            '<a href="https://a.vn"><b>Tại đây.</b></a>',
            '<a href="https://a.vn/x">https://a.vn/x</a>',
            '<a linktype="page" id="3">Xem thêm</a>',
            "Mời xem www.bacninh.gov.vn/tin",
        ],
    )
    def test_that_say_nothing_are_found(self, markup: str) -> None:
        assert codes(text(paragraph(markup))) == ["link-bare"]

    def test_with_words_are_left_alone(self) -> None:
        assert check(text(paragraph('<a href="https://a.vn">Mẫu đơn số 3 tại đây</a>'))) == []

    def test_is_told_once_where_it_stands_twice(self) -> None:
        twice = '<a href="/a">tại đây</a> và <a href="/b">tại đây</a>'
        assert codes(text(paragraph(twice))) == ["link-bare"]


class TestIdentityNumbers:
    @pytest.mark.parametrize(
        "words",
        [
            "027089001234",
            "CCCD: 027089001234.",
            "027 089 001 234",
            "027.089.001.234",
            "(001200012345)",
            "CMND số 125123456",
            "chứng minh nhân dân: 125 123 456",
        ],
    )
    def test_block(self, words: str) -> None:
        finding = only(text(paragraph(f"Ông A, {words}")))
        assert (finding.code, finding.severity) == ("identity-number", Severity.BLOCK)
        assert finding.anchor == "block-b0-section"
        assert finding.mark

    @pytest.mark.parametrize(
        "words",
        [
            "kinh phí 250.000.000.000 đồng",
            "120.000.000.000",
            "0987654321",
            "số 125123456",
            "tài khoản 9704221234567890",
            "1027089001234",
            "mã 000123456789",
            "25/11/2026",
            "099089001234",
        ],
    )
    def test_are_not_other_numbers(self, words: str) -> None:
        assert identity_numbers(words) == []

    def test_are_found_in_tables_captions_titles_and_leads(self) -> None:
        number = "027089001234"
        for checked in (
            text(table(["Nguyễn Văn A", number])),
            text(title=f"Ông {number}"),
            text(lead=f"{LONG} {number}"),
            text({"type": "quote", "value": {"text": number, "attribution": ""}}),
        ):
            assert only(checked).code == "identity-number"

    def test_are_not_repeated_in_full(self) -> None:
        finding = only(text(paragraph("027089001234")))
        assert "027089001234" not in finding.message
        assert "027…34" in finding.message
        assert "027089001234" not in finding.mark

    def test_name_the_law_from_the_day_it_is_in_force(self) -> None:
        number = paragraph("027089001234")
        assert "91/2025/QH15" in only(text(number)).message
        before = CheckedText(title="", lead=LONG, body=[number], today=date(2025, 12, 31))
        assert "91/2025" not in only(before).message

    def test_come_first(self) -> None:
        found = check(text(heading("3"), paragraph("027089001234")))
        assert [finding.code for finding in found] == ["identity-number", "heading-skipped"]

    def test_have_a_mark_of_their_own(self) -> None:
        one, same, other = (
            only(text(paragraph(number))).mark
            for number in ("027089001234", "027 089 001 234", "027089001235")
        )
        assert one == same != other

    @given(
        st.integers(1, 96),
        st.integers(0, 999_999_999),
        st.sampled_from(["", " ", ".", " – ", "(", "số ", "CCCD:"]),
        st.sampled_from(["", " ", ",", ".", ")", " cấp ngày 1/1/2022"]),
    )
    def test_are_found_wherever_they_stand(
        self, province: int, rest: int, before: str, after: str
    ) -> None:
        number = f"{province:03}{rest:09}"
        # After a full stop without a space it is the fraction of a figure.
        found = [] if before == "." else [number]
        assert identity_numbers(f"{before}{number}{after}") == found


class TestTelephones:
    def test_of_people_in_a_list_are_found(self) -> None:
        people = paragraph("<ul><li>A: 0987 654 321</li><li>B: 0912345678</li></ul>")
        finding = only(text(people))
        assert (finding.code, finding.severity) == ("telephone-list", Severity.WARNING)
        assert codes(text(table(["A", "0987654321"], ["B", "+84 912345678"]))) == ["telephone-list"]

    def test_of_one_office_are_left_alone(self) -> None:
        assert (
            check(text(paragraph("<ul><li>Trực: 0987654321</li><li>Mang theo nước</li></ul>")))
            == []
        )
        assert check(text(paragraph("Gọi 0987654321 hoặc 0912345678."))) == []


class TestLength:
    def test_of_news_is_a_hundred_words(self) -> None:
        assert codes(text(lead="chữ " * 99)) == ["too-short"]
        assert check(text(lead="chữ " * 100)) == []
        assert check(text(paragraph("chữ " * 60), lead="chữ " * 40)) == []

    def test_of_notices_and_standing_pages_is_free(self) -> None:
        assert check(text(lead="Nghỉ lễ", checks=frozenset())) == []


class TestNames:
    @pytest.mark.parametrize(
        ("written", "right"),
        [
            ("sở thông tin và truyền thông", "Sở Thông tin và Truyền thông"),
            ("Sở Thông Tin Và Truyền Thông", "Sở Thông tin và Truyền thông"),
            ("Sở Thông tin và Truyến thông", "Sở Thông tin và Truyền thông"),
            ("xã Đông thọ", "Xã Đông Thọ"),
            ("Xã Đồng Thọ", "Xã Đông Thọ"),
            ("Uỷ Ban Nhân Dân", "Ủy ban nhân dân"),
            ("ủy ban nhân dân", "Ủy ban nhân dân"),
            ("U.B.N.D", "UBND"),
            ("Ubnd", "UBND"),
            ("HDND", "HĐND"),
        ],
    )
    def test_are_put_right(self, written: str, right: str) -> None:
        finding = only(text(paragraph(f"Theo {written} cho biết")))
        assert finding.code == "unit-name"
        assert right in finding.message

    @pytest.mark.parametrize(
        "written",
        [
            "Sở Thông tin và Truyền thông",
            "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
            "xã Đông Thọ",
            "Xã Đông Thọ",
            "xã Hoà Tiến",
            "thành phố Bắc Ninh",
            "Uỷ ban nhân dân",
            "UBND",
            "HĐND và UBND",
            "thông tin và truyền thông",
            "xã Đông Phong",
        ],
    )
    def test_that_are_right_are_left_alone(self, written: str) -> None:
        assert check(text(paragraph(f"Theo {written} cho biết"))) == []

    def test_are_told_once(self) -> None:
        assert codes(text(paragraph("Ubnd"), paragraph("Ubnd"))) == ["unit-name"]


class TestCopies:
    def test_lead_to_the_story_that_is_there(self) -> None:
        copy = Copy("Lễ hội Lim", "Huyện Tiên Du", 97, "http://tiendu.vn/tin-tuc/le-hoi-1/")
        finding = only(text(copies=[copy]))
        assert (finding.code, finding.severity) == ("near-duplicate", Severity.WARNING)
        assert finding.link == copy.address
        assert "97%" in finding.message


class TestAnyText:
    @given(
        st.lists(
            st.one_of(
                st.builds(paragraph, st.text(max_size=80)),
                st.builds(heading, st.sampled_from(["2", "3"])),
                st.builds(lambda cell: table([cell, cell]), st.text(max_size=30)),
                st.builds(lambda caption: figure(image=None, caption=caption), st.text(max_size=9)),
            ),
            max_size=6,
        ),
        st.text(max_size=60),
    )
    def test_is_checked_without_an_error_and_with_places_that_exist(
        self, body: list[dict[str, Any]], title: str
    ) -> None:
        checked = text(*body, title=title)
        places = {f"block-{block['id']}-section" for block in checked.body}
        for finding in check(checked):
            assert finding.message
            assert finding.anchor in places or finding.anchor in {
                "id_title",
                "id_lead",
                "body-root",
            }
