"""The page of one request: who opens it, what it shows, what is done on it, and that nobody else hears of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from editorial.answers.models import ReleasedAnswer
from editorial.asking import knocking
from editorial.asking.history import WORDS
from portals.accountability.actions.following import take_back_case
from portals.accountability.actions.triage import join_cases
from portals.accountability.enums import INSIDE, CaseKind, CaseOutcome, CaseState, CaseStep
from portals.accountability.links import follow_address, follow_path, fresh_nonce, secret_of
from portals.accountability.models import CaseRating, CaseReview, CitizenCase
from portals.accountability.recording import end_case
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.mail.models import OutgoingMail
from portals.operations import SECRET_PATHS
from portals.pagecache.request_key import is_never_stored
from tests.editorial.answers.cast import stands
from tests.editorial.asking.asked import post
from tests.factories import make_member, make_portal, make_user
from tests.portals.accountability.cases import happens, local, make_case
from tests.support.processes import ROOT
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def case(portal):
    return make_case(portal)


def seen(case: CitizenCase, now=None) -> str:
    with time_machine.travel(now or local(3), tick=False):
        return visit(case.received_by, follow_path(case)).content.decode()


def act(case: CitizenCase, what: str, now=None, **given: Any) -> Any:
    with time_machine.travel(now or local(3), tick=False):
        path = follow_path(case)
        return post(case.received_by, path, {"viec": what, **given})


def answered(case: CitizenCase) -> CitizenCase:
    happens(case, CaseStep.ANSWERED, local(3), role="answer", text="Sẽ sửa trước ngày 20/11.")
    end_case(case, CaseOutcome.ANSWERED, local(3))
    case.save()
    return case


class TestWhoOpensIt:
    def test_the_link_alone(self, portal, case) -> None:
        path, secret = follow_path(case), secret_of(case)
        assert visit(portal, path).status_code == 200
        nearly = secret[:-1] + ("0" if secret[-1] != "0" else "1")
        other = make_case(portal)
        wrong = (
            path.replace(secret, nearly),
            path.replace(secret, secret.upper()),
            path.replace(secret, secret[:-1]),
            path.replace(secret, secret_of(other)),
            path.replace(case.code, case.code.lower()),
            path.replace(case.code, "HD-22222222"),
        )
        for each in wrong:
            for page in ("", "phieu/", "rut-lai/", "xoa-du-lieu/"):
                assert visit(portal, each + page).status_code == 404, each
            assert post(portal, f"{each}rut-lai/", {}).status_code == 404
        case.refresh_from_db()
        assert case.state == CaseState.NEW

    def test_a_wrong_secret_is_as_an_unknown_code(self, portal, case) -> None:
        told = [
            visit(portal, f"/theo-doi/{code}/{'0' * 40}/") for code in (case.code, "HD-22222222")
        ]
        pages = [one.content.decode().replace(case.code, "HD-22222222") for one in told]
        assert pages[0] == pages[1]
        assert dict(told[0].headers) == dict(told[1].headers)

    def test_on_the_portal_that_received_it_wherever_it_is_now(self, portal, case) -> None:
        other = make_portal()
        assert visit(other, follow_path(case)).status_code == 404
        happens(case, CaseStep.HANDED_OVER, local(3), office=other)
        assert visit(portal, follow_path(case)).status_code == 200
        assert visit(other, follow_path(case)).status_code == 404

    def test_no_link_of_before_a_new_nonce(self, portal, case) -> None:
        before = follow_path(case)
        CitizenCase.objects.filter(pk=case.pk).update(link_nonce=fresh_nonce())
        assert visit(portal, before).status_code == 404

    def test_who_tries_out_links_is_stopped_and_a_right_one_opens(self, portal, case) -> None:
        wrong = f"/theo-doi/{case.code}/{'0' * 40}/"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(knocking, "MOST_WRONG", 2)
            statuses = [visit(portal, wrong).status_code for _time in range(3)]
            assert statuses == [404, 404, 429]
            assert visit(portal, follow_path(case)).status_code == 200
            elsewhere = Client(REMOTE_ADDR="203.0.113.9")
            assert elsewhere.get(wrong, headers={"host": portal.site.hostname}).status_code == 404


class TestThatNobodyElseHears:
    def test_answers_are_kept_by_nobody(self, portal, case) -> None:
        path = follow_path(case)
        for page in (
            path,
            f"{path}phieu/",
            f"{path}rut-lai/",
            f"{path}xoa-du-lieu/",
            path.replace("HD-", "HD-x"),
        ):
            told = visit(portal, page)
            assert told["Cache-Control"] == "no-store"
            assert told["Referrer-Policy"] == "no-referrer"
            assert told["X-Robots-Tag"] == "noindex, nofollow"
            assert not told.cookies
        assert is_never_stored(path)
        assert path.startswith(SECRET_PATHS)

    def test_the_secret_stands_in_links_of_the_page_alone(self, portal, case) -> None:
        for page in ("", "phieu/", "rut-lai/"):
            html = visit(portal, follow_path(case) + page).content.decode()
            assert 'rel="canonical"' not in html
            assert "og:url" not in html
            assert "visit.js" not in html
            secret = secret_of(case)
            # Where a person follows or posts it, and the receipt's words.
            spread = re.sub(rf'(?:href|action)="{follow_path(case)}[^"]*"', "", html)
            spread = spread.replace(follow_address(case), "") if page == "phieu/" else spread
            assert secret not in spread

    def test_samples_of_proxies_log_it_nowhere(self) -> None:
        nginx = (ROOT / "docs/deploy/nginx.conf").read_text()
        place = re.search(r"location /theo-doi/ \{(.*?)\}", nginx, re.DOTALL)
        assert place is not None
        for line in ("access_log off;", "error_log /dev/null;", "proxy_cache off;"):
            assert line in place[1]
        caddy = (ROOT / "docs/deploy/Caddyfile").read_text()
        for field in (
            'request>uri regexp "^/theo-doi/.*" "/theo-doi/"',
            "request>headers>Referer delete",
            "resp_headers>Location delete",
        ):
            assert field in caddy

    def test_no_address_of_the_map_or_the_feeds_leads_there(self, portal, case) -> None:
        for path in ("/sitemap-trang.xml", "/rss.xml", "/so-do/", "/", "/phan-anh/"):
            page = visit(portal, path).content.decode()
            assert case.code not in page
            assert secret_of(case) not in page


class TestWhatItShows:
    def test_state_day_and_history_in_words(self, portal, case) -> None:
        page = seen(case)
        assert "Đã nhận, chưa có người xử lý." in page
        assert "17:00, 16/11/2026" in page
        assert f"{portal.name} đã nhận yêu cầu." in page
        assert "Đèn đường ở thôn Đông hỏng" in page
        happens(case, CaseStep.ACCEPTED, local(3))
        happens(case, CaseStep.ASKED, local(4), role="question_back", text="Thôn nào ạ?")
        page = seen(case, local(5))
        assert "đang chờ ông/bà trả lời" in page
        assert "Thời hạn tạm dừng" in page
        assert "Thôn nào ạ?" in page

    def test_is_late_from_the_minute_after(self, case) -> None:
        assert "Quá hạn" not in seen(case, local(16, "17:00"))
        assert "Quá hạn" in seen(case, local(16, "17:00") + timedelta(seconds=1))

    def test_owes_a_comment_no_day_of_its_own(self, portal) -> None:
        comment = make_case(portal, kind=CaseKind.COMMENT, now=local(2) - timedelta(days=61))
        for page in (
            seen(comment),
            visit(portal, f"{follow_path(comment)}phieu/").content.decode(),
        ):
            assert "Được công bố cùng dự thảo" in page
            for owed in ("Quá hạn", "trả lời trước", "Cách tính ngày này"):
                assert owed not in page
        assert "Kết quả tiếp thu" in OutgoingMail.objects.get().text

    def test_counts_the_days(self, case) -> None:
        page = seen(case)
        assert "Cách tính ngày này" in page
        assert "ngày thứ 10" in page

    def test_no_code_of_what_somebody_else_sent(self, portal, case) -> None:
        earlier = local(2) - timedelta(days=4)
        for other in (make_case(portal, now=earlier), make_case(portal, now=local(3))):
            happens(case, CaseStep.JOINED, local(4), other=other)
            page = seen(case, local(5))
            assert other.code not in page
        assert "Một yêu cầu khác đến trước được gộp vào lúc" in page
        assert page.count("Một yêu cầu khác được gộp vào lúc") == 1

    def test_how_it_goes_on_with_what_it_was_joined_into(self, portal, case) -> None:
        other, last = make_case(portal, now=local(2)), make_case(portal, email="khac@example.vn")
        editor = make_member(portal, Position.EDITOR)
        join_cases(case=case, into=other, actor=editor, now=local(3))
        join_cases(case=other, into=last, actor=editor, now=local(3))
        assert "Yêu cầu kia phải được trả lời trước 17:00, 16/11/2026" in seen(case)
        late = seen(case, local(16, "17:00") + timedelta(seconds=1))
        assert "Yêu cầu kia đã quá hạn" in late
        last.refresh_from_db()
        OutgoingMail.objects.all().delete()
        answered(last)
        page = seen(case, local(4))
        assert "hãy gọi điện cho cơ quan và đọc mã" in page
        # The other may be somebody else's: neither their answer nor their code.
        assert "Sẽ sửa trước" not in page
        assert last.code not in page
        told = [mail.subject for mail in OutgoingMail.objects.order_by("pk")]
        assert sorted(told) == sorted(
            f"Yêu cầu {one.code}: có thông tin mới" for one in (case, other, last)
        )
        public = stands(portal)
        ReleasedAnswer.objects.filter(pk=public.pk).update(case=last)
        assert f'href="{main_origin(portal)}{public.path}"' in seen(case, local(4))

    @pytest.mark.parametrize("outcome", [CaseOutcome.TAKEN_BACK, CaseOutcome.NOT_A_REQUEST])
    def test_that_what_it_was_joined_into_came_to_nothing(self, portal, case, outcome) -> None:
        other = make_case(portal)
        editor = make_member(portal, Position.EDITOR)
        other = join_cases(case=case, into=other, actor=editor, now=local(3))
        end_case(other, outcome, local(4))
        other.save()
        assert "kết thúc mà không có trả lời" in seen(case, local(5))

    def test_that_what_it_was_joined_into_goes_on_in_the_national_system(
        self, portal, case
    ) -> None:
        other = make_case(portal)
        editor = make_member(portal, Position.EDITOR)
        other = join_cases(case=case, into=other, actor=editor, now=local(3))
        other.national_number = "QG-12345"
        end_case(other, CaseOutcome.ELSEWHERE, local(4))
        other.save()
        page = seen(case, local(5))
        assert "kết thúc mà không có trả lời" not in page
        assert f"Hãy gọi điện cho {portal.agency}" in page
        assert "QG-12345" not in page

    def test_nothing_that_is_said_inside(self, case) -> None:
        for number, role in enumerate(sorted(INSIDE)):
            step = CaseStep.CONSULTED if "consult" in role else CaseStep.ASSIGNED
            happens(case, step, local(3), role=role, text=f"Lời bên trong {number}")
        happens(case, CaseStep.SUBMITTED, local(3))
        happens(case, CaseStep.RETURNED, local(3), role="note", text="Lời bên trong, viết lại")
        page = seen(case)
        assert "Lời bên trong" not in page
        assert "hỏi ý kiến một cơ quan khác" in page
        hidden = {CaseStep.ASSIGNED, CaseStep.SUBMITTED, CaseStep.RETURNED}
        assert set(CaseStep) - set(WORDS) - {CaseStep.EXTENDED} == hidden

    def test_names_no_other_request(self, portal, case) -> None:
        other = make_case(portal, subject="Việc của người khác")
        happens(case, CaseStep.JOINED, local(3), other=other)
        assert "Việc của người khác" not in seen(case)
        assert secret_of(other) not in seen(case)

    def test_the_way_of_the_law_where_it_is_sealed(self, portal, case) -> None:
        happens(case, CaseStep.SEALED, local(3))
        CitizenCase.objects.filter(pk=case.pk).update(
            state="ended", outcome="sealed", ended_at=local(3), sealed_for=make_user()
        )
        case.refresh_from_db()
        page = seen(case)
        assert '"/gui-cau-hoi/to-cao/"' in page
        assert "Cách tính ngày này" not in page
        assert "<textarea" not in page

    def test_in_as_many_queries_however_much_happened(self, case) -> None:
        happens(case, CaseStep.ADDED, local(3), role="added", text="Thêm")
        path, portal = follow_path(case), case.received_by
        visit(portal, path)
        with CaptureQueriesContext(connection) as few:
            visit(portal, path)
        for day in range(4, 9):
            happens(case, CaseStep.ADDED, local(day), role="added", text=f"Thêm {day}")
        with CaptureQueriesContext(connection) as many:
            visit(portal, path)
        assert len(many) == len(few)


class TestActs:
    def test_adds_and_leads_back(self, case) -> None:
        done = act(case, "bo-sung", **{"noi-dung": "Cả cột số 5 nữa."})
        assert done.status_code == 303
        assert done["Location"] == f"{follow_path(case)}?xong=bo-sung"
        assert "Cả cột số 5 nữa." in seen(case)
        assert "Đã ghi nhận nội dung ông/bà bổ sung." in (
            visit(case.received_by, done["Location"]).content.decode()
        )

    def test_answers_back_and_lets_the_time_go_on(self, case) -> None:
        happens(case, CaseStep.ASKED, local(3), role="question_back", text="Thôn nào ạ?")
        assert "Trả lời cơ quan" in seen(case)
        act(case, "bo-sung", local(4), **{"noi-dung": "Thôn Đông."})
        case.refresh_from_db()
        assert case.state == CaseState.OPEN
        assert case.events.filter(step=CaseStep.ANSWERED_BACK).exists()

    def test_keeps_what_is_refused_and_says_why(self, case) -> None:
        take_back_case(case=case, now=local(3))
        told = act(case, "bo-sung", **{"noi-dung": "Còn điều này"})
        assert told.status_code == 422
        assert "đã kết thúc" in told.content.decode()
        empty = act(make_case(case.portal), "bo-sung", **{"noi-dung": "  "})
        assert empty.status_code == 422
        assert 'role="alert"' in empty.content.decode()

    def test_takes_back_after_it_was_asked(self, portal, case) -> None:
        path = f"{follow_path(case)}rut-lai/"
        assert "Không thể hoàn lại" in visit(portal, path).content.decode()
        case.refresh_from_db()
        assert case.state == CaseState.NEW
        with time_machine.travel(local(3), tick=False):
            assert post(portal, path, {}).status_code == 303
        case.refresh_from_db()
        assert case.outcome == CaseOutcome.TAKEN_BACK
        assert "rut-lai/" not in seen(case)

    def test_rates_once_from_one_to_five(self, case) -> None:
        assert act(case, "danh-gia", sao="5").status_code == 422
        answered(case)
        assert "Sẽ sửa trước ngày 20/11." in seen(case)
        for stars in ("0", "6", "", "x"):
            assert act(case, "danh-gia", sao=stars).status_code == 422
        kept = act(case, "danh-gia", sao="9", **{"nhan-xet": "Chưa rõ lắm"}).content.decode()
        assert "Chưa rõ lắm" in kept
        assert act(case, "danh-gia", sao="4", **{"nhan-xet": "Tạm được"}).status_code == 303
        assert CaseRating.objects.get().stars == 4
        assert "4/5" in seen(case)
        assert act(case, "danh-gia", sao="1").status_code == 422

    def test_asks_for_a_review_once(self, case) -> None:
        assert "Đề nghị xem xét lại" not in seen(case)
        answered(case)
        assert act(case, "xem-lai", **{"ly-do": "Chưa nói bao giờ."}).status_code == 303
        assert CaseReview.objects.get().case == case
        assert "phải có kết quả chậm nhất" in seen(case)
        assert act(case, "xem-lai", **{"ly-do": "Nữa"}).status_code == 422

    def test_nothing_that_another_site_sends(self, portal, case) -> None:
        headers = {"sec-fetch-site": "cross-site"}
        path = follow_path(case)
        post(portal, path, {"viec": "bo-sung", "noi-dung": "Giả"}, **headers)
        post(portal, f"{path}rut-lai/", {}, **headers)
        case.refresh_from_db()
        assert case.state == CaseState.NEW
        assert not case.events.filter(step=CaseStep.ADDED).exists()

    def test_no_act_that_there_is_not(self, case) -> None:
        assert 'role="alert"' in act(case, "xoa").content.decode()


class TestReceipt:
    def test_says_what_to_keep_and_by_when(self, portal, case) -> None:
        page = visit(portal, f"{follow_path(case)}phieu/").content.decode()
        assert case.code in page
        assert follow_address(case) in page
        assert "17:00, 16/11/2026" in page
        assert "<svg" in page
        assert " style=" not in page
        assert "mất trang này" not in page
        alone = make_case(portal, email="")
        page = visit(portal, f"{follow_path(alone)}phieu/").content.decode()
        assert "mất trang này" in page

    def test_shows_nothing_of_what_was_written(self, portal, case) -> None:
        # It is printed, and lies about.
        assert "Đèn đường" not in visit(portal, f"{follow_path(case)}phieu/").content.decode()
