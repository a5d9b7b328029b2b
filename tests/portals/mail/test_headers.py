"""What every mail of the system says of itself: written by a machine, under the domain that it comes from."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from portals.boards.actions.inviting import invite_by_mail
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.settings import backends
from portals.sign_in.passwords import answer_requests, ask_for_link
from tests.factories import make_member, make_portal
from tests.support.mail import PostOffice, deliver

FLOORS = ("portals", "editorial", "syndication", "scoring")
# Django's ways to send a mail past the one sender.
PAST_IT = {
    "send_mail",
    "send_mass_mail",
    "mail_admins",
    "mail_managers",
    "EmailMessage",
    "EmailMultiAlternatives",
}


@pytest.fixture
def office(settings):
    settings.DEFAULT_FROM_EMAIL = "khongtraloi@bacninh.gov.vn"
    with PostOffice() as office:
        settings.MAILERS = backends.mailers(f"smtp://127.0.0.1:{office.port}")
        yield office


@pytest.mark.django_db
def test_mails_about_signing_in_are_of_our_domain_and_by_a_machine(office) -> None:
    portal = make_portal()
    person = make_member(portal)
    now = timezone.now()
    invite_by_mail(board=portal.board, user=person, actor=None, now=now)
    ask_for_link(email=person.email, now=now)
    answer_requests(now=now)
    for kind in MailKind:
        post(kind=kind, address="ai@example.vn", subject="x", text="x", now=now)
    deliver()
    assert len(office.taken) >= 3
    for mail in office.taken:
        assert mail["Message-ID"].endswith("@bacninh.gov.vn>"), mail["Subject"]
        assert mail["Auto-Submitted"] == "auto-generated", mail["Subject"]
        assert mail["From"] == "khongtraloi@bacninh.gov.vn"
    assert len({mail["Message-ID"] for mail in office.taken}) == len(office.taken)


def test_no_module_sends_a_mail_past_the_one_sender() -> None:
    root = Path(settings.ROOT)
    found = {
        str(path.relative_to(root))
        for floor in FLOORS
        for path in (root / floor).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django.core.mail")
        and PAST_IT & {name.name for name in node.names}
    }
    assert found == {"portals/mail/sending.py"}
