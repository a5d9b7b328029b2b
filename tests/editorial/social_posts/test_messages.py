"""The message for chats of residential groups: what it says, how long it is, and who reads it on the desk."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Correction, Placement
from editorial.placements.actions import move_story, take_down, withdraw_story
from editorial.social_posts.messages import LONG, SHORT, GroupMessage, messages_for
from editorial.social_posts.wording import cut_at_words, first_sentences
from portals.addresses import main_origin
from portals.boards.enums import Position
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    make_story,
    published_story,
    section_of,
)
from tests.support.visiting import republished
from tests.walls import desk_client

LEAD = (
    "UBND xã tổ chức tiêm phòng cho đàn gia súc của các hộ dân. Mời bà con đưa gia súc đến đúng giờ. "
    "Cán bộ thú y có mặt từ 7 giờ. Ai không đến được thì báo trưởng thôn."
)


class TestWords:
    def test_end_where_a_word_ends(self) -> None:
        assert cut_at_words("Lịch tiêm phòng gia súc", 15) == "Lịch tiêm…"
        assert cut_at_words("Lịch tiêm phòng", 15) == "Lịch tiêm phòng"
        assert cut_at_words("Lịch tiêm, phòng", 11) == "Lịch tiêm…"
        assert cut_at_words("Lịch", 3) == ""

    @pytest.mark.parametrize("most", range(1, 60))
    def test_are_never_more_than_were_asked_for_nor_cut(self, most: int) -> None:
        text = "Mời bà con dự họp thôn tại nhà văn hóa, đúng 8 giờ sáng mai"
        told = cut_at_words(text, most)
        assert len(told) <= most
        assert set(told.removesuffix("…").split()) <= {*text.split(), "hóa"}

    def test_are_whole_sentences_as_far_as_they_fit(self) -> None:
        first, second = "Họp dân tại TP. Bắc Ninh.", "Mời bà con."
        assert first_sentences(f"{first} {second} Hết.", 100, count=2) == f"{first} {second}"
        assert first_sentences(f"{first} {second}", len(first) + 3) == first
        assert first_sentences(first, 15) == "Họp dân tại…"


def one(placement: Placement, portal: object, *, longer: bool = False) -> GroupMessage:
    (message,) = messages_for(placement, portal, timezone.now(), longer=longer)
    return message


@pytest.mark.django_db
class TestAMessage:
    def test_of_a_notice_says_what_when_where_until_when_and_where_to_read_on(self) -> None:
        portal = make_portal()
        at = datetime(2027, 3, 1, 1, tzinfo=UTC)
        story = published_story(
            portal, notice=True, title="Tiêm phòng đợt 1", lead=LEAD, place="Nhà văn hóa thôn Đông",
            event_at=at, ends_at=at + timedelta(hours=3),
        )  # fmt: skip
        placement = Placement.objects.get(story=story)

        text = one(placement, portal).text

        lines = text.splitlines()
        assert lines[0] == "Tiêm phòng đợt 1"
        assert lines[1] == " ".join(re.findall(r"[^.]+\.", LEAD)[:2]).replace("  ", " ")
        assert lines[2] == "Thời gian: 08:00 01/03/2027"
        assert "11:00" in lines[3]
        assert "01/03/2027" in lines[3]
        assert "Nhà văn hóa thôn Đông" in lines[4]
        assert lines[5] == f"Xem đầy đủ: {main_origin(portal)}{placement.path}"
        assert lines[6] == portal.title
        assert len(lines) == 7

    def test_is_short_or_longer(self) -> None:
        portal = make_portal()
        story = published_story(portal, lead=LEAD)
        placement = Placement.objects.get(story=story)
        short, longer = one(placement, portal).text, one(placement, portal, longer=True).text
        assert "Cán bộ thú y" not in short
        assert "Cán bộ thú y có mặt từ 7 giờ." in longer
        assert "Ai không đến" not in longer

    @pytest.mark.parametrize(("longer", "most"), [(False, SHORT), (True, LONG)])
    def test_keeps_to_its_length_and_its_link(self, longer: bool, most: int) -> None:
        portal = make_portal()
        story = published_story(
            portal, notice=True, title="Tiêm phòng " * 22, lead="Một câu rất dài " * 36,
            place="Nhà văn hóa " * 16, ends_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        placement = Placement.objects.get(story=story)
        text = one(placement, portal, longer=longer).text
        assert len(text) <= most
        assert main_origin(portal) + placement.path in text
        assert text.endswith(portal.title)

    def test_leads_to_the_portal_that_passes_it_on(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        placement = republished(published_story(province), commune)
        assert main_origin(commune) + placement.path in one(placement, commune).text

    def test_takes_the_first_words_of_a_text_without_a_lead(self) -> None:
        portal = make_portal()
        story = published_story(
            portal,
            lead=" ",
            body=[
                ("heading", {"text": "Đề mục", "level": "2"}),
                ("text", "<p>Câu của bài. Câu sau.</p>"),
            ],
        )
        text = one(Placement.objects.get(story=story), portal).text
        assert text.splitlines()[1] == "Câu của bài. Câu sau."

    def test_warns_of_a_notice_that_is_over(self) -> None:
        portal, now = make_portal(), timezone.now()
        story = published_story(portal, notice=True, ends_at=now)
        placement = Placement.objects.get(story=story)
        before, at = (
            messages_for(placement, portal, moment, longer=False)[0].is_over
            for moment in (now - timedelta(seconds=1), now)
        )
        assert (before, at) == (False, True)


@pytest.mark.django_db
class TestWhatChanged:
    def test_a_correction_is_offered_first(self) -> None:
        portal = make_portal()
        story = published_story(portal, title="Giá đất")
        placement = Placement.objects.get(story=story)
        note = Correction.objects.create(
            story=story, text="Giá là 5 triệu, không phải 50.", written_by=make_member(portal),
            written_at=timezone.now(),
        )  # fmt: skip
        assert not one(placement, portal).is_correction

        Correction.objects.filter(pk=note.pk).update(published_at=timezone.now())

        first, second = messages_for(placement, portal, timezone.now(), longer=False)
        assert first.is_correction
        assert first.text.splitlines()[:2] == [
            "ĐÍNH CHÍNH tin “Giá đất”",
            "Giá là 5 triệu, không phải 50.",
        ]
        assert main_origin(portal) + placement.path in first.text
        assert not second.is_correction

    def test_of_what_was_withdrawn_only_that_is_said_with_the_reason(self) -> None:
        portal = make_portal()
        story = published_story(portal, title="Lịch cắt điện", lead="Cắt điện cả xã.")
        instead = published_story(portal, title="Lịch mới")
        withdraw_story(
            story=story, kind=RemovalKind.SUPERSEDED, reason="Lịch đã đổi.", now=timezone.now(),
            actor=make_member(portal, Position.HEAD),
            superseded_by=main_origin(portal) + instead.public_path(),
        )  # fmt: skip
        message = one(Placement.objects.get(story=story), portal)
        assert message.is_removed
        assert message.text.startswith("ĐÃ GỠ: tin “Lịch cắt điện” đăng ngày ")
        assert "Lịch đã đổi." in message.text
        assert f"Tin thay thế: {main_origin(portal)}{instead.public_path()}" in message.text
        assert "Cắt điện cả xã." not in message.text

    def test_what_one_portal_took_down_is_told_there_alone(self) -> None:
        province, _district, (commune, neighbour) = make_province_tree()
        story = published_story(province)
        here, there = republished(story, commune), republished(story, neighbour)
        take_down(
            placement=here, reason="Đã cũ.", actor=make_member(commune, Position.HEAD), now=timezone.now()
        )  # fmt: skip
        here.refresh_from_db()
        assert one(here, commune).is_removed
        assert not one(there, neighbour).is_removed

    def test_of_what_moved_nothing_is_pasted(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(commune)
        head = make_member(commune, Position.HEAD)
        make_member(province, Position.HEAD, user=head)
        move_story(story=story, section=section_of(province), actor=head, now=timezone.now())
        left = Placement.objects.get(story=story, portal=commune)
        assert messages_for(left, commune, timezone.now(), longer=False) == []


@pytest.mark.django_db
class TestThePage:
    def page(self, portal: object, story: object, **query: str) -> str:
        return reverse("story_group_message", args=[portal.pk, story.pk], query=query)

    @pytest.mark.parametrize(
        ("position", "status"),
        [
            (Position.HEAD, 200),
            (Position.SECRETARY, 200),
            (Position.EDITOR, 200),
            (Position.CONTRIBUTOR, 404),
        ],
    )
    def test_is_for_who_edits_the_stories_of_the_portal(self, position: str, status: int) -> None:
        portal = make_portal()
        story = published_story(portal)
        client = desk_client(make_member(portal, position))
        assert client.get(self.page(portal, story)).status_code == status

    def test_is_not_for_other_boards_nor_for_what_does_not_stand_there(self) -> None:
        province, _district, (commune, neighbour) = make_province_tree()
        story, draft = published_story(commune), make_story(commune)
        head, stranger = (make_member(one, Position.HEAD) for one in (commune, neighbour))
        above = make_member(province, Position.HEAD)
        assert desk_client(stranger).get(self.page(commune, story)).status_code == 404
        assert desk_client(stranger).get(self.page(neighbour, story)).status_code == 404
        assert desk_client(above).get(self.page(commune, story)).status_code == 404
        assert desk_client(head).get(self.page(commune, draft)).status_code == 404

    def test_holds_the_text_in_a_field_to_choose_from(self) -> None:
        portal = make_portal()
        story = published_story(portal, lead=LEAD)
        client = desk_client(make_member(portal, Position.EDITOR))
        html = client.get(self.page(portal, story, ban="dai")).content.decode()
        (told,) = re.findall(r"<textarea[^>]* readonly>(.*?)</textarea>", html, re.DOTALL)
        wanted = one(Placement.objects.get(story=story), portal, longer=True).text
        assert unescape(told) == wanted
        assert f"{len(wanted)} ký tự, tối đa {LONG}" in html

    def test_is_led_to_from_the_list_and_the_editor(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        own = self.page(portal, story)
        stories = reverse("portal_stories", args=[portal.pk])
        editor = desk_client(make_member(portal, Position.EDITOR))
        helper = desk_client(make_member(portal, Position.CONTRIBUTOR))
        assert own in editor.get(stories).content.decode()
        assert own not in helper.get(stories).content.decode()
        edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
        assert own in editor.get(edit).content.decode()
