"""The form: what it takes, what it keeps, and what is not taken here."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.utils import timezone

from editorial.asking import guarding
from editorial.asking.about import ask_about_path
from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from portals.accountability.actions import receiving
from portals.accountability.enums import CaseSource, CaseState, CaseStep
from portals.accountability.links import follow_path
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.clock import local_date
from portals.form_guard import GuardOutcome, GuardReason, GuardVerdict
from portals.mail.models import OutgoingMail
from portals.models import Portal
from tests.editorial.answers.cast import stands
from tests.editorial.asking.asked import QUESTION, only_case, post, send
from tests.factories import make_member, make_portal, make_province_tree, published_story
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
LIGHTS = "Đèn đường thôn Đông hỏng, bao giờ sửa?"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def portal():
    return make_portal()


def html(answer) -> str:
    return answer.content.decode()


class TestChoosing:
    def test_offers_each_want_and_the_way_of_the_law(self, portal) -> None:
        page = html(visit(portal, "/gui-cau-hoi/"))
        for slug in ("cau-hoi", "phan-anh", "cung-cap-thong-tin", "giai-trinh", "dinh-chinh"):
            assert f'/gui-cau-hoi/{slug}/"' in page
        assert '/gui-cau-hoi/khieu-nai/"' in page
        # Whom to ask is found by the province alone.
        assert "chua-biet-hoi-ai" not in page
        assert visit(portal, "/gui-cau-hoi/chua-biet-hoi-ai/").status_code == 404
        assert visit(make_portal("province"), "/gui-cau-hoi/chua-biet-hoi-ai/").status_code == 200
        assert visit(portal, "/gui-cau-hoi/gi-do/").status_code == 404

    def test_leads_there_from_pages_where_people_look(self, portal) -> None:
        story = published_story(portal)
        assert f'"{ask_about_path(story, portal)}"' in html(visit(portal, story.public_path()))
        for path in ("/", "/lien-he/", "/so-do/", "/phan-anh/", "/tiep-can/"):
            assert '"/gui-cau-hoi/"' in html(visit(portal, path)), path

    @pytest.mark.parametrize("want", ["khieu-nai", "to-cao"])
    def test_takes_no_complaint_whatever_is_sent(self, portal, want) -> None:
        told = send(portal, want, email="thu@example.vn")
        assert told.status_code == 200
        assert "không được tiếp nhận qua mẫu này" in html(told)
        assert "<textarea" not in html(told)
        assert "Đèn đường" not in html(told)
        assert not CitizenCase.objects.exists()

    def test_is_not_there_from_the_day_on_which_the_body_is_gone(self, portal) -> None:
        today = local_date(timezone.now())
        Portal.objects.filter(pk=portal.pk).update(closed_on=today + timedelta(days=1))
        assert visit(portal, "/gui-cau-hoi/cau-hoi/").status_code == 200
        Portal.objects.filter(pk=portal.pk).update(closed_on=today)
        assert visit(portal, "/gui-cau-hoi/cau-hoi/").status_code == 404
        assert "không còn hoạt động" in html(visit(portal, "/gui-cau-hoi/"))
        assert send(portal).status_code == 404


class TestSending:
    def test_takes_a_question_and_leads_to_the_receipt(self, portal) -> None:
        sent = send(portal, person_name="Nguyễn Văn Thử", email="thu@example.vn")
        case = only_case()
        assert sent.status_code == 303
        assert sent["Location"] == f"{follow_path(case)}phieu/"
        assert (case.portal, case.kind, case.source) == (portal, "question", CaseSource.FORM)
        assert (case.subject, case.text) == (QUESTION["subject"], QUESTION["text"])
        assert case.wants_public is False
        assert case.state == CaseState.NEW
        # A form without script is read by somebody first.
        assert "no_script" in case.held_because

    def test_takes_what_was_sent_twice_by_one_form_once(self, portal) -> None:
        shown = html(visit(portal, "/gui-cau-hoi/cau-hoi/"))
        moment = {"luc-mo": shown.partition('name="luc-mo" value="')[2].partition('"')[0]}
        said = {"email": "thu@example.vn", **moment}
        first, again = send(portal, **said), send(portal, **said)
        assert first["Location"] == again["Location"] == f"{follow_path(only_case())}phieu/"
        assert only_case().events.filter(step=CaseStep.RECEIVED).count() == 1
        assert OutgoingMail.objects.count() == 1
        # Both at once: neither finds the other before it writes.
        with patch.object(receiving, "_sent_before", side_effect=[None, only_case()]):
            assert send(portal, **said)["Location"] == first["Location"]
        others = (
            {**said, "phone": "0912 000 000"},
            {**said, "text": "Lời khác hẳn."},
            {"email": "thu@example.vn"},
            {**said, "luc-mo": moment["luc-mo"][:-1]},
        )
        for number, other in enumerate(others, start=2):
            cache.clear()
            assert send(portal, **other).status_code == 303
            assert CitizenCase.objects.count() == number
        send(make_portal(), **said)
        assert CitizenCase.objects.count() == 6

    def test_publishes_nothing_that_was_not_ticked(self, portal) -> None:
        page = html(visit(portal, "/gui-cau-hoi/cau-hoi/"))
        assert 'name="wants_public"' in page
        assert "checked" not in page
        send(portal, wants_public="on")
        assert only_case().wants_public is True

    def test_keeps_what_was_typed_and_says_what_to_do(self, portal) -> None:
        told = send(portal, subject=" ", email="thu@", phone="0912 000 000", wants_public="on")
        page = html(told)
        assert not CitizenCase.objects.exists()
        assert QUESTION["text"] in page
        assert "0912 000 000" in page
        assert 'value="thu@"' in page
        assert "checked" in page
        assert 'href="#id_subject"' in page
        assert "Xin viết như ten@example.vn" in page
        assert told["Cache-Control"] == "no-store"
        assert "Đây không phải số điện thoại" in html(send(portal, phone="0912 000"))
        assert not CitizenCase.objects.exists()
        assert send(portal, phone="0912 0000, gọi tối").status_code == 303

    @pytest.mark.parametrize(
        ("want", "needed"),
        [
            ("cung-cap-thong-tin", {"person_name", "identity", "address", "form_of_supply"}),
            ("giai-trinh", {"person_name", "affected"}),
            ("dinh-chinh", {"where"}),
        ],
    )
    def test_asks_for_what_the_law_asks_for(self, portal, want, needed) -> None:
        page = html(send(portal, want))
        assert {name for name in needed if f'href="#id_{name}"' in page} == needed
        given = dict.fromkeys(needed, "Lời riêng") | {"form_of_supply": "paper"}
        for left_out in needed:
            send(portal, want, **{name: words for name, words in given.items() if name != left_out})
        assert not CitizenCase.objects.exists()
        send(portal, want, **given)
        case = only_case()
        kept = case.text + case.person_name + case.identity + case.address
        assert kept.count("Lời riêng") == len(needed - {"form_of_supply"})
        assert ("Bản giấy" in case.text) == ("form_of_supply" in needed)

    def test_mails_nothing_where_no_address_is(self, portal) -> None:
        given = {"person_name": "Thử", "identity": "001", "address": "Thôn Đông"}
        told = send(portal, "cung-cap-thong-tin", **given, form_of_supply="mail")
        assert 'href="#id_email"' in html(told)
        assert not CitizenCase.objects.exists()

    def test_holds_what_leads_elsewhere(self, portal) -> None:
        send(portal, text="Xem https://example.com/x và cho biết ý kiến.")
        send(portal, text="Văn bản ở https://chinhphu.vn/ có đúng không?")
        strange, ours = CitizenCase.objects.order_by("pk")
        assert "planted:link" in strange.held_because
        assert not any(reason.startswith("planted") for reason in ours.held_because)

    def test_tells_who_is_refused_and_keeps_the_words(self, portal, monkeypatch) -> None:
        now = timezone.now()
        verdict = GuardVerdict(
            GuardOutcome.REFUSED, (GuardReason.SAME_TEXT,), now + timedelta(minutes=5)
        )
        monkeypatch.setattr(type(guarding.GUARD), "judge", lambda *_, **__: verdict)
        told = send(portal)
        assert told.status_code == 429
        assert 290 < int(told["Retry-After"]) <= 300
        assert QUESTION["text"] in html(told)
        assert "đã được gửi nhiều lần" in html(told)
        assert not CitizenCase.objects.exists()

    def test_is_stored_by_no_page_cache(self, portal) -> None:
        assert visit(portal, "/gui-cau-hoi/cau-hoi/")["Cache-Control"] == "no-store"


class TestAbout:
    def test_is_read_from_the_id_on_this_portal_alone(self, portal) -> None:
        story = published_story(portal, title="Lịch cắt điện")
        theirs = published_story(make_portal(), title="Tin nơi khác")
        page = html(visit(portal, f"/gui-cau-hoi/?ve={story.pk}"))
        assert "Lịch cắt điện" in page
        assert f'/gui-cau-hoi/cau-hoi/?ve={story.pk}"' in page
        for about in (theirs.pk, "x", "0", "²", story.pk + 10**6):
            assert "Về nội dung" not in html(visit(portal, f"/gui-cau-hoi/cau-hoi/?ve={about}"))
        send(portal, ve=story.pk, about_title="Giả", about="story:1", about_path="//example.com")
        case = only_case()
        assert case.about == f"story:{story.pk}"
        assert (case.about_title, case.about_path) == ("Lịch cắt điện", story.public_path())

    def test_is_not_what_was_withdrawn(self, portal) -> None:
        story = published_story(portal, title="Đăng nhầm")
        withdraw_story(
            story=story, kind=RemovalKind.WITHDRAWN, reason="Nhầm.",
            actor=make_member(portal, Position.HEAD), now=timezone.now(),
        )  # fmt: skip
        send(portal, ve=story.pk)
        assert only_case().about == ""

    def test_names_the_place_of_a_correction(self, portal) -> None:
        story = published_story(portal)
        page = html(visit(portal, f"/gui-cau-hoi/dinh-chinh/?ve={story.pk}"))
        assert f'name="ve" value="{story.pk}"' in page
        assert send(portal, "dinh-chinh", ve=story.pk).status_code == 303


class TestSimilarAnswers:
    def test_are_offered_once_before_anything_is_sent(self, portal) -> None:
        answer = stands(portal, question=LIGHTS)
        stands(make_portal(), question=LIGHTS)
        before = CitizenCase.objects.count()
        told = html(send(portal, phone="0912 000 000"))
        assert CitizenCase.objects.count() == before
        assert told.count('class="answer-begin"') == 1
        assert f'href="{answer.path}"' in told
        assert 'name="seen" value="1"' in told
        assert "0912 000 000" in told
        assert send(portal, seen="1").status_code == 303
        assert CitizenCase.objects.count() == before + 1


class TestWhomToAsk:
    @pytest.fixture
    def province(self):
        self.province, _district, (self.commune, self.other) = make_province_tree()
        Portal.objects.filter(pk=self.commune.pk).update(name="Xã Tam Giang")
        return self.province

    def test_is_proposed_and_chosen_and_comes_to_the_province(self, province) -> None:
        text = "Đường ở xã Tam Giang ngập đã một tuần."
        told = html(send(province, "chua-biet-hoi-ai", text=text))
        assert not CitizenCase.objects.exists()
        assert f'value="{self.commune.pk}"' in told
        assert 'class="ask-error"' not in told
        # Sent once more without a choice, or with another agency than those proposed.
        for body in ("", str(self.other.pk), "x"):
            told = html(send(province, "chua-biet-hoi-ai", text=text, seen="1", body=body))
            assert 'class="ask-error"' in told
        assert not CitizenCase.objects.exists()
        send(province, "chua-biet-hoi-ai", text=text, seen="1", body=str(self.commune.pk))
        case = only_case()
        assert (case.received_by, case.portal) == (province, self.commune)
        assert case.events.filter(step=CaseStep.HANDED_OVER).count() == 1

    def test_stays_with_the_province_where_nobody_is_sure(self, province) -> None:
        send(province, "chua-biet-hoi-ai", seen="1", body="tinh")
        case = only_case()
        assert case.portal == case.received_by == province
        assert not case.events.filter(step=CaseStep.HANDED_OVER).exists()


def test_a_form_of_another_site_is_held(portal) -> None:
    post(portal, "/gui-cau-hoi/cau-hoi/", QUESTION, **{"sec-fetch-site": "cross-site"})
    assert "from_elsewhere" in only_case().held_because
