"""Who is sanctioned is named by letters, in whatever order text, rows, files and corrections come."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from editorial.conclusions.models import RewardedParty, RewardPage
from editorial.conclusions.names import NamesSomebody
from editorial.models import Correction
from portals.boards.enums import Position
from portals.models import Portal
from tests.editorial.conclusions.test_conclusions import WHO, reward
from tests.editorial.land.plans import with_file
from tests.factories import make_member, make_portal
from tests.support.kept import once_a_file

built, portal = once_a_file(lambda: make_portal("department"))
NAME = "Nguyễn Văn Mẫu"


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def is_said(words: object) -> bool:
    return "văn mẫu" in str(words).lower()


class TestDrafts:
    def test_that_the_editor_keeps_uncleaned_are_shortened(self, portal: Portal) -> None:
        page = reward(portal)
        page.title = "Xử phạt NGUYỄN  VĂN MẪU"
        page.body = [("quote", {"text": f"Lời khai:\n{NAME}", "attribution": ""})]
        page.parties.add(
            RewardedParty(party="person", name=f"Ông {NAME}", what=f"Phạt {NAME}", why=NAME)
        )
        told = page.save_revision(clean=False).content
        [block] = json.loads(told.pop("body"))
        assert not is_said((told, block))
        assert block["value"]["text"] == "Lời khai:\nN. V. M."
        assert told["title"] == "Xử phạt N. V. M."
        # What is public stays as it was.
        assert not RewardPage.objects.get(pk=page.pk).parties.exists()

    def test_are_shortened_in_their_rows_too(self, portal: Portal) -> None:
        page = reward(portal, is_public=False, title=f"Xử phạt {NAME}")
        # As the editor stores a draft: first the page, then its rows, then the version.
        RewardedParty.objects.create(page=page, party="person", name=NAME, what="Phạt tiền")
        page = RewardPage.objects.get(pk=page.pk)
        assert not is_said(page.save_revision(clean=False).content)
        page = RewardPage.objects.get(pk=page.pk)
        assert (page.title, page.parties.get().name) == ("Xử phạt N. V. M.", "N. V. M.")
        assert page.slug == "quyet-dinh-15-qd-xphc"

    def test_of_one_word_leave_other_words_alone(self, portal: Portal) -> None:
        page = reward(portal, ("person", "Bà Mẫu"), lead="Theo mẫu; Mẫu bị phạt; ông Mẫuu không.")
        assert page.lead == "Theo mẫu; M. bị phạt; ông Mẫuu không."


class TestBeside:
    def refused(self, page: RewardPage, **fields: Any) -> bool:
        # Anew: a refused version was taken back.
        page = RewardPage.objects.get(pk=page.pk)
        for name, value in fields.items():
            setattr(page, name, value)
        try:
            with transaction.atomic():
                page.save_revision().publish(skip_permission_checks=True)
        except NamesSomebody:
            return True
        return False

    def test_is_no_name_in_words_that_came_later(self, portal: Portal) -> None:
        page = reward(portal, *WHO)
        for wrong in (
            {"lead": f"Ông {NAME} đã nộp phạt."},
            {"lead": "Người bị phạt có CCCD 027085001234."},
            {"byline": NAME.upper()},
            {"lead_image_caption": f"Nhà của {NAME}"},
            {"decided_by": NAME},
            {"body": [("text", "<p>Nguyễn <b>Văn</b> Mẫu</p>")]},
        ):
            assert self.refused(page, **wrong), wrong
        assert not self.refused(page, body=[("text", "<p>Căn cước của N. V. M.</p>")])

    def test_is_no_name_in_a_correction(self, portal: Portal) -> None:
        page, now = reward(portal, *WHO), timezone.now()
        note = Correction.objects.create(
            story=page,
            text=f"Số tiền phạt {NAME} là 5 triệu.",
            written_by=make_member(portal, Position.HEAD),
            written_at=now,
        )
        assert self.refused(page)
        Correction.objects.filter(pk=note.pk).update(text="Số tiền phạt là 5 triệu.")
        assert not self.refused(page)

    def test_is_no_file_that_names_them_or_was_not_read(self, portal: Portal) -> None:
        page = reward(portal, *WHO)
        for text, state in (
            ("Xử phạt ông\nNGUYỄN VĂN MẪU", {}),
            ("Số định danh 027085001234", {}),
            ("", {"state": "ocr_waiting"}),
            ("", {"state": "waiting", "read_at": None}),
        ):
            file = with_file(portal, text, **state)
            assert self.refused(page, body=[("file", {"document": file, "title": ""})])
        file = with_file(portal, "Quyết định. Chủ tịch: Trần Văn Thử. Điện thoại 0222 000 111.")
        assert not self.refused(page, body=[("file", {"document": file, "title": ""})])
        # Where nobody's name was shortened there is nothing to tell.
        scan = with_file(portal, "", state="ocr_waiting")
        alone = reward(portal, WHO[1])
        assert not self.refused(alone, body=[("file", {"document": scan, "title": ""})])

    def test_are_two_letters_only_behind_a_title(self, portal: Portal) -> None:
        page = reward(portal, ("person", "Lê Thử"))
        assert not self.refused(page, lead="Vi phạm tại xã Lương Tài.")
        assert self.refused(page, lead="Vi phạm của ông Lê Thử.")

    def test_is_no_own_version_that_says_it(self, portal: Portal) -> None:
        page = reward(portal, *WHO)
        other = make_portal("department")
        assert reward(other, adapted_from=page).live
        with pytest.raises(NamesSomebody):
            reward(other, adapted_from=page, lead=f"Ông {NAME} bị phạt.")

    def test_may_be_where_a_law_asks_or_somebody_is_rewarded(self, portal: Portal) -> None:
        for options in ({"matter": "reward"}, {"names_by_law": "Luật Thử, Điều 3"}):
            page = reward(portal, *WHO, lead=f"Ông {NAME} …", **options)
            assert (page.live, page.lead) == (True, f"Ông {NAME} …")
