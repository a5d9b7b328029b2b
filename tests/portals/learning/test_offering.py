"""After a mistake the right page is offered first: measured on mistakes that were written down before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from portals.learning.offering import Mistake, offered_page
from portals.learning.pages import shipped_pages
from portals.learning.tasks import RETURNED

WRITTEN = json.loads(Path(__file__).with_name("mistakes.json").read_text("utf-8"))
TUNED = [one for one in WRITTEN if not one["held_out"]]
HELD_OUT = [one for one in WRITTEN if one["held_out"]]
# Asked of those that nothing was tuned on.
SHARE = 0.9


def is_right(written: dict[str, Any]) -> bool:
    with override("vi"):
        said = written["told"] or (gettext(written["msgid"]) if written["msgid"] else "")
        page = offered_page(Mistake(written["url_name"], said, written["code"]))
    return page is not None and page.slug == written["wanted"]


def test_sixty_were_written_down_and_half_of_them_held_out() -> None:
    assert (len(TUNED), len(HELD_OUT)) == (30, 30)
    assert {one["wanted"] for one in WRITTEN} <= set(shipped_pages())


def test_what_is_said_is_still_said() -> None:
    said: set[str] = set()
    for file in Path(settings.ROOT).glob("*/locale/vi/LC_MESSAGES/django.mo"):
        said |= {entry.msgid for entry in polib.mofile(str(file))}
    assert [one["msgid"] for one in WRITTEN if one["msgid"] and one["msgid"] not in said] == []


@pytest.mark.parametrize("written", TUNED, ids=lambda one: one["happened"])
def test_leads_to_the_right_page(written: dict[str, Any]) -> None:
    assert is_right(written)


def test_leads_to_the_right_page_where_nothing_was_tuned() -> None:
    right = sum(is_right(one) for one in HELD_OUT)
    wrong = [one["happened"] for one in HELD_OUT if not is_right(one)]
    assert right / len(HELD_OUT) >= SHARE, f"{right} of {len(HELD_OUT)}; wrong: {wrong}"


class TestOffering:
    def test_a_code_stands_over_words(self) -> None:
        page = offered_page(Mistake("story_submit", "ảnh", "measure:schedules.weeks"))
        assert page is not None
        assert page.slug == "lich-lam-viec"

    def test_offers_the_task_where_words_say_nothing(self) -> None:
        page = offered_page(Mistake("story_withdraw", "qqq"))
        assert page is not None
        assert page.slug == "go-bai"

    def test_offers_nothing_where_nothing_is_near(self) -> None:
        for said in (
            "qqq zzz",
            "Vui lòng chọn giá trị hợp lệ",
            "Ngày không hợp lệ",
            "Nhập số nguyên",
        ):
            assert offered_page(Mistake("nobody_knows", said)) is None, said

    @pytest.mark.parametrize(
        ("reason", "slug"),
        [
            ("Thiếu nguồn số liệu người được khám, đề nghị bổ sung.", "bai-bi-tra-lai"),
            ("ảnh chưa có mô tả", "anh-va-mo-ta"),
        ],
    )
    def test_a_return_leads_by_its_reason_or_to_what_is_done_after_one(
        self, reason: str, slug: str
    ) -> None:
        page = offered_page(Mistake(RETURNED, f"Lê Thị Mẫu trả lại: {reason}"))
        assert page is not None
        assert page.slug == slug

    def test_offers_only_open_pages_outside(self) -> None:
        page = offered_page(Mistake("account_login", "ghi lý do trả lại bài"), only_open=True)
        assert page is not None
        assert page.is_open
