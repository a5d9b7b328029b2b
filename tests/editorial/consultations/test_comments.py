"""Comments on drafts: taken while a draft is open, public only by a decision, counted without what is sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from editorial.asking.history import history_of
from editorial.consultations.commenting import (
    CommentsClosed,
    NotForThePublic,
    ToldComment,
    approve_comment,
    keep_back_comment,
    take_comment,
)
from editorial.consultations.counting import numbers_of, public_comments
from editorial.consultations.enums import Moderation
from editorial.consultations.models import ConsultationPage, DraftComment
from editorial.consultations.openness import closing_moment
from portals.accountability.actions.following import take_back_case
from portals.accountability.actions.releasing import retract_release
from portals.accountability.actions.triage import dismiss_case, seal_case
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import EditionChange, Portal
from portals.refusals import NotYourOffice, Refusal
from tests.factories import make_member, make_portal
from tests.support.kept import once_a_file
from tests.support.visiting import visit
from tests.walls import desk_client

from .drafts import make_consultation, open_since

SAID = ToldComment(2, "Mức thưởng thấp. Gọi tôi: 0912 345 678.", "Nguyễn Văn Mẫu", "mau@example.vn")
NOW = timezone.now()


def _hall() -> tuple[Portal, Portal, ConsultationPage, User, User]:
    portal, other = make_portal("department"), make_portal("department")
    head = make_member(portal, Position.HEAD)
    page = make_consultation(portal, **open_since(NOW))
    return portal, other, page, head, make_member(other, Position.HEAD)


built, hall = once_a_file(_hall)


def sent(hall: Any, told: ToldComment = SAID, now: datetime = NOW) -> DraftComment:
    portal, _other, page, *_people = hall
    case = take_comment(portal=portal, page=page, told=told, now=now)
    return DraftComment.objects.get(case=case)


class TestTaking:
    def test_lasts_through_the_last_minute_of_the_last_day(self, hall: Any) -> None:
        over = closing_moment(hall[2])
        sent(hall, now=over - timedelta(seconds=1))
        for late in (over, over + timedelta(days=1)):
            with pytest.raises(CommentsClosed):
                sent(hall, now=late)
        with pytest.raises(CommentsClosed):
            sent(hall, now=NOW - timedelta(days=1))
        assert CitizenCase.objects.count() == 1

    def test_is_for_a_draft_that_stands_on_the_portal_itself(self, hall: Any) -> None:
        portal, other, page, *_people = hall
        hidden = make_consultation(portal, is_public=False)
        for wrong, draft in ((other, page), (portal, hidden)):
            with pytest.raises(CommentsClosed):
                take_comment(portal=wrong, page=draft, told=SAID, now=NOW)
        with pytest.raises(CommentsClosed):
            sent(hall, replace(SAID, article=3))
        assert not CitizenCase.objects.exists()

    def test_makes_a_case_that_names_the_article(self, hall: Any) -> None:
        _portal, _other, page, *_people = hall
        case = sent(hall).case
        assert (case.kind, case.about) == ("comment", f"consultation:{page.pk}#2")
        assert sent(hall, replace(SAID, article=0)).case.about == f"consultation:{page.pk}#0"
        assert numbers_of(page) == {0: 1, 2: 1}

    def test_sent_twice_by_one_form_is_one(self, hall: Any) -> None:
        portal, _other, page, *_people = hall

        def by_form(told: ToldComment, sending: str) -> CitizenCase:
            return take_comment(portal=portal, page=page, told=told, now=NOW, sending=sending)

        assert by_form(SAID, "a") == by_form(SAID, "a")
        assert numbers_of(page) == {2: 1}
        for told, sending in (
            (SAID, "b"),
            (replace(SAID, wants_name=True), "a"),
            (replace(SAID, article=1), "a"),
        ):
            by_form(told, sending)
        assert numbers_of(page) == {1: 1, 2: 3}


class TestDeciding:
    def test_shows_the_approved_words_alone(self, hall: Any) -> None:
        portal, _other, page, head, _stranger = hall
        comment = sent(hall)
        waiting = sent(hall, replace(SAID, text="Chưa ai xem lời này."))
        assert public_comments(page) == []
        approve_comment(comment=comment, words="Mức thưởng thấp.", actor=head, now=NOW)
        (one,) = public_comments(page)
        assert (one.article, one.words, one.name) == (2, "Mức thưởng thấp.", "")
        html = visit(portal, page.public_path()).content.decode()
        assert "Mức thưởng thấp." in html
        for secret in ("0912", "Văn Mẫu", "mau@example.vn", "Chưa ai xem", waiting.case.code):
            assert secret not in html
        keep_back_comment(comment=comment, actor=head, now=NOW)
        assert public_comments(page) == []
        assert numbers_of(page) == {2: 2}

    def test_shows_the_name_only_by_wish(self, hall: Any) -> None:
        page, head = hall[2], hall[3]
        approve_comment(
            comment=sent(hall, replace(SAID, wants_name=True)), words="Tốt", actor=head, now=NOW
        )
        assert [one.name for one in public_comments(page)] == ["Nguyễn Văn Mẫu"]

    def test_is_for_editors_of_the_board(self, hall: Any) -> None:
        portal, _other, page, _head, stranger = hall
        comment = sent(hall)
        for actor in (stranger, make_member(portal, Position.CONTRIBUTOR)):
            for decide in (
                lambda who: approve_comment(comment=comment, words="x", actor=who, now=NOW),
                lambda who: keep_back_comment(comment=comment, actor=who, now=NOW),
            ):
                with pytest.raises(NotYourOffice):
                    decide(actor)
        approve_comment(
            comment=comment, words="x", actor=make_member(portal, Position.EDITOR), now=NOW
        )
        assert public_comments(page)

    def test_refuses_no_words_and_what_is_sealed_or_none(self, hall: Any) -> None:
        page, head = hall[2], hall[3]
        comment, sealed, none = sent(hall), sent(hall), sent(hall)
        with pytest.raises(NotForThePublic):
            approve_comment(comment=comment, words="  ", actor=head, now=NOW)
        seal_case(case=sealed.case, officer=head, actor=head, now=NOW)
        dismiss_case(case=none.case, actor=head, now=NOW)
        for one in (sealed, none):
            with pytest.raises(NotForThePublic):
                approve_comment(comment=one, words="Lời", actor=head, now=NOW)
        assert numbers_of(page) == {2: 1}

    def test_keeps_a_public_one_from_being_sealed(self, hall: Any) -> None:
        comment, head = sent(hall), hall[3]
        approve_comment(comment=comment, words="Lời", actor=head, now=NOW)
        with pytest.raises(Refusal):
            seal_case(case=comment.case, officer=head, actor=head, now=NOW)

    def test_takes_a_request_up_as_its_board_does_and_tells_the_person(self, hall: Any) -> None:
        comment, head = sent(hall), hall[3]
        approve_comment(comment=comment, words="Lời", actor=head, now=NOW)
        keep_back_comment(comment=comment, actor=head, now=NOW)
        approve_comment(comment=comment, words="Lời", actor=head, now=NOW)
        case = CitizenCase.objects.get()
        assert (case.state, case.triaged_at, case.held_because) == ("open", NOW, [])
        assert ModelLogEntry.objects.filter(action="case.accept").count() == 1
        said = [told.words for told in history_of(case)]
        assert [words for words in said if "công khai" in words] == [
            f"{case.portal.name} đã công khai ý kiến của ông/bà cạnh dự thảo.",
            "Ý kiến của ông/bà không còn được công khai.",
            f"{case.portal.name} đã công khai ý kiến của ông/bà cạnh dự thảo.",
        ]

    def test_ends_at_once_with_what_is_taken_back_or_retracted(self, hall: Any) -> None:
        portal, _other, page, head, _stranger = hall
        told = replace(SAID, wants_name=True)
        for end in (
            lambda case: take_back_case(case=case, now=NOW),
            lambda case: retract_release(case=case, reason="Lộ tên.", actor=head, now=NOW),
        ):
            comment = sent(hall, told)
            approve_comment(comment=comment, words="Lời", actor=head, now=NOW)
            EditionChange.objects.all().delete()
            end(comment.case)
            comment.refresh_from_db()
            assert (comment.public_words, comment.public_name) == ("", "")
            assert comment.state == Moderation.KEPT_BACK
            assert public_comments(page) == []
            assert EditionChange.objects.get().portal_ids == [portal.pk]

    def test_logs_nothing_that_a_person_wrote(self, hall: Any) -> None:
        comment, head = sent(hall), hall[3]
        approve_comment(comment=comment, words="Mức thưởng thấp.", actor=head, now=NOW)
        entry = ModelLogEntry.objects.get(action="consultations.approve")
        assert entry.data == {"code": comment.case.code, "portal": hall[0].pk}


class TestForm:
    def post(self, portal: Portal, path: str, **data: str) -> Any:
        return Client().post(path, data, headers={"host": portal.site.hostname})

    def test_takes_a_comment_and_gives_a_receipt(self, hall: Any) -> None:
        portal, _other, page, *_people = hall
        path = f"/gop-y/{page.pk}/2/"
        shown = visit(portal, path)
        assert shown["Cache-Control"] == "no-store"
        assert "Giải nhất cấp quốc gia" in shown.content.decode()
        answer = self.post(portal, path, text="Nên tăng mức thưởng cho học sinh nghèo.")
        case = CitizenCase.objects.get()
        assert (answer.status_code, answer["Cache-Control"]) == (303, "no-store")
        receipt = visit(portal, answer["Location"])
        assert case.code in receipt.content.decode()
        assert case.held_because
        moment = shown.content.decode().partition('name="luc-mo" value="')[2].partition('"')[0]
        again = {"text": "Gửi hai lần.", "luc-mo": moment}
        twice = [self.post(portal, path, **again)["Location"] for _time in range(2)]
        assert twice[0] == twice[1] != answer["Location"]

    def test_keeps_what_was_typed(self, hall: Any) -> None:
        portal, _other, page, *_people = hall
        answer = self.post(portal, f"/gop-y/{page.pk}/", text="Lời đã gõ", wants_name="on")
        html = answer.content.decode()
        assert "Lời đã gõ" in html
        assert "Chưa gửi" in html
        assert not CitizenCase.objects.exists()

    def test_of_a_closed_draft_takes_nothing(self, hall: Any) -> None:
        portal, other, page, *_people = hall
        with patch(
            "editorial.consultations.public.timezone.now", return_value=closing_moment(page)
        ):
            answer = self.post(portal, f"/gop-y/{page.pk}/2/", text="Đến muộn một phút")
        assert answer.status_code == 422
        assert "Đến muộn một phút" in answer.content.decode()
        for where, path in (
            (other, f"/gop-y/{page.pk}/2/"),
            (portal, f"/gop-y/{page.pk}/7/"),
            (portal, "/gop-y/999999/"),
        ):
            assert self.post(where, path, text="x").status_code == 404
        assert not CitizenCase.objects.exists()


class TestDesk:
    def test_proposes_words_without_persons_and_decides(self, hall: Any) -> None:
        portal, _other, page, head, stranger = hall
        comment = sent(hall)
        path = f"/gop-y-du-thao/{portal.pk}/{page.pk}/"
        client = desk_client(head)
        html = client.get(path).content.decode()
        assert "[số điện thoại]" in html
        assert client.get(f"/gop-y-du-thao/{portal.pk}/").status_code == 200
        client.post(path, {"cong-khai": comment.pk, f"loi-{comment.pk}": "Mức thưởng thấp."})
        assert [one.words for one in public_comments(page)] == ["Mức thưởng thấp."]
        sent(hall, replace(SAID, text="Lời khác của Nguyễn Văn Mẫu"))
        table = client.get(path, {"xuat": "csv"}).content.decode()
        assert "Mức thưởng thấp." in table
        for secret in ("0912", "Văn Mẫu", "mau@", "Lời khác"):
            assert secret not in table
        for person in (stranger, make_member(portal, Position.CONTRIBUTOR)):
            assert desk_client(person).get(path).status_code == 404
