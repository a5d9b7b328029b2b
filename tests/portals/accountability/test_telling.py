"""Mails to the person: that something happened and where to read it, and nothing of what was said."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import transaction

from portals.accountability.actions.following import add_to_case, take_back_case
from portals.accountability.actions.receiving import Sent, receive_case
from portals.accountability.enums import CaseSource, CaseStep
from portals.accountability.links import follow_address, follow_path, secret_of
from portals.mail.enums import MailKind
from portals.mail.models import OutgoingMail
from portals.operations import layer
from portals.operations.policy_reports import path_in
from portals.settings.logs import tell_nothing_of_who_asked
from tests.factories import make_portal
from tests.portals.accountability.cases import happens, local, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal():
    return make_portal()


class TestMails:
    def test_confirm_the_receipt_with_day_and_link(self, portal) -> None:
        case = make_case(portal)
        mail = OutgoingMail.objects.get()
        assert (mail.kind, mail.address) == (MailKind.REQUEST, "thu@example.vn")
        assert follow_address(case) in mail.text
        assert "17:00 16/11/2026" in mail.text
        assert case.acknowledged_at == local(2)

    def test_go_to_nobody_without_an_address(self, portal) -> None:
        case = make_case(portal, email="", phone="0912345678")
        happens(case, CaseStep.ACCEPTED, local(3))
        assert not OutgoingMail.objects.exists()
        # The page said it.
        assert case.acknowledged_at == local(2)

    def test_confirm_nothing_that_an_officer_entered_without_an_address(self, portal) -> None:
        case = make_case(portal, email="", source=CaseSource.OFFICER)
        assert case.acknowledged_at is None
        assert not case.events.filter(step=CaseStep.ACKNOWLEDGED).exists()
        assert make_case(portal, source=CaseSource.OFFICER).acknowledged_at == local(2)

    def test_say_nothing_of_what_was_written_or_answered(self, portal) -> None:
        case = make_case(portal)
        other = make_portal()
        happens(case, CaseStep.ASKED, local(3), role="question_back", text="Thôn nào ạ?")
        happens(case, CaseStep.ANSWERED_BACK, local(3), role="answer_back", text="Thôn Đông ạ.")
        happens(case, CaseStep.HANDED_OVER, local(3), office=other, role="reason", text="Việc họ.")
        happens(case, CaseStep.SEALED, local(4))
        happens(case, CaseStep.ANSWERED, local(4), role="answer", text="Đã sửa đèn đường.")
        mails = OutgoingMail.objects.order_by("pk")
        assert len(mails) == 5
        for mail in mails:
            told = f"{mail.subject} {mail.text}"
            for words in ("èn đường", "Thôn", "Văn Thử", "Việc họ", "khiếu nại", "tố cáo"):
                assert words not in told
            assert secret_of(case) not in mail.subject
            # Also from the other agency: the link stays where it is.
            assert follow_address(case) in mail.text
        assert {mail.subject for mail in mails} == {f"Yêu cầu {case.code}: có thông tin mới"}

    def test_are_not_sent_of_what_is_inside_or_was_their_own_act(self, portal) -> None:
        case = make_case(portal)
        OutgoingMail.objects.all().delete()
        happens(case, CaseStep.ASSIGNED, local(3))
        happens(case, CaseStep.SUBMITTED, local(3))
        happens(case, CaseStep.RETURNED, local(3), role="note", text="Viết lại.")
        happens(case, CaseStep.CONSULTED, local(3))
        happens(case, CaseStep.ESCALATED, local(3))
        add_to_case(case=case, text="Thêm", now=local(3))
        take_back_case(case=case, now=local(4))
        assert not OutgoingMail.objects.exists()

    def test_are_of_the_transaction(self, portal) -> None:
        case = make_case(portal)
        with transaction.atomic():
            happens(case, CaseStep.ACCEPTED, local(3))
            transaction.set_rollback(True)
        assert OutgoingMail.objects.count() == 1


class TestTheSecret:
    def test_stands_in_no_line_of_a_log(self, portal, monkeypatch) -> None:
        case = make_case(portal)
        path = follow_path(case)
        lines: list[str] = []
        monkeypatch.setattr(layer.access_log, "info", lines.append)
        layer.log_access({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, "200", 0.1, None, "x")
        assert json.loads(lines[0])["path"] == "/theo-doi/"
        line = {"event": f"Not Found: {path}phieu/", "logger": "django.request"}
        assert tell_nothing_of_who_asked(logging, "warning", line)["event"] == (
            "Not Found: /theo-doi/"
        )
        assert path_in(f"https://xa.example.vn{path}") == "/theo-doi/"

    def test_is_of_one_case_and_one_nonce(self, portal) -> None:
        one, other = make_case(portal), make_case(portal)
        assert secret_of(one) != secret_of(other)
        before = secret_of(one)
        one.link_nonce = other.link_nonce
        assert secret_of(one) not in {before, secret_of(other)}


def test_a_chosen_agency_gets_it_with_the_clock_that_runs(portal) -> None:
    chosen = make_portal()
    case = receive_case(
        portal=portal, sent=Sent("question", "Đèn", "Bao giờ sửa?"), source=CaseSource.FORM,
        actor=None, chosen=chosen, now=local(2),
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.portal, case.received_by) == (chosen, portal)
    assert case.due_at == local(16, "17:00")
    assert case.events.filter(step=CaseStep.HANDED_OVER).get().office == chosen
