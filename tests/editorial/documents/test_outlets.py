"""One document, four further ways to people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.documents.outlets.actions import draft_story
from editorial.documents.outlets.sheet import sheet_pdf
from editorial.documents.outlets.texts import (
    LONGEST_MESSAGE,
    chat_message,
    loudspeaker_script,
    story_lead,
    story_title,
)
from editorial.models import OfficialDocumentPage, StoryPage, TextSignature
from editorial.placements.actions import take_down
from editorial.spoken.reading import WORDS_A_MINUTE
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_official, make_portal, published_story
from tests.support.visiting import republished
from tests.walls import desk_client

ADDRESS = "https://xa.example.vn/van-ban/quyet-dinh-96-qd-ubnd-ngay-18-03-2021-12/"


def official(portal: Portal, **fields: Any) -> OfficialDocumentPage:
    return make_official(
        portal,
        **{
            "number": "96/QĐ-UBND",
            "issued_on": date(2021, 3, 18),
            "lead": "Về việc cấm xe tải trên đường đê.",
            **fields,
        },
    )


def words_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.django_db
class TestTexts:
    def test_say_who_what_when_and_where(self) -> None:
        document = official(make_portal(), issuer="UBND xã Thử")
        assert story_title(document) == "Cấm xe tải trên đường đê"
        assert story_lead(document) == (
            "UBND xã Thử ban hành quyết định 96/QĐ-UBND ngày 18/03/2021: Cấm xe tải trên đường đê."
        )
        message = chat_message(document, ADDRESS)
        assert message.startswith(f"{document.title}: Cấm xe tải trên đường đê.")
        assert message.endswith(ADDRESS)

    def test_keep_to_their_length_and_never_cut_the_address(self) -> None:
        document = official(make_portal(), lead="Về việc " + "rất dài " * 60, issuer="x" * 160)
        message = chat_message(document, ADDRESS)
        assert len(message) <= LONGEST_MESSAGE
        assert message.endswith(ADDRESS)
        assert "…" in message
        script = loudspeaker_script(document, "Cổng thử")
        # "Về việc" is left out, and of what follows no more is read aloud than a minute holds.
        assert script.lower().count("rất dài") == WORDS_A_MINUTE // 2

    def test_for_the_ear_have_no_figures_and_no_symbols(self) -> None:
        document = official(
            make_portal(),
            number="80/2025/QĐ-UBND",
            issued_on=date(2025, 11, 22),
            issuer="UBND xã Thử",
            lead="Về việc hỗ trợ 1,5 triệu đồng",
        )
        script = loudspeaker_script(document, "Cổng thử")
        assert script.splitlines()[1].startswith("Ủy ban nhân dân xã Thử đã ban hành")
        assert "một phẩy năm triệu đồng" in script
        assert "quyết định số tám mươi năm hai nghìn không trăm hai mươi lăm" in script
        assert not any(one.isdigit() or one == "/" for one in script)


@pytest.mark.django_db
class TestThePage:
    def test_offers_all_four_for_what_stands_on_the_own_portal(self) -> None:
        portal = make_portal()
        document = official(portal)
        client = desk_client(make_member(portal, Position.EDITOR))
        page = client.get(reverse("document_outlets", args=[portal.pk, document.pk]))
        assert document.public_path() in page.content.decode()
        sheet = client.get(reverse("document_sheet", args=[portal.pk, document.pk]))
        assert sheet.content.startswith(b"%PDF")
        sent = client.post(reverse("document_outlets", args=[portal.pk, document.pk]))
        draft = StoryPage.objects.get(live=False)
        assert sent.url == reverse("wagtailadmin_pages:edit", args=[draft.pk])
        assert f'id="{document.pk}"' in str(draft.body.get_prep_value())

    def test_offers_them_for_what_was_sent_here_and_only_here(self) -> None:
        portal, beside = make_portal(), make_portal()
        document = official(make_portal("province"))
        republished(document, portal, section="van-ban")
        for where, status in ((portal, 200), (beside, 404)):
            client = desk_client(make_member(where, Position.EDITOR))
            for name in ("document_outlets", "document_sheet"):
                answer = client.get(reverse(name, args=[where.pk, document.pk]))
                assert answer.status_code == status

    def test_is_not_there_for_others_documents_drafts_and_stories(self) -> None:
        portal, other = make_portal(), make_portal()
        client = desk_client(make_member(portal, Position.HEAD))
        theirs = official(other)
        taken_down = official(make_portal("province"), number="98/QĐ-UBND")
        take_down(
            placement=republished(taken_down, portal, section="van-ban"),
            reason="Không thuộc địa bàn.",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        wrong = [
            (other, theirs),
            (portal, theirs),
            (portal, official(portal, number="1/QĐ-UBND", is_public=False)),
            (portal, published_story(portal)),
            (portal, taken_down),
        ]
        for where, page in wrong:
            for name in ("document_outlets", "document_sheet"):
                assert client.get(reverse(name, args=[where.pk, page.pk])).status_code == 404

    def test_writes_drafts_for_members_of_that_board_only(self) -> None:
        portal = make_portal()
        document = official(portal)
        stranger = make_member(make_portal(), Position.HEAD)
        with pytest.raises(NotYourOffice):
            draft_story(document=document, portal=portal, actor=stranger, now=timezone.now())
        writer = make_member(portal, Position.CONTRIBUTOR)
        story = draft_story(document=document, portal=portal, actor=writer, now=timezone.now())
        assert (story.live, story.owner) == (False, writer)
        assert story.get_parent().specific.section_type_id == "tin-tuc"
        assert TextSignature.objects.filter(story=story.pk).exists()

    def test_writes_none_for_who_holds_a_post_and_lost_the_rights(self) -> None:
        portal = make_portal()
        told = {"document": official(portal), "portal": portal, "now": timezone.now()}
        writer = make_member(portal)
        writer.is_active = False
        with pytest.raises(NotYourOffice):
            draft_story(**told, actor=writer)

    def test_puts_on_the_sheet_each_fact_once_and_no_long_list_of_who_gets_a_copy(self) -> None:
        portal = make_portal(name="Xã Thử")
        many = official(portal, recipients="\n".join(f"- Phòng Mẫu số {n};" for n in range(30)))
        few = official(portal, number="97/QĐ-UBND", recipients="- Phòng Mẫu;")
        told = {"portal": portal, "address": ADDRESS, "at": timezone.now()}
        words = words_of(sheet_pdf(many, **told))
        assert words.count("96/QĐ-UBND") == 1
        assert "Phòng Mẫu" not in words
        assert ADDRESS in words.replace("\n", "")
        assert "Phòng Mẫu" in words_of(sheet_pdf(few, **told))

    def test_writes_none_for_who_left_and_still_has_the_rights(self) -> None:
        portal, now = make_portal(), timezone.now()
        leaving = make_member(portal, ends_on=local_date(now) + timedelta(days=1))
        told = {"document": official(portal), "portal": portal, "actor": leaving}
        with pytest.raises(NotYourOffice):
            draft_story(**told, now=now + timedelta(days=3))
        assert draft_story(**told, now=now).owner == leaving
